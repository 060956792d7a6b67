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
from pankti.fieldsync.registry import find_handler, is_whole
from pankti.fieldsync.types import Command, Result


def accept_commands(*, device: DeviceScope, commands: Sequence[Command]) -> list[Result]:
    """Do what a phone pushed, in its order, all in one transaction. One result per command, in the same order.

    Repeat-safe: what was accepted stays accepted, what was refused is refused for the
    same reason. A command that nobody knows is refused, and the others go on.

    A push whose commands are one statement by themselves (the usual one) opens no transaction: what is
    refused is noted after it, and a crash in between has the phone ask again.
    """
    runs = [(name, list(run)) for name, run in groupby(commands, key=lambda c: c.name)]
    if len(runs) == 1 and is_whole(runs[0][0]):
        return _note_refused(_take(device, *runs[0]))
    with transaction.atomic():
        return _note_refused([result for name, run in runs for result in _take(device, name, run)])


def _take(device: DeviceScope, name: str, run: Sequence[Command]) -> list[Result]:
    handler = find_handler(name)
    return handler(device, run) if handler else [_unreadable(command) for command in run]


def _note_refused(results: Sequence[Result]) -> list[Result]:
    """The results as they are told: who was refused before is refused for the first reason. No query for no refusal."""
    refusals = [result for result in results if not result.is_accepted]
    if not refusals:
        return list(results)
    known = _find_refused(refusals)
    fresh = [r for r in refusals if r.id not in known]
    if fresh:
        Refusal.objects.bulk_create(
            [Refusal(command_id=r.id, code=r.code, refused_at=now()) for r in fresh], ignore_conflicts=True
        )
    return [Result(r.id, known[r.id], r.sentence) if r.id in known and not r.is_accepted else r for r in results]


def _find_refused(refusals: Sequence[Result]) -> dict[UUID, str]:
    with prepared_cursor() as cursor:
        cursor.execute(
            "SELECT command_id, code FROM fieldsync_refusal WHERE command_id = ANY(%s)", [[r.id for r in refusals]]
        )
        return dict(cursor.fetchall())


def _unreadable(command: Command) -> Result:
    return Result(command.id, CommandUnreadable.code, str(CommandUnreadable.sentence))
