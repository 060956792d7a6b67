"""Who is named how: in full at first, shortly afterwards, each person once in a list."""

from __future__ import annotations

from collections.abc import Iterable

from pankti.base.words import in_language
from pankti.meetings.types import Role
from pankti.pressnotes.types import Facts, Someone, Speech

GUESTS = (Role.CHIEF_GUEST, Role.SPECIAL_GUEST, Role.MAIN_SPEAKER)


def with_role(facts: Facts, role: Role) -> list[Someone]:
    """Everybody with this part, in the order of precedence, each once."""
    return once(person for person in facts.people if person.role is role)


def once(people: Iterable[Someone]) -> list[Someone]:
    return list({person.key: person for person in reversed(list(people))}.values())[::-1]


def find(facts: Facts, key: str) -> Someone | None:
    """The first part of a person: the highest in precedence."""
    return next((person for person in facts.people if person.key == key), None)


def roles_of(facts: Facts, key: str) -> set[Role]:
    return {person.role for person in facts.people if person.key == key and person.role is not None}


def name_of(person: Someone, language: str, honorifics: dict[str, str]) -> str:
    """The name with its honorific, if the record has one. Never anything guessed."""
    return f"{honorifics.get(person.honorific, '')} {in_language(person.names, language)}".strip()


def by_speaker(facts: Facts, language: str) -> list[tuple[Someone | None, list[Speech]]]:
    """Speeches that have words in this language, by speaker, in the order of precedence; the unknown ones last."""
    keys = list(dict.fromkeys(person.key for person in facts.people))
    said: dict[str, list[Speech]] = {}
    for speech in facts.speeches:
        if speech.texts.get(language):
            said.setdefault(speech.key, []).append(speech)
    known = [key for key in keys if key in said]
    unknown = [key for key in said if key not in keys]
    return [(find(facts, key), said[key]) for key in (*known, *unknown)]


def others(facts: Facts) -> list[Someone]:
    """Who came and is named nowhere else."""
    named = {person.key for person in facts.people}
    return [person for person in once(facts.came) if person.key not in named]


def by_post(people: Iterable[Someone], language: str) -> list[tuple[str, list[Someone]]]:
    """People by the post they are known by, in the order in which the posts come first."""
    found: dict[str, list[Someone]] = {}
    for person in people:
        found.setdefault(in_language(person.post_names, language), []).append(person)
    return list(found.items())
