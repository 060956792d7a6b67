"""How many of those who are called come, send somebody, do not come, or have said nothing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pankti.cascade.queries import get_dispatch, get_tally, list_child_tallies
from pankti.cascade.types import ChildTally, Counts
from pankti.meetings.types import MeetingView
from pankti.organisation.queries import list_roots

STATES = {
    "attending": _("Coming"),
    "deputy": _("Sends somebody"),
    "declined": _("Not coming"),
    "silent": _("No answer"),
    "all": _("All who are called"),
}
ROWS = 100


def count_answers(shown: MeetingView) -> Counts | None:
    """The counts of the whole call; of a session's own unit where many sessions share one. None: no call."""
    if shown.dispatch_id is None:
        return None
    dispatch = get_dispatch(shown.dispatch_id)
    units = [shown.unit_id] if shown.dispatch_id != shown.id else [root.id for root in list_roots()]
    total: Counts | None = None
    for unit in units:
        total = _add(total, get_tally(dispatch, unit))
    return total


def list_answers_below(shown: MeetingView) -> list[ChildTally]:
    """The same by the units right below the meeting's own; those with nobody called are left out."""
    if shown.dispatch_id is None:
        return []
    rows = list_child_tallies(get_dispatch(shown.dispatch_id), shown.unit_id)
    return [row for row in rows if row.counts.expected or row.counts.answered][:ROWS]


def _add(total: Counts | None, more: Counts) -> Counts:
    if total is None:
        return more
    expected = None if total.expected is None or more.expected is None else total.expected + more.expected
    return Counts(
        expected=expected,
        seen=total.seen + more.seen,
        acknowledged=total.acknowledged + more.acknowledged,
        refused=total.refused + more.refused,
        done=total.done + more.done,
        settled=total.settled + more.settled,
    )
