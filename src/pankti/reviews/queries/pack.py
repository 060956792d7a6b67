"""What a review has before it, written by itself: what the unit was asked and did, its teams, its silent ones.

One list of sections, in words, for the page and for the sheets. Every list ends after so many rows and says how many
more there are, so that the pack stays short whatever the unit. Each part asks for its own right; a fixed few queries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.base.words import Words, in_language
from pankti.base.writing import group_digits, write_day, write_moment
from pankti.cascade.queries import find_dispatches, list_reached, list_subjects
from pankti.cascade.queries.activity import list_holders_by_activity, list_most_active_below
from pankti.cascade.queries.over import Reached
from pankti.minutes.queries import list_decisions
from pankti.minutes.types import DecisionView, Stage
from pankti.organisation.queries import count_strength, list_ancestors, list_levels, list_teams_below
from pankti.organisation.types import UnitView
from pankti.reviews.models import Review
from pankti.reviews.queries.pages import last_held
from pankti.reviews.types import ReviewState

FIRST_TIME = timedelta(days=90)
"""How far a first review looks back."""
ROWS = 12
NAMES = 30
TITLE = 70
READ = 200


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with a table, or with a line of names; ``more``: how many rows are left out, in words."""

    title: str
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    text: str = ""
    more: str = ""
    empty: str = ""

    @property
    def lines(self) -> list[list[tuple[str, str]]]:
        """Each row with what stands above its cells, for narrow pages."""
        return [list(zip(self.header, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Pack:
    """All that a pack says, in one language."""

    unit_names: Words
    level_names: Words
    since: datetime
    until: datetime
    is_first: bool
    figures: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]


def build_pack(actor: Actor, unit: UnitView, tongue: str, *, rows: int = ROWS) -> Pack:
    """The pack of a unit now, in the language that is active. The caller has asked for the reader's reach over it."""
    at = now()
    before = last_held(unit.id, at)
    since = before or at - FIRST_TIME
    sections: list[Section] = [_decided(unit.id, since, tongue, rows)]
    figures: list[tuple[str, str]] = []
    if actor.may("directive.view", unit.path) or actor.may("directive.issue", unit.path):
        line = [*(one.id for one in list_ancestors(unit.id)), unit.id]
        reached = list_reached(unit.id, unit.path, line, since=since, limit=READ)
        figures += _promised_figures(reached)
        sections += [_promised(reached, tongue, rows), *_silent(reached, unit.path, tongue, rows)]
    if actor.may("people.view", unit.path):
        sections += _teams(unit.path, tongue, rows)
        figures += [(_("Places vacant"), _vacant(unit.path))]
        sections += _activity(unit.path, since, tongue, rows)
    sections.append(_earlier(unit.id, rows))
    return Pack(unit.names, unit.level_names, since, at, before is None, tuple(figures), tuple(sections))


def _promised_figures(reached: Sequence[Reached]) -> list[tuple[str, str]]:
    done = sum(one.counts.expected is not None and one.counts.settled >= one.counts.expected for one in reached)
    late = sum(bool(one.counts.late_now) for one in reached)
    return [
        (_("Asked since the last review"), group_digits(len(reached))),
        (_("Done by everybody"), group_digits(done)),
        (_("Past the deadline, not done"), group_digits(late)),
    ]


def _decided(unit_id: UUID, since: datetime, tongue: str, rows: int) -> Section:
    """What its own meetings decided, what is late first; and of what was decided before, what is not done yet."""
    found = list_decisions([unit_id], since=since - FIRST_TIME, limit=READ)
    kept = [
        one
        for one in found
        if (one.held_at is not None and one.held_at >= since) or one.progress.stage not in (Stage.DONE, Stage.CLOSED)
    ]
    kept.sort(key=lambda one: one.progress.stage is not Stage.LATE)
    return Section(
        _("What its meetings decided"),
        (_("Decision"), _("Who answers for it"), _("Until"), _("What became of it")),
        tuple(
            (
                _cut(in_language(one.texts, tongue)),
                _cut(in_language(one.owner_names, tongue), 40) or "–",
                write_day(one.deadline_on) if one.deadline_on else "–",
                _became(one),
            )
            for one in kept[:rows]
        ),
        more=_more(len(kept) - rows),
        empty=_("No decision of its meetings is on record in this time."),
    )


def _became(one: DecisionView) -> str:
    words = {
        Stage.OPEN: _("no directive yet"),
        Stage.DRAFT: _("directive not issued yet"),
        Stage.RUNNING: _("under way"),
        Stage.LATE: _("late"),
        Stage.DONE: _("done"),
        Stage.WITHDRAWN: _("taken back"),
        Stage.CLOSED: _("closed"),
    }
    told = words[one.progress.stage]
    if one.progress.target is not None and one.progress.reached is not None:
        return f"{told}: {_share(one.progress.reached, one.progress.target)}"
    counts = one.progress.counts
    return f"{told}: {_share(counts.settled, counts.expected)}" if counts else told


def _promised(reached: Sequence[Reached], tongue: str, rows: int) -> Section:
    """Those that are late first, then the newest."""
    ordered = sorted(reached, key=lambda one: (-(one.counts.late_now or 0), -one.issued_at.timestamp()))
    table = [
        (
            _cut(in_language(one.payload.get("titles", {}), tongue) or _("Without a title")),
            write_day(one.issued_at),
            write_day(one.deadline_at) if one.deadline_at else "–",
            _share(one.counts.settled, one.counts.expected),
            "–" if one.counts.late_now is None else group_digits(one.counts.late_now),
            "–" if one.counts.silent is None else group_digits(one.counts.silent),
        )
        for one in ordered[:rows]
    ]
    return Section(
        _("What was asked, done and missed"),
        (_("Asked"), _("On"), _("Until"), _("Done"), _("Late"), _("No answer")),
        tuple(table),
        more=_more(len(ordered) - len(table)),
        empty=_("Nothing was asked of this unit in this time."),
    )


def _silent(reached: Sequence[Reached], path: str, tongue: str, rows: int) -> list[Section]:
    """Who has not answered the latest word that still waits for somebody."""
    waiting = next((one for one in reached if one.counts.silent), None)
    if waiting is None:
        return []
    found = find_dispatches([waiting.dispatch_id])
    if not found:
        return []
    limit = max(6, NAMES * rows // ROWS)
    names = [in_language(one.names, tongue) for one in list_subjects(found[0], path, state="silent", limit=limit)]
    title = _cut(in_language(waiting.payload.get("titles", {}), tongue))
    return [
        Section(
            _("No answer to “%(title)s”") % {"title": title},
            text=" · ".join(_cut(name, 40) for name in names),
            more=_more((waiting.counts.silent or 0) - len(names)),
        )
    ]


def _teams(path: str, tongue: str, rows: int) -> list[Section]:
    counts = count_strength(path)
    by_level = [
        (
            in_language(level.plural_names, tongue),
            group_digits(counts[level.code].units),
            group_digits(counts[level.code].sanctioned),
            group_digits(counts[level.code].filled),
            group_digits(counts[level.code].vacant),
            group_digits(counts[level.code].below),
        )
        for level in list_levels()
        if level.code in counts
    ]
    lacking = list_teams_below(path, limit=rows + 1)
    total = sum(one.below for one in counts.values())
    listed = [
        (
            _cut(f"{in_language(team.unit_names, tongue)} ({in_language(team.level_names, tongue)})"),
            _share(team.filled, team.strength),
            write_day(team.since) if team.since else _("never filled"),
            _cut(in_language(team.lead.person_names, tongue), 40) if team.lead else "–",
        )
        for team in lacking[:rows]
    ]
    return [
        Section(
            _("Teams against their strength"),
            (_("Level"), _("Teams"), _("Set strength"), _("Filled"), _("Vacant"), _("Teams below strength")),
            tuple(by_level),
            empty=_("No post of this unit or below has a set strength."),
        ),
        Section(
            _("Teams that lack somebody"),
            (_("Unit"), _("Filled"), _("Vacant since"), _("Who answers for it")),
            tuple(listed),
            more=_more(total - len(listed)),
            empty=_("Every team is complete."),
        ),
    ]


def _vacant(path: str) -> str:
    return group_digits(sum(one.vacant for one in count_strength(path).values()))


def _activity(path: str, since: datetime, tongue: str, rows: int) -> list[Section]:
    most = list_most_active_below(path, since=since, limit=max(3, rows // 2))
    quiet = list_holders_by_activity(path, since=since, active=False, limit=rows + 1)
    return [
        Section(
            _("Most active below"),
            (_("Name"), _("Post"), _("Unit"), _("Answers")),
            tuple(
                (
                    _cut(in_language(one.person_names, tongue), 40),
                    _cut(in_language(one.post_names, tongue), 30),
                    _cut(in_language(one.unit_names, tongue), 30),
                    group_digits(one.answers),
                )
                for one in most
            ),
            empty=_("Nobody below has answered anything in this time."),
        ),
        Section(
            _("Quiet since then"),
            (_("Name"), _("Post"), _("Unit"), _("Last answer")),
            tuple(
                (
                    _cut(in_language(one.person_names, tongue), 40),
                    _cut(in_language(one.post_names, tongue), 30),
                    _cut(in_language(one.unit_names, tongue), 30),
                    write_day(one.last_at) if one.last_at else _("never"),
                )
                for one in quiet[:rows]
            ),
            more=_("and more") if len(quiet) > rows else "",
            empty=_("Everybody who holds a post has answered."),
        ),
    ]


def _earlier(unit_id: UUID, rows: int) -> Section:
    states = {
        ReviewState.HELD: _("held"),
        ReviewState.MISSED: _("owed"),
        ReviewState.MADE_UP: _("made up for later"),
        ReviewState.CANCELLED: _("called off"),
    }
    found = (
        Review.objects.filter(unit=unit_id).exclude(state=ReviewState.PLANNED).order_by("-due_on")[: max(3, rows // 2)]
    )
    return Section(
        _("Earlier reviews"),
        (_("Due"), _("Begun"), _("What became of it")),
        tuple((write_day(row.due_on), write_moment(row.starts_at), states[ReviewState(row.state)]) for row in found),
        empty=_("This is the first one."),
    )


def _share(part: int, whole: int | None) -> str:
    if whole is None:
        return group_digits(part)
    return _("%(part)s of %(whole)s") % {"part": group_digits(part), "whole": group_digits(whole)}


def _more(n: int) -> str:
    return _("and %(n)s more") % {"n": group_digits(n)} if n > 0 else ""


def _cut(text: str, limit: int = TITLE) -> str:
    """Short enough for its column, never cut inside a letter with its signs."""
    if len(text) <= limit:
        return text
    head = text[:limit].rsplit(" ", 1)[0]
    return f"{head} …"
