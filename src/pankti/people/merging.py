"""What else a merge carries from one person to the other: rooms above say which of their rows name a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection


@dataclass(frozen=True, slots=True)
class Holding:
    """Rows of ``table`` whose ``column`` names a person and follow them into a merge.

    ``before`` runs first, with the merged and the kept person's ids: it settles what would clash and says which rows
    it changed, so that ``back`` can restore them. ``stays`` names rows that must not follow.
    """

    table: str
    column: str = "person_id"
    stays: Callable[[UUID, UUID], list[UUID]] | None = None
    before: Callable[[UUID, UUID], list[str]] | None = None
    back: Callable[[list[str]], None] | None = None

    @property
    def key(self) -> str:
        """By which a merge's record names these rows: the table, and the column where it is another than usual."""
        return self.table if self.column == "person_id" else f"{self.table}.{self.column}"


_holdings: dict[str, Holding] = {}


def register_holding(*holdings: Holding) -> None:
    """Make rows known that follow a person; called from a room's ``apps.ready``."""
    for holding in holdings:
        _holdings[holding.key] = holding


def list_holdings() -> list[Holding]:
    return list(_holdings.values())


def carry(holding: Holding, merged_id: UUID, kept_id: UUID) -> dict[str, list[str]]:
    """Give the rows to the kept person; which ones (``moved``) and which were settled before (``settled``)."""
    settled = holding.before(merged_id, kept_id) if holding.before else []
    stays = holding.stays(merged_id, kept_id) if holding.stays else []
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {holding.table} SET {holding.column} = %s"  # noqa: S608  (names from code)
            f" WHERE {holding.column} = %s AND id <> ALL(%s::uuid[]) RETURNING id",
            [kept_id, merged_id, stays],
        )
        moved = [str(row_id) for (row_id,) in cursor.fetchall()]
    return {"moved": moved, "settled": settled}


def carry_back(holding: Holding, merged_id: UUID, kept_id: UUID, carried: dict[str, list[str]]) -> None:
    """Give back what was carried and is still there."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {holding.table} SET {holding.column} = %s WHERE {holding.column} = %s AND id = ANY(%s::uuid[])",  # noqa: S608
            [merged_id, kept_id, carried.get("moved", [])],
        )
    if holding.back and carried.get("settled"):
        holding.back(carried["settled"])
