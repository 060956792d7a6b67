"""What the cascade tells others: who is addressed, what a unit's tally is, who is silent."""

from pankti.cascade.queries.audiences import count_audience, sample_audience
from pankti.cascade.queries.dispatches import find_dispatches, get_dispatch, list_dispatches_over
from pankti.cascade.queries.frames import Frame, get_frame, open_frame, open_frames
from pankti.cascade.queries.invited import find_invited, list_for_person, list_invited
from pankti.cascade.queries.invitees import count_invitees, list_invitees
from pankti.cascade.queries.numbers import sum_numbers
from pankti.cascade.queries.over import Reached, list_reached
from pankti.cascade.queries.reach import list_visible, may_see_all
from pankti.cascade.queries.subjects import list_proofs, list_subjects
from pankti.cascade.queries.tallies import (
    get_fold_mark,
    get_numbers,
    get_tallies,
    get_tally,
    get_times,
    list_child_tallies,
)

__all__ = [
    "Frame",
    "Reached",
    "count_audience",
    "count_invitees",
    "find_dispatches",
    "find_invited",
    "get_dispatch",
    "get_fold_mark",
    "get_frame",
    "get_numbers",
    "get_tallies",
    "get_tally",
    "get_times",
    "list_child_tallies",
    "list_dispatches_over",
    "list_for_person",
    "list_invited",
    "list_invitees",
    "list_proofs",
    "list_reached",
    "list_subjects",
    "list_visible",
    "may_see_all",
    "open_frame",
    "open_frames",
    "sample_audience",
    "sum_numbers",
]
