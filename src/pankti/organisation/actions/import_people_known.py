"""What an import of people finds already there: units, posts, and whose number or name it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from django.db.models import Q

from pankti.base.actor import PATH_END, Actor
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.organisation.importing.mapping import header_key
from pankti.organisation.importing.people_list import PersonDraft
from pankti.organisation.models import Appointment, Placement, Post
from pankti.organisation.queries import find_placement, get_main_tree
from pankti.people.models import ContactPoint, Person
from pankti.people.queries import list_persons, roots_of
from pankti.people.types import MANAGE, ContactKind
from pankti.people.vault import indexes_of

Contacts = list[tuple[UUID, ContactKind, str, str]]
"""Person, kind, value and why it is shared, of numbers and addresses to be kept."""


@dataclass(frozen=True, slots=True)
class Place:
    """A unit that the actor manages."""

    id: UUID
    path: str
    level: str


class Taken(Enum):
    """Why a number cannot be given to the row's person."""

    OTHER = "other"
    ELSEWHERE = "elsewhere"


class Known:
    """Units by code and posts by every name they go by, as far as the actor may act; read once."""

    def __init__(self, actor: Actor, under: Place | None) -> None:
        self.actor, self.under = actor, under
        self.roots = roots_of(actor, MANAGE)
        self.main = get_main_tree().code
        self._places: dict[str, Place | None] = {}
        self._posts: dict[str, dict[str, str]] = {}
        for post in Post.objects.all():
            names = self._posts.setdefault(post.level_id, {})
            for text in (post.code, *post.names.values()):
                names.setdefault(header_key(text), post.code)

    def find_place(self, text: str) -> Place | None:
        """The one unit of this code (or ``level:code``) under the actor's tops; without a code the list's own unit."""
        if not text:
            return self.under
        if text not in self._places:
            self.read_places([text])
        return self._places[text]

    def read_places(self, texts: Iterable[str]) -> None:
        """Look all these up at once, for ``find_place``."""
        wanted = {text for text in texts if text and text not in self._places}
        if not wanted:
            return
        parts = {text: text.partition(":") for text in wanted}
        codes = {code if colon else text for text, (_level, colon, code) in parts.items()}
        rows = Placement.objects.filter(tree=self.main, ended_on=None, unit__closed_on=None, unit__code__in=codes)
        if self.under is not None:
            rows = rows.filter(path__gte=self.under.path, path__lt=self.under.path + PATH_END)
        found: dict[str, list[tuple[str, Place]]] = {}
        for unit, path, level, of, code in rows.values_list("unit", "path", "level", "unit__level", "unit__code"):
            if any(path.startswith(root) for root in self.roots):
                found.setdefault(code, []).append((of, Place(unit, path, level)))
        for text, (level, colon, code) in parts.items():
            those = [place for of, place in found.get(code if colon else text, ()) if not colon or of == level]
            self._places[text] = those[0] if len(those) == 1 else None

    def find_post(self, text: str, level: str) -> str | None:
        """The code of the level's post of this name."""
        return self._posts.get(level, {}).get(header_key(text))


def read_known(actor: Actor, under: UUID | None) -> Known:
    """What the import may use. Raises OutOfReach for a unit where the actor does not manage people."""
    place = None
    if under is not None:
        placed = find_placement(under)
        if placed is None or not actor.may(MANAGE, placed.path):
            raise OutOfReach
        place = Place(placed.unit_id, placed.path, placed.level)
    return Known(actor, place)


