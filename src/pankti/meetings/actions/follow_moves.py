from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pankti.cascade.actions.changes import next_change_no
from pankti.meetings.models import Meeting
from pankti.meetings.types import MeetingState
from pankti.organisation.models import Placement
from pankti.organisation.queries.as_of import list_stand_ins
from pankti.organisation.reorganising.following import Batch


class ComingMeetings:
    """Called meetings of a unit that closed go on as those of the unit that stands for it.

    A draft stays where it was begun: whoever calls it is told of the heir (``queries.faults``).
    """

    def __init__(self, at: datetime) -> None: ...

    def before(self, batch: Batch) -> None: ...

    def after(self, batch: Batch) -> None: ...

    def widen(self, unit_id: UUID, tree: str, by: tuple[UUID, ...], heir_id: UUID | None) -> None: ...

    def succeed(self, heirs: dict[UUID, UUID]) -> None: ...

    def end(self, tree_epoch: int) -> None:
        """All hangs where it comes to: find each heir once."""
        closed = Meeting.objects.filter(state=MeetingState.CALLED, unit__closed_on__isnull=False)
        units = set(closed.values_list("unit_id", flat=True))
        if not units:
            return
        heirs = list_stand_ins(units)
        placed = Placement.objects.filter(tree__is_main=True, ended_on=None, unit__in=set(heirs.values()))
        paths = dict(placed.values_list("unit_id", "path"))
        change_no = next_change_no()
        for unit, heir in heirs.items():
            if heir in paths:
                closed.filter(unit=unit).update(unit=heir, path=paths[heir], change_no=change_no)
