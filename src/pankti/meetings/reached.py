"""How many a rule calls and the first of them, or the sentence that says why it cannot be counted."""

from __future__ import annotations

from dataclasses import dataclass

from pankti.base.actor import Actor
from pankti.base.errors import DomainError
from pankti.cascade.errors import NobodyAddressed
from pankti.cascade.queries.invitees import count_invitees, list_invitees
from pankti.cascade.types import Invitee, InviteeCount, Invitees

PAGE = 50


@dataclass(frozen=True, slots=True)
class Reached:
    count: InviteeCount | None = None
    sample: tuple[Invitee, ...] = ()
    refusal: str = ""

    @property
    def n(self) -> int:
        return self.count.holdings if self.count else 0

    @property
    def more(self) -> int:
        return max(0, self.n - len(self.sample))


def reach(actor: Actor, invitees: Invitees, *, sample: int = PAGE) -> Reached:
    """Count now, and list the first; what makes it impossible comes back as a sentence."""
    try:
        if invitees.audience is None and invitees.is_rule_alone:
            raise NobodyAddressed
        count = count_invitees(invitees)
        if not count.holdings and not count.vacant:
            raise NobodyAddressed
        return Reached(count, tuple(list_invitees(actor, invitees, limit=sample)) if sample else ())
    except DomainError as error:
        return Reached(refusal=str(error))
