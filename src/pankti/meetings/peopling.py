"""Who takes part, who lives there, who is added or excepted: what the page carries and what its buttons do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import QueryDict

from pankti.base.actor import Actor
from pankti.base.ids import new_id
from pankti.base.words import Words
from pankti.cascade.types import Invitees, Residents
from pankti.meetings.queries.holders import HolderRow, find_holders, name_holders
from pankti.meetings.types import Part, Role

ROLES = [role.value for role in Role]


@dataclass(frozen=True, slots=True)
class Peopling:
    """The people of a meeting as chosen so far. ``text``: who is being looked for."""

    parts: tuple[Part, ...] = ()
    posts: tuple[str, ...] = ()  # holders of these who live in the unit
    added: tuple[UUID, ...] = ()
    excepted: tuple[UUID, ...] = ()
    text: str = ""

    def residents(self, unit_id: UUID) -> tuple[Residents, ...]:
        return (Residents(posts=self.posts, wings=(), live_in=(unit_id,)),) if self.posts else ()


@dataclass(frozen=True, slots=True)
class People:
    """All that the people's part of the page shows."""

    peopling: Peopling
    found: tuple[HolderRow, ...]
    added: tuple[HolderRow, ...]
    excepted: tuple[HolderRow, ...]


def peopling_of(parts: Sequence[Part], invitees: Invitees) -> Peopling:
    posts = tuple(dict.fromkeys(post for one in invitees.residents for post in one.posts))
    return Peopling(tuple(parts), posts, invitees.added, invitees.excepted)


def read_people(post: QueryDict, languages: Sequence[str]) -> Peopling:
    """What the page carried, after the pressed button."""
    carried = Peopling(
        parts=tuple(_read_parts(post, languages)),
        posts=tuple(dict.fromkeys(post.getlist("resident_posts"))),
        added=_ids(post.getlist("added")),
        excepted=_ids(post.getlist("excepted_people")),
        text=post.get("who", "")[:80],
    )
    return _press(carried, post, languages)


def _press(carried: Peopling, post: QueryDict, languages: Sequence[str]) -> Peopling:
    verb, _colon, said = post.get("do", "").partition(":")
    one = next(iter(_ids([said])), None)
    if verb == "guest":
        return _add_guest(carried, post, languages)
    if verb == "precede":
        return replace(carried, parts=tuple(in_precedence(carried.parts)))
    if one is None:
        return carried
    if verb == "part":
        part = Part(new_id(), _role(post.get("as_role", "")), appointment_id=one)
        called = dict.fromkeys((*carried.added, one)) if one not in carried.excepted else carried.added
        return replace(
            carried, parts=(*carried.parts, part), added=tuple(called), text=""
        )  # who has a part hears of it
    if verb == "off":
        return replace(carried, parts=tuple(part for part in carried.parts if part.id != one))
    if verb in ("up", "down"):
        return replace(carried, parts=_moved(carried.parts, one, -1 if verb == "up" else 1))
    if verb == "invite":
        return replace(
            carried,
            added=tuple(dict.fromkeys((*carried.added, one))),
            excepted=tuple(other for other in carried.excepted if other != one),
            text="",
        )
    if verb == "leave":
        return replace(
            carried,
            excepted=tuple(dict.fromkeys((*carried.excepted, one))),
            added=tuple(other for other in carried.added if other != one),
            text="",
        )
    if verb == "forget":
        return replace(
            carried,
            added=tuple(other for other in carried.added if other != one),
            excepted=tuple(other for other in carried.excepted if other != one),
        )
    return carried


def named(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Holders with their names as they stand now; one query."""
    known = name_holders([part.appointment_id for part in parts if part.appointment_id])
    shown = []
    for part in parts:
        row = known.get(part.appointment_id) if part.appointment_id else None
        shown.append(
            replace(part, names=row.names, post_names=row.post_names, unit_names=row.unit_names) if row else part
        )
    return tuple(shown)


def in_precedence(parts: Sequence[Part]) -> list[Part]:
    """By what they do; among those by level, then by the post's rank. Guests stand before holders of the same part."""
    known = name_holders([part.appointment_id for part in parts if part.appointment_id])

    def order(part: Part) -> tuple[int, tuple[int, bool, int]]:
        row = known.get(part.appointment_id) if part.appointment_id else None
        return ROLES.index(part.role.value), row.order if row else (0, False, 0)

    return sorted(parts, key=order)


def show_people(actor: Actor, peopling: Peopling) -> People:
    known = name_holders([*peopling.added, *peopling.excepted])
    return People(
        peopling=replace(peopling, parts=named(peopling.parts)),
        found=tuple(find_holders(actor, peopling.text)) if peopling.text else (),
        added=tuple(known[one] for one in peopling.added if one in known),
        excepted=tuple(known[one] for one in peopling.excepted if one in known),
    )


def _add_guest(carried: Peopling, post: QueryDict, languages: Sequence[str]) -> Peopling:
    names, posts = _words(post, "guest_name", languages), _words(post, "guest_post", languages)
    if not names:
        return carried
    part = Part(new_id(), _role(post.get("guest_role", "")), names=names, post_names=posts)
    return replace(carried, parts=(*carried.parts, part))


def _read_parts(post: QueryDict, languages: Sequence[str]) -> Iterable[Part]:
    for text in post.getlist("part"):
        part_id = next(iter(_ids([text])), None)
        if part_id is None:
            continue
        appointment = next(iter(_ids([post.get(f"part_holder_{part_id}", "")])), None)
        yield Part(
            part_id,
            _role(post.get(f"part_role_{part_id}", "")),
            appointment_id=appointment,
            names={} if appointment else _words(post, f"part_name_{part_id}", languages),
            post_names={} if appointment else _words(post, f"part_post_{part_id}", languages),
        )


def _words(post: QueryDict, prefix: str, languages: Sequence[str]) -> Words:
    found = {code: post.get(f"{prefix}_{code}", "").strip()[:160] for code in languages}
    return {code: text for code, text in found.items() if text}


def _role(text: str) -> Role:
    return Role(text) if text in ROLES else Role.SPEAKER


def _moved(parts: tuple[Part, ...], part_id: UUID, step: int) -> tuple[Part, ...]:
    rows = list(parts)
    at = next((place for place, part in enumerate(rows) if part.id == part_id), None)
    if at is not None and 0 <= at + step < len(rows):
        rows[at], rows[at + step] = rows[at + step], rows[at]
    return tuple(rows)


def _ids(values: Iterable[str]) -> tuple[UUID, ...]:
    found: dict[UUID, None] = {}
    for value in values:
        try:
            found[UUID(value)] = None
        except ValueError:
            continue
    return tuple(found)