class Chunk:
    """Whose numbers and names these rows have, those of the chunk's own earlier rows included."""

    def __init__(self, known: Known, drafts: Sequence[PersonDraft]) -> None:
        self.known = known
        self.by_value: dict[tuple[str, str], list[UUID]] = {}
        self.keys: dict[UUID, set[str]] = {}
        self.reached: dict[UUID, bool] = {}
        self.values: dict[UUID, set[tuple[str, str]]] = {}
        self.by_name: dict[tuple[str, str], UUID] = {}
        self.stored: set[UUID] = set()
        self.reachable: set[UUID] = set()
        self.left_out: list[str] = []
        self._read_numbers(drafts)
        self._read_names(drafts)

    def _read_numbers(self, drafts: Sequence[PersonDraft]) -> None:
        wanted: dict[bytes, tuple[str, str]] = {}
        for draft in drafts:
            for kind, value in _values(draft):
                wanted |= dict.fromkeys(indexes_of(value), (kind, value))
        points = ContactPoint.objects.filter(blind_index__in=list(wanted), person__merged_into=None)
        for kind, index, person_id in points.order_by("id").values_list("kind", "blind_index", "person_id"):
            value = wanted[bytes(index)][1]
            self.by_value.setdefault((kind, value), []).append(person_id)
            self.values.setdefault(person_id, set()).add((kind, value))
        for person in list_persons({one for ids in self.by_value.values() for one in ids}):
            self.reached[person.id] = any(p.startswith(r) for p in person.places for r in self.known.roots)
            self.stored.add(person.id)
        for person_id, keys in Person.objects.filter(pk__in=self.stored).values_list("id", "name_keys"):
            self.keys[person_id] = set(keys)

    def _read_names(self, drafts: Sequence[PersonDraft]) -> None:
        """Who lives or holds a post at the rows' units, so that a list without numbers is known again, too."""
        places = [self.known.find_place(text) for draft in drafts for text in (draft.unit, draft.home)]
        paths = {place.path for place in places if place is not None}
        rows = Person.objects.filter(home_path__in=paths, erased_at=None, merged_into=None).order_by("-id")
        for person_id, keys, path in rows.values_list("id", "name_keys", "home_path"):
            self.by_name[(path, _sorted(keys))] = person_id
            self.stored.add(person_id)
            self.keys.setdefault(person_id, set(keys))
        held = Appointment.objects.filter(Q(ended_at=None) | Q(ended_at__gt=now()), path__in=paths)
        held = held.filter(person__erased_at=None, person__merged_into=None).order_by("-person_id")
        for person_id, keys, path in held.values_list("person_id", "person__name_keys", "path"):
            self.by_name.setdefault((path, _sorted(keys)), person_id)
            self.stored.add(person_id)
            self.keys.setdefault(person_id, set(keys))
        points = ContactPoint.objects.filter(person_id__in=list(self.by_name.values()))
        self.reachable = set(points.values_list("person_id", flat=True))

    def whose(self, draft: PersonDraft, keys: list[str], place: Place) -> UUID | Taken | None:
        """The person whom the row means, None for a new one, or why its number stands in the way."""
        holders = [one for value in _values(draft) for one in self.by_value.get(value, ())]
        for person_id in holders:
            if _is_alike(self.keys.get(person_id, set()), set(keys)):
                if self.reached.get(person_id, True):
                    return person_id
                return None if draft.shared else Taken.ELSEWHERE
        if holders and not draft.shared:
            return Taken.OTHER if any(self.reached.get(one, True) for one in holders) else Taken.ELSEWHERE
        if holders:
            return None
        home = self.known.find_place(draft.home) or place
        same = self.by_name.get((home.path, _sorted(keys))) or self.by_name.get((place.path, _sorted(keys)))
        has_other_numbers = same in self.reachable and bool(_values(draft))
        return None if has_other_numbers else same

    def give(
        self,
        person_id: UUID,
        keys: list[str],
        path: str,
        draft: PersonDraft,
        into: Contacts,
    ) -> None:
        """The row's numbers and addresses for a new person; later rows of the chunk know them."""
        self.keys[person_id] = set(keys)
        self.by_name.setdefault((path, _sorted(keys)), person_id)
        self._add(person_id, draft, into)

    def add_missing(self, person_id: UUID, draft: PersonDraft, into: Contacts) -> bool:
        """Numbers and addresses that the known person lacks; whether there were any."""
        return self._add(person_id, draft, into)

    def is_stored(self, person_id: UUID) -> bool:
        """Whether the person stood there before this chunk."""
        return person_id in self.stored

    def _add(self, person_id: UUID, draft: PersonDraft, into: Contacts) -> bool:
        is_changed = False
        held = self.values.setdefault(person_id, set())
        for kind, value in _values(draft):
            if (kind, value) in held:
                continue
            others = self.by_value.setdefault((kind, value), [])
            if others and not draft.shared:
                self.left_out.append(value)
                continue
            into.append((person_id, ContactKind(kind), value, draft.shared if others else ""))
            others.append(person_id)
            held.add((kind, value))
            self.reachable.add(person_id)
            is_changed = True
        return is_changed


def _values(draft: PersonDraft) -> list[tuple[str, str]]:
    return [(ContactKind.PHONE.value, phone) for phone in draft.phones] + (
        [(ContactKind.EMAIL.value, draft.email)] if draft.email else []
    )


def _sorted(keys: Sequence[str]) -> str:
    return " ".join(sorted(keys))


def _is_alike(one: set[str], other: set[str]) -> bool:
    """Whether all words of the shorter name are in the longer one."""
    return bool(one and other) and (one <= other or other <= one)
