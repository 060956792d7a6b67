"""A first directive that is already out, and a draft, so that a newcomer sees something at once."""

from __future__ import annotations


def issue_samples(hints: list[dict[str, object]]) -> None:
    """Issue one directive and leave one draft, in the name of the cast's offices."""
