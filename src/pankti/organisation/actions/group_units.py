from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

import orjson
from django.db import connection, transaction
from django.db.models import F

from pankti.audit.actions.record import record
from pankti.base.actor import PATH_END, Actor, require_right
from pankti.base.clock import now
from pankti.organisation.actions.import_units import LOCK, MANAGE
from pankti.organisation.actions.merge_staged import make_items
from pankti.organisation.actions.place_units import place_staged
from pankti.organisation.actions.refresh_statistics import refresh_statistics
from pankti.organisation.actions.stage_units import make_stage, stage_drafts
from pankti.organisation.errors import LevelNotGroupable
from pankti.organisation.events import UNITS_GROUPED
from pankti.organisation.importing.drafts import Draft, unit_key
from pankti.organisation.importing.neighbours import along_curve, even_groups
from pankti.organisation.importing.shape import Shape
from pankti.organisation.models import Level, Organisation, Placement
from pankti.organisation.queries import get_shape, get_unit

SOURCE = "grouped"


@dataclass(frozen=True, slots=True)
class GroupChange:
    """How many groups were made and how many units went into a group, new or standing."""

    groups: int
    members: int


@dataclass(frozen=True, slots=True)
class _Member:
    parent_id: UUID
    parent: tuple[str, str, str]  # source, level, code
    own: tuple[str, str, str]
    latitude: float | None
    longitude: float | None


def group_units(*, actor: Actor, level: str, size: int | None = None, under: UUID | None = None) -> GroupChange:
    """Build the units of ``level`` that a list lacks, out of neighbouring units of the level below.

    The rule: under each parent the units of the next level that hang right under it are put
    in order, along a Hilbert curve when every one has coordinates, else in the order of their
    numbers, and cut into even groups of about ``size`` (the level's own ``group_size``). Fewer
    than half a group join the last group that stands already.

    Repeat-safe: a second run finds nobody left. Units that people placed by hand stay.
    """
    shape = get_shape()
    for path in _paths(under):
        require_right(actor, MANAGE, path)
    below = _level_below(shape, level)
    wanted = size or Level.objects.filter(code=level).values_list("group_size", flat=True).first() or 0
    if wanted < 2:
        raise LevelNotGroupable(level=level)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        members = _read_members(shape, level, below, under)
        if not members:
            return GroupChange(0, 0)
        make_stage(shape)
        groups = _Groups(shape, level, wanted)
        staged = stage_drafts(shape=shape, drafts=((0, draft) for draft in groups.drafts(members)))
        make_items(shape=shape, sources=staged.sources)
        number = shape.trees.index(shape.main)
        placed = place_staged(shape=shape, number=number, sources=staged.sources, today=now().date(), under=None)
        change = GroupChange(placed.units, placed.moved)
        Organisation.objects.update(tree_epoch=F("tree_epoch") + 1)
        record(
            actor=actor,
            type=UNITS_GROUPED.code,
            subject_kind="level",
            level=level,
            groups=change.groups,
            members=change.members,
        )
    refresh_statistics()
    return change


def _paths(under: UUID | None) -> list[str]:
    if under is not None:
        return [get_unit(under).path]
    tops = Placement.objects.filter(tree__is_main=True, parent=None, ended_on=None)
    return list(tops.values_list("path", flat=True)) or [""]


def _level_below(shape: Shape, level: str) -> str:
    """The next level of the main tree under ``level`` of which there are units."""
    ranks = shape.main.ranks
    rank = ranks.get(level, 0)
    lower = sorted((place, code) for code, place in ranks.items() if place > rank)
    if rank == 0 or not lower:
        raise LevelNotGroupable(level=level)
    for _place, code in lower:
        if Placement.objects.filter(tree=shape.main.code, level=code, ended_on=None).exists():
            return code
    return lower[0][1]


