"""What becomes of reviews when the tree is reorganised."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection

from pankti.organisation.reorganising.following import Batch


class Followers:
    """A unit that is closed is reviewed no more; what it owed is nobody's any longer."""

    def __init__(self, at: datetime) -> None: ...

    def before(self, batch: Batch) -> None: ...

    def after(self, batch: Batch) -> None: ...

    def widen(self, unit_id: UUID, tree: str, by: tuple[UUID, ...], heir_id: UUID | None) -> None: ...

    def succeed(self, heirs: dict[UUID, UUID]) -> None: ...

    def end(self, tree_epoch: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE reviews_review r SET state = 'cancelled' FROM organisation_unit u"
                " WHERE u.id = r.unit_id AND u.closed_on IS NOT NULL AND r.state = 'missed'"
            )
