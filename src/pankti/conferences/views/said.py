"""What a worker could not do, in words."""

from __future__ import annotations

from pankti.base.errors import DomainError
from pankti.cascade.errors import NobodyAddressed, RootsOverlap
from pankti.conferences import errors

_KNOWN: dict[str, type[DomainError]] = {NobodyAddressed.code: NobodyAddressed, RootsOverlap.code: RootsOverlap}
_KNOWN |= {one.code: one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, DomainError)}


def trouble_of(code: str) -> str:
    """The sentence of an error's code; empty for none."""
    if not code:
        return ""
    return str(_KNOWN.get(code, DomainError).sentence)
