"""Names of persons, as far as whoever asks may see them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from pankti.base.words import Words
from pankti.cascade.queries.rows import fetch


def known_persons(person_ids: Iterable[UUID]) -> dict[UUID, Words]:
    """The names of those whom the database shows to the caller's sight; the others are missing. One query."""
    found = fetch("SELECT id, names FROM people_person WHERE id = ANY(%(ids)s)", {"ids": list(set(person_ids))})
    return dict(found)
