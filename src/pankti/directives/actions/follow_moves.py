from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pankti.cascade.queries import find_dispatches
from pankti.directives.models import Directive
from pankti.directives.types import DirectiveState
from pankti.organisation.queries.as_of import list_stand_ins
from pankti.organisation.reorganising.following import Batch


class RunningDirectives:
    """Keeps running directives in somebody's hands when the tree is reorganised.

    What a closed unit had issued goes on under the unit that stands for it, so that it can
    still be corrected and taken back; to whom it goes is read from its dispatch again.
    """

    def __init__(self, at: datetime) -> None: ...

    def before(self, batch: Batch) -> None: ...

    def after(self, batch: Batch) -> None: ...

    def widen(self, unit_id: UUID, tree: str, by: tuple[UUID, ...], heir_id: UUID | None) -> None: ...

    def succeed(self, heirs: dict[UUID, UUID]) -> None: ...

    def end(self, tree_epoch: int) -> None:
        """The dispatches have followed already: rooms below are told first."""
        running = {row.id: row for row in Directive.objects.filter(state=DirectiveState.ISSUED)}
        stand_ins = list_stand_ins({row.by_unit_id for row in running.values()})
        for view in find_dispatches(list(running)):
            row = running[view.id]
            by_unit = stand_ins.get(row.by_unit_id, row.by_unit_id)
            told = {key: set(row.audience.get(key, ())) for key in ("roots", "excluded")}
            now = {"roots": {str(unit) for unit in view.roots}, "excluded": {str(unit) for unit in view.excluded}}
            if by_unit == row.by_unit_id and told == now:
                continue
            row.by_unit_id = by_unit
            row.audience = {**row.audience, **{key: sorted(units) for key, units in now.items()}}
            row.save(update_fields=["by_unit", "audience"])
