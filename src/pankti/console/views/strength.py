"""How full the teams of a unit and of all below it are, and which lack somebody."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pankti.access.doors import signed_in
from pankti.base.csv import stream_csv
from pankti.base.http import ActorRequest
from pankti.base.words import in_language
from pankti.base.writing import language
from pankti.console.teaming import Place, open_place
from pankti.console.types import ChildStrength
from pankti.organisation.actions.count_teams import AT_A_LOOK, count_teams
from pankti.organisation.queries import (
    add_up,
    count_strength,
    count_subtree,
    lead_of,
    list_children,
    list_levels,
    list_teams_below,
)
from pankti.organisation.queries.strength import Counts
from pankti.organisation.types import Strength, TeamBelow

PER_PAGE = 50
CSV_STEP = 2000


@signed_in
@require_GET
def strength(request: ActorRequest, unit_id: UUID) -> HttpResponse:
    """By level and by the units right below: set, filled, vacant, overfull."""
    place = open_place(request.actor, unit_id)
    as_of = count_teams(most=AT_A_LOOK)
    counts = count_subtree(place.unit.path)
    level = _level(request, counts.levels)
    context = {
        "place": place,
        "here": "strength",
        "as_of": as_of,
        "levels": [(one, counts.levels[one.code]) for one in list_levels() if one.code in counts.levels],
        "total": add_up(counts.levels.values()),
        "children": _children(place, counts, level),
        "level": level,
    }
    return render(request, "console/teams/strength.html", context)


@signed_in
@require_GET
def below(request: ActorRequest, unit_id: UUID) -> HttpResponse:
    """Teams below their strength, each with who answers for it; page by page."""
    place = open_place(request.actor, unit_id)
    as_of = count_teams(most=AT_A_LOOK)
    levels, counts = list_levels(), count_strength(place.unit.path)
    level = _level(request, {one.code: Strength() for one in levels})
    after = request.GET.get("after", "")
    rows = list_teams_below(place.unit.path, level=level, after=_checked(after, place.unit.path), limit=PER_PAGE + 1)
    context = {
        "place": place,
        "here": "below",
        "as_of": as_of,
        "rows": rows[:PER_PAGE],
        "more": rows[PER_PAGE - 1].path if len(rows) > PER_PAGE else "",
        "is_first": not after,
        "levels": [(one, counts[one.code]) for one in levels if one.code in counts],
        "level": level,
        "total": counts.get(level, Strength()) if level else add_up(counts.values()),
    }
    return render(request, "console/teams/below.html", context)


@signed_in
@require_GET
def below_csv(request: ActorRequest, unit_id: UUID) -> StreamingHttpResponse:
    """Every team below its strength as a table."""
    place = open_place(request.actor, unit_id)
    level = _level(request, {one.code: Strength() for one in list_levels()})
    tongue = language()
    count_teams(most=AT_A_LOOK)
    rows: list[TeamBelow] = []
    after = ""
    while True:  # read before the answer begins: the reach of this request ends with it
        step = list_teams_below(place.unit.path, level=level, after=after, limit=CSV_STEP)
        rows += step
        if len(step) < CSV_STEP:
            break
        after = step[-1].path
    header = [
        _("Unit"), _("Level"), _("Set strength"), _("Filled"), _("Vacant"), _("Vacant since"),
        _("Responsible post"), _("Responsible unit"), _("Name"),
    ]  # fmt: skip
    lines = (
        [
            in_language(row.unit_names, tongue),
            in_language(row.level_names, tongue),
            row.strength,
            row.filled,
            row.vacant,
            row.since.date().isoformat() if row.since else "",
            *(
                [
                    in_language(words, tongue)
                    for words in (row.lead.post_names, row.lead.unit_names, row.lead.person_names)
                ]
                if row.lead
                else ["", "", ""]
            ),
        ]
        for row in rows
    )
    return _attachment(stream_csv(header, lines), f"below-strength-{place.unit.code}.csv")


@signed_in
@require_GET
def strength_csv(request: ActorRequest, unit_id: UUID) -> StreamingHttpResponse:
    """The units right below with their figures, as a table."""
    place = open_place(request.actor, unit_id)
    level = _level(request, {one.code: Strength() for one in list_levels()})
    tongue = language()
    count_teams(most=AT_A_LOOK)
    children = _children(place, count_subtree(place.unit.path), level)
    header = [
        _("Unit"), _("Teams"), _("Set strength"), _("Filled"), _("Vacant"), _("Over strength"),
        _("Teams below strength"),
    ]  # fmt: skip
    lines = (
        [
            in_language(one.unit.names, tongue),
            one.strength.units,
            one.strength.sanctioned,
            one.strength.filled,
            one.strength.vacant,
            one.strength.overfull,
            one.strength.below,
        ]
        for one in children
    )
    return _attachment(stream_csv(header, lines), f"strength-{place.unit.code}.csv")


def _children(place: Place, subtree: Counts, level: str) -> list[ChildStrength]:
    """The units right below with their figures and leads, the emptiest first."""
    counts = subtree.of_children(level)
    units = [unit for unit in list_children(place.unit.id) if unit.path in counts]
    leads = lead_of(unit.id for unit in units)
    rows = [ChildStrength(unit, counts[unit.path], leads[unit.id]) for unit in units]
    return sorted(rows, key=lambda row: (-row.strength.vacant, row.unit.path))


def _level(request: ActorRequest, known: dict[str, Strength]) -> str:
    """The level that the reader chose; empty for all."""
    asked = request.GET.get("level", "")
    return asked if asked in known else ""


def _checked(after: str, path: str) -> str:
    """A place to go on from, or the beginning."""
    return after if after.startswith(path) and set(after) <= set("0123456789abcdef") else ""


def _attachment(lines: object, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")  # type: ignore[arg-type]
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
