"""What of a person's ways in follows them into a merge: phones, the office account, rights that were lent."""

from __future__ import annotations

from uuid import UUID

from pankti.access.models import Account, Delegation, Device, Scope
from pankti.people.merging import Holding


def _forget_reach(merged_id: UUID, kept_id: UUID) -> list[str]:
    """What the phones of both ask with is worked out anew at their next pull."""
    both = [merged_id, kept_id]
    Scope.objects.filter(person__in=both).delete()
    return [str(one) for one in both]


def _forget_again(ids: list[str]) -> None:
    Scope.objects.filter(person_id__in=[UUID(one) for one in ids]).delete()


def _stays_behind(merged_id: UUID, kept_id: UUID) -> list[UUID]:
    """A person has one account: where the kept one has theirs, the merged one's stays, and opens nothing."""
    if not Account.objects.filter(person=kept_id).exists():
        return []
    return list(Account.objects.filter(person=merged_id).values_list("id", flat=True))


def _close(merged_id: UUID, kept_id: UUID) -> list[str]:
    open_ones = Account.objects.filter(id__in=_stays_behind(merged_id, kept_id), is_active=True)
    ids = [str(one) for one in open_ones.values_list("id", flat=True)]
    Account.objects.filter(id__in=ids).update(is_active=False)
    return ids


def _open_again(ids: list[str]) -> None:
    Account.objects.filter(id__in=ids).update(is_active=True)


def _lent_already(merged_id: UUID, kept_id: UUID) -> list[UUID]:
    """Rights that the kept person lent, or has from the same lender: nobody lends to themselves, or twice."""
    held = set(Delegation.objects.filter(person=kept_id, ended_at=None).values_list("unit_id", "right", "given_by_id"))
    rows = Delegation.objects.filter(person=merged_id)
    return [
        row.id
        for row in rows
        if row.given_by_id == kept_id or (row.ended_at is None and (row.unit_id, row.right, row.given_by_id) in held)
    ]


def _lent_by_both(merged_id: UUID, kept_id: UUID) -> list[UUID]:
    """The same for what they lent to others."""
    lent = set(Delegation.objects.filter(given_by=kept_id, ended_at=None).values_list("unit_id", "right", "person_id"))
    rows = Delegation.objects.filter(given_by=merged_id)
    return [
        row.id
        for row in rows
        if row.person_id == kept_id or (row.ended_at is None and (row.unit_id, row.right, row.person_id) in lent)
    ]


HOLDINGS = (
    Holding(Device._meta.db_table, before=_forget_reach, back=_forget_again),
    Holding(Account._meta.db_table, stays=_stays_behind, before=_close, back=_open_again),
    Holding(Delegation._meta.db_table, stays=_lent_already),
    Holding(Delegation._meta.db_table, "given_by_id", stays=_lent_by_both),
)
