from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from django.db import transaction

from pankti.access.types import DeviceScope
from pankti.base.clock import now
from pankti.fieldsync.errors import CommandUnreadable
from pankti.fieldsync.models import Refusal
from pankti.fieldsync.registry import find_handler
from pankti.fieldsync.types import Command, Result


@transaction.atomic
def accept_commands(*, device: DeviceScope, commands: Sequence[Command]) -> list[Result]:
    """Do what a phone pushed, in its order, all in one transaction. One result per command, in the same order.

    Repeat-safe: what was accepted stays accepted, what was refused is refused for the
    same reason. A command that nobody knows is refused, and the others go on.
    """
    refused = {r.command_id: r.code for r in Refusal.objects.filter(command_id__in=[c.id for c in commands])}
    results: list[Result] = []
    for name, run in groupby(commands, key=lambda c: c.name):
        batch = list(run)
        handler = find_handler(name)
        results += handler(device, batch) if handler else [_unreadable(c) for c in batch]
    fresh = [r for r in results if not r.is_accepted and r.id not in refused]
    if fresh:
        Refusal.objects.bulk_create(
            [Refusal(command_id=r.id, code=r.code, refused_at=now()) for r in fresh], ignore_conflicts=True
        )
    return [Result(r.id, refused[r.id], r.sentence) if r.id in refused and not r.is_accepted else r for r in results]


def _unreadable(command: Command) -> Result:
    return Result(command.id, CommandUnreadable.code, str(CommandUnreadable.sentence))
