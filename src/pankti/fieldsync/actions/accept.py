from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from uuid import UUID

from django.db import transaction

from pankti.access.types import DeviceScope
from pankti.base.clock import now
from pankti.base.prepared import prepared_cursor
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
    refused = _find_refused(commands)
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


def _find_refused(commands: Sequence[Command]) -> dict[UUID, str]:
    with prepared_cursor() as cursor:
        cursor.execute(
            "SELECT command_id, code FROM fieldsync_refusal WHERE command_id = ANY(%s)", [[c.id for c in commands]]
        )
        return dict(cursor.fetchall())


def _unreadable(command: Command) -> Result:
    return Result(command.id, CommandUnreadable.code, str(CommandUnreadable.sentence))
