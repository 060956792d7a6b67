from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

import orjson
from django.db import connection, transaction
from django.db.models import F

from pankti.audit.actions.record import record
from pankti.base.actor import PATH_END, Actor, require_right
from pankti.base.clock import now
from pankti.organisation.actions.import_units import LOCK, MANAGE
from pankti.organisation.actions.place_units import place_wanted
from pankti.organisation.actions.refresh_statistics import refresh_statistics
from pankti.organisation.actions.stage_units import make_stage
from pankti.organisation.errors import LevelNotGroupable
from pankti.organisation.events import UNITS_GROUPED
from pankti.organisation.importing.lines import NULL, escape
from pankti.organisation.importing.neighbours import along_curve, even_groups
from pankti.organisation.importing.plain import make_ids
from pankti.organisation.importing.shape import Shape
from pankti.organisation.models import Level, Organisation, Placement, Unit
from pankti.organisation.queries import get_shape, get_unit

SOURCE = "grouped"


@dataclass(frozen=True, slots=True)
class GroupChange:
    """How many groups were made and how many units went into a group, new or standing."""

    groups: int
    members: int


class _Member(NamedTuple):
    parent_id: UUID
    id: UUID
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
        number = shape.trees.index(shape.main)
        _want(shape, number, _Groups(shape, level, below, wanted, members).lines())
        placed = place_wanted(shape=shape, number=number, sources=[SOURCE], today=now().date())
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
            SELECT c.parent_id, u.id, u.latitude, u.longitude
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
        return [_Member(*row) for row in rows]


def _want(shape: Shape, number: int, lines: Iterator[tuple[str, str]]) -> None:
    """Fill ``item`` with the new groups and ``want_N`` with them and all that go into a group."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            CREATE TEMP TABLE item (
                k uuid, seq int, uid uuid, known uuid, lv smallint, src smallint, code text, names jsonb, traits jsonb,
                latitude float8, longitude float8, stamp uuid, hang int
            ) ON COMMIT DROP
            """
        )
        cursor.execute(
            f"CREATE TEMP TABLE want_{number} (k uuid, seq int, uid uuid, known uuid, rank smallint, parent uuid,"
            " old_path text, status text) ON COMMIT DROP"
        )
        items: list[str] = []
        with cursor.copy(f"COPY want_{number} (k, seq, uid, known, rank, parent, status) FROM STDIN") as copy:
            for wanted, item in lines:
                copy.write(wanted)
                if item:
                    items.append(item)
        with cursor.copy("COPY item (k, seq, uid, lv, src, code, names, latitude, longitude, hang) FROM STDIN") as copy:
            copy.write("".join(items))


class _Groups:
    def __init__(self, shape: Shape, level: str, below: str, size: int, members: list[_Member]) -> None:
        self.shape = shape
        self.level = level
        self.size = size
        self.rank = shape.main.ranks[level]
        self.rank_below = shape.main.ranks[below]
        self.ids = make_ids()
        self.count = 0
        self.members = members
        # all reading comes first: while COPY runs, no other statement goes through
        parents = {member.parent_id for member in members}
        rows = Unit.objects.filter(id__in=parents).values_list("id", "source", "code")
        self.keys = {unit: f"{source}:{code}" for unit, source, code in rows.iterator()}
        self.standing = self._standing()

    def lines(self) -> Iterator[tuple[str, str]]:
        """For COPY: what is wanted, and the item of each new group (else empty). Groups come before their members."""
        for parent_id, gathered in groupby(self.members, key=lambda member: member.parent_id):
            inside = list(gathered)
            last, last_id = self.standing.get(parent_id, (0, ""))
            if last and len(inside) * 2 < self.size:
                yield from self._members(inside, last_id)
            else:
                yield from self._make(parent_id, self.keys[parent_id], inside, last)

    def _standing(self) -> dict[UUID, tuple[int, str]]:
        """By parent how many groups this rule has made there, and the last of them."""
        rows = Placement.objects.filter(
            tree=self.shape.main.code, level=self.level, ended_on=None, unit__source=SOURCE
        ).values_list("parent_id", "unit_id", "unit__code")
        found: dict[UUID, tuple[int, str]] = {}
        for parent, unit, code in rows:
            number = int(code.rpartition("/")[2])
            if parent is not None and number > found.get(parent, (0, ""))[0]:
                found[parent] = (number, unit.hex)
        return found

    def _make(self, parent_id: UUID, key: str, members: list[_Member], last: int) -> Iterator[tuple[str, str]]:
        """New groups under one parent, numbered after the last that stands."""
        ordered = _in_order(members)
        parts = zip(even_groups(len(ordered), self.size), ordered, strict=True)
        level = self.shape.number_of(self.level)
        for part, gathered in groupby(parts, key=lambda pair: pair[0]):
            inside = [member for _part, member in gathered]
            number = last + part + 1
            self.count += 1
            own = self.ids(self.count)
            names = {language: f"{word} {number}" for language, word in self.shape.names[self.level].items()}
            point = _middle(inside)
            place = f"{point[0]}\t{point[1]}" if point else f"{NULL}\t{NULL}"
            yield (
                f"{own}\t{self.count}\t{own}\t{NULL}\t{self.rank}\t{parent_id}\tn\n",
                f"{own}\t{self.count}\t{own}\t{level}\t0\t{escape(f'{key}/{number}')}"
                f"\t{escape(orjson.dumps(names).decode())}\t{place}\t0\n",
            )
            yield from self._members(inside, own)

    def _members(self, members: list[_Member], group: str) -> Iterator[tuple[str, str]]:
        for member in members:
            self.count += 1
            yield f"{member.id}\t{self.count}\t{member.id}\t{member.id}\t{self.rank_below}\t{group}\tm\n", ""


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
