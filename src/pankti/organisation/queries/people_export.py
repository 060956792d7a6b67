"""People of a subtree with their numbers, for a file that leaves the house; only with the right to take them out."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from pankti.base.actor import Actor, require_right
from pankti.base.words import in_language
from pankti.organisation.queries.people import list_people
from pankti.organisation.types import PersonRow
from pankti.people.queries import list_phones
from pankti.people.types import EXPORT

PEOPLE_HEADER = ("name_hi", "name_en", "phone", "phone_2", "post", "unit", "unit name", "home name", "id")
_PAGE = 500


def iterate_people(actor: Actor, *, within: str) -> Iterator[tuple[str, ...]]:
    """A line for each person and post at or below the path ``within``, in the order of the tree; paged, memory flat.

    Raises OutOfReach unless the actor may take people out there.
    """
    require_right(actor, EXPORT, within)
    return _lines(actor, within)


def _lines(actor: Actor, within: str) -> Iterator[tuple[str, ...]]:
    seen: set[UUID] = set()
    after = ""
    while True:
        page = list_people(actor, within=within, after=after, limit=_PAGE)
        rows = [row for row in page.rows if row.id not in seen]
        phones = list_phones([row.id for row in rows])
        for row in rows:
            yield from _of(row, phones.get(row.id, []))
        seen.update(row.id for row in rows if len(row.held) > 0)
        if not page.next_after:
            return
        after = page.next_after


def _of(row: PersonRow, phones: list[str]) -> Iterator[tuple[str, ...]]:
    first, second = (*phones, "", "")[:2]
    known = (row.names.get("hi", ""), row.names.get("en", ""), first, second)
    home = in_language(row.home_names, "hi")
    if not row.held:
        yield (*known, "", "", "", home, str(row.id))
    for post in row.held:
        yield (
            *known,
            in_language(post.post_names, "hi"),
            post.unit_code,
            in_language(post.unit_names, "hi"),
            home,
            str(row.id),
        )