def _read_members(shape: Shape, level: str, below: str, under: UUID | None) -> list[_Member]:
    """Units of ``below`` that hang right under a unit above ``level``, in the order of their paths."""
    higher = [code for code, rank in shape.main.ranks.items() if rank < shape.main.ranks[level]]
    path = get_unit(under).path if under else ""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")  # right after an import there are no statistics yet
        cursor.execute(
            """
            SELECT c.parent_id, p.source, p.level_id, p.code, u.source, u.level_id, u.code, u.latitude, u.longitude
            FROM organisation_placement c
            JOIN organisation_unit u ON u.id = c.unit_id
            JOIN organisation_unit p ON p.id = c.parent_id
            WHERE c.tree_id = %s AND c.level_id = %s AND c.ended_on IS NULL AND u.closed_on IS NULL
              AND p.level_id = ANY (%s) AND NOT 'placement' = ANY (u.entered) AND c.path >= %s AND c.path < %s
            ORDER BY c.path
            """,
            [shape.main.code, below, higher, path, path + PATH_END],
        )
        rows = cursor.fetchall()
        cursor.execute("SET LOCAL enable_nestloop = on")
        return [_Member(row[0], (row[1], row[2], row[3]), (row[4], row[5], row[6]), row[7], row[8]) for row in rows]


class _Groups:
    def __init__(self, shape: Shape, level: str, size: int) -> None:
        self.shape = shape
        self.level = level
        self.size = size
        self.main = shape.trees.index(shape.main)
        self.standing = self._standing()

    def _standing(self) -> dict[UUID, tuple[int, str]]:
        """By parent how many groups this rule has made there, and the code of the last."""
        rows = Placement.objects.filter(
            tree=self.shape.main.code, level=self.level, ended_on=None, unit__source=SOURCE
        ).values_list("parent_id", "unit__code")
        found: dict[UUID, tuple[int, str]] = {}
        for parent, code in rows:
            number = int(code.rpartition("/")[2])
            if parent is not None and number > found.get(parent, (0, ""))[0]:
                found[parent] = (number, code)
        return found

    def drafts(self, members: list[_Member]) -> Iterator[Draft]:
        """The parents (hanging nowhere anew), the groups under them, and their members."""
        for parent_id, gathered in groupby(members, key=lambda member: member.parent_id):
            yield from self._under(parent_id, list(gathered))

    def _under(self, parent_id: UUID, members: list[_Member]) -> Iterator[Draft]:
        source, level, code = members[0].parent
        yield _draft(source, level, code, {})
        last, last_code = self.standing.get(parent_id, (0, ""))
        if last and len(members) * 2 < self.size:
            yield _draft(SOURCE, self.level, last_code, {})
            for member in members:
                yield _draft(*member.own, {self.main: unit_key(SOURCE, self.level, last_code)})
            return
        ordered = _in_order(members)
        parts = zip(even_groups(len(ordered), self.size), ordered, strict=True)
        for part, gathered in groupby(parts, key=lambda pair: pair[0]):
            inside = [member for _part, member in gathered]
            number = last + part + 1
            own_code = f"{source}:{code}/{number}"
            names = {language: f"{word} {number}" for language, word in self.shape.names[self.level].items()}
            yield _draft(
                SOURCE, self.level, own_code, {self.main: unit_key(source, level, code)}, names, _middle(inside)
            )
            for member in inside:
                yield _draft(*member.own, {self.main: unit_key(SOURCE, self.level, own_code)})


def _in_order(members: list[_Member]) -> list[_Member]:
    points = [(m.latitude, m.longitude) for m in members if m.latitude is not None and m.longitude is not None]
    if len(points) < len(members):
        return members
    return [members[n] for n in along_curve(points)]


def _middle(members: list[_Member]) -> tuple[float, float] | None:
    """The mean place of those members that have one."""
    points = [(m.latitude, m.longitude) for m in members if m.latitude is not None and m.longitude is not None]
    if not points:
        return None
    return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)


def _draft(
    source: str,
    level: str,
    code: str,
    parents: dict[int, str | None],
    names: dict[str, str] | None = None,
    point: tuple[float, float] | None = None,
) -> Draft:
    return Draft(
        row=0,
        is_own=False,
        level=level,
        source=source,
        code=code,
        key=unit_key(source, level, code),
        names=orjson.dumps(names).decode() if names else "",
        is_named=bool(names),
        latitude=point[0] if point else None,
        longitude=point[1] if point else None,
        traits="",
        parents=parents,
    )
