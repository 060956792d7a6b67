"""The Hindi press note.

Sentences are built so that no ending hangs on who the person is: "ने … की/किया" agrees with the thing done, the unit
stands before the post without a "का/की", and honorifics are the record's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date

from pankti.base.words import in_language
from pankti.base.writing import group_digits
from pankti.meetings.types import Mode, Role
from pankti.minutes.types import Manner
from pankti.pressnotes.types import Facts, Someone, Speech
from pankti.pressnotes.writing.people import by_post, by_speaker, find, name_of, others, roles_of, with_role

HONORIFICS = {"shri": "श्री", "shrimati": "श्रीमती", "sushri": "सुश्री", "dr": "डॉ॰"}
_FIRST = {Manner.SAID: "कहा कि", Manner.EXPLAINED: "बताया कि", Manner.URGED: "आग्रह किया कि", Manner.QUOTED: "कहा,"}
_NEXT = {Manner.SAID: "यह भी कहा कि", Manner.EXPLAINED: "बताया कि", Manner.URGED: "आग्रह किया कि", Manner.QUOTED: "कहा,"}
_AGAIN = {**_NEXT, Manner.SAID: "आगे कहा कि"}
_TITLES = {
    Role.CHIEF_GUEST: "मुख्य अतिथि",
    Role.SPECIAL_GUEST: "विशिष्ट अतिथि",
    Role.MAIN_SPEAKER: "मुख्य वक्ता",
}


def write(facts: Facts) -> str:
    """The whole note."""
    parts = [
        "प्रेस विज्ञप्ति",
        f"{_whose(facts)} {_meeting(facts)} संपन्न",
        " ".join(each for each in (_opening(facts), _chair(facts), _stage(facts)) if each),
        " ".join(each for each in (*_guests(facts), _welcome(facts)) if each),
        *_speeches(facts),
        *(_end(text) for words in facts.notes if (text := words.get("hi", ""))),
        *_decisions(facts),
        " ".join(each for each in (_came(facts), _thanks(facts)) if each),
    ]
    return "\n\n".join(each for each in parts if each) + "\n"


def write_day(day: date) -> str:
    """22 नवंबर 2026."""
    return str(format_date(day, "d MMMM y", locale="hi_IN"))


def join(names: Sequence[str], last: str = "एवं") -> str:
    """क, ख एवं ग; with another "and" where a name holds this one."""
    if len(names) < 2:
        return "".join(names)
    if any(f" {last} " in name for name in names):
        last = "तथा"
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def _whose(facts: Facts) -> str:
    unit, wing = in_language(facts.unit, "hi"), in_language(facts.wing, "hi")
    return f"{unit} {wing}".strip() + " की"


def _meeting(facts: Facts) -> str:
    title = in_language(facts.titles, "hi").strip().rstrip("।")
    return title if title.endswith("बैठक") else f"बैठक “{title}”" if title else "बैठक"


def _opening(facts: Facts) -> str:
    venue = in_language(facts.venue, "hi")
    place = venue.rsplit(",", 1)[-1].strip() or in_language(facts.place or facts.unit, "hi")
    where = {
        Mode.IN_PERSON: f"{venue} में" if venue else "",
        Mode.VIDEO: "वीडियो कॉन्फ़्रेंस के माध्यम से",
        Mode.BOTH: f"{venue} में तथा साथ ही वीडियो कॉन्फ़्रेंस के माध्यम से" if venue else "वीडियो कॉन्फ़्रेंस के माध्यम से",
    }[facts.mode]
    line, day = place, ""
    if facts.held_on is not None:
        line = f"{place}, {write_day(facts.held_on)}"
        day = f"{format_date(facts.held_on, 'EEEE', locale='hi_IN')} को"
    said = [f"{in_language(facts.organisation, 'hi')},", _whose(facts), _meeting(facts), day, where, "आयोजित की गई।"]
    sentence = " ".join(each for each in said if each)
    if directors := [_full(person) for person in with_role(facts, Role.DIRECTOR)]:
        sentence += f" बैठक {join(directors)} के निर्देशन में हुई।"
    return f"{line}। {sentence}"


def _chair(facts: Facts) -> str:
    chairs = [_full(person) for person in with_role(facts, Role.CHAIR)]
    return f"बैठक की अध्यक्षता {join(chairs)} ने की।" if chairs else ""


def _stage(facts: Facts) -> str:
    stage = [_named(facts, person, before=(Role.CHAIR, Role.DIRECTOR)) for person in with_role(facts, Role.STAGE)]
    return f"मंच का संचालन {join(stage)} ने किया।" if stage else ""


def _guests(facts: Facts) -> list[str]:
    told = []
    for role, title in _TITLES.items():
        people = [
            _named(facts, person, before=(Role.CHAIR, Role.DIRECTOR, Role.STAGE)) for person in with_role(facts, role)
        ]
        if people:
            done = "बैठक को संबोधित किया।" if role is Role.MAIN_SPEAKER else "भाग लिया।"
            told.append(f"{title} के रूप में {join(people)} ने {done}")
    return told


def _welcome(facts: Facts) -> str:
    hosts = [_named(facts, person, before=_INTRODUCED) for person in with_role(facts, Role.WELCOME)]
    return f"अतिथियों का स्वागत {join(hosts)} ने किया।" if hosts else ""


_INTRODUCED = (Role.CHAIR, Role.DIRECTOR, Role.STAGE, *_TITLES, Role.WELCOME)


def _speeches(facts: Facts) -> list[str]:
    return [
        " ".join(_spoken(facts, person, number, speech) for number, speech in enumerate(said))
        for person, said in by_speaker(facts, "hi")
    ]


def _spoken(facts: Facts, person: Someone | None, number: int, speech: Speech) -> str:
    text = speech.texts["hi"].strip().removeprefix("कि ")
    if person is None:
        return (
            f"बैठक में कहा गया कि {_end(text)}" if speech.manner is not Manner.QUOTED else f"बैठक में कहा गया, {_quote(text)}"
        )
    verb = (_FIRST, _NEXT, _AGAIN)[min(number, 2)][speech.manner]
    who = f"{_speaking(facts, person)} ने" if number == 0 else "उन्होंने"
    return f"{who} {verb} {_quote(text) if speech.manner is Manner.QUOTED else _end(text)}"


def _speaking(facts: Facts, person: Someone) -> str:
    """Who speaks: by the part in which they were introduced, else in full."""
    roles = roles_of(facts, person.key)
    if Role.CHAIR in roles:
        return f"अध्यक्षीय संबोधन में {_name(person)}"
    for role, title in _TITLES.items():
        if role in roles and len(with_role(facts, role)) == 1:
            return f"{title} {_name(person)}"
    return _name(person) if roles & set(_INTRODUCED) else _full(person)


def _decisions(facts: Facts) -> list[str]:
    said = [(each, each.texts["hi"]) for each in facts.decisions if each.texts.get("hi")]
    if not said:
        return []
    days = {each.deadline_on for each, _text in said}
    day = next(iter(days)) if len(days) == 1 else None
    if len(said) == 1:
        until = f" यह कार्य {write_day(day)} तक पूरा किया जाएगा।" if day else ""
        return [f"बैठक में निर्णय लिया गया कि {_end(said[0][1])}{until}"]
    lines = [
        f"{number}. " + _until(text, each.deadline_on if day is None else None)
        for number, (each, text) in enumerate(said, start=1)
    ]
    told = ["\n".join(["बैठक में निम्नलिखित निर्णय लिए गए:", *lines])]
    return [*told, f"ये सभी कार्य {write_day(day)} तक पूरे किए जाएँगे।"] if day else told


def _until(text: str, day: date | None) -> str:
    return _end(text) if day is None else f"{text.strip().rstrip('।.')} (समय-सीमा: {write_day(day)})।"


def _came(facts: Facts) -> str:
    groups = []
    for post, people in by_post(others(facts), "hi"):
        names = join([_name(person) for person in people])
        groups.append(f"{post} {names}".strip())
    total = f"कुल {group_digits(facts.heads)} लोग" if facts.heads else ""
    if groups:
        named = join(groups, "तथा")
        return f"बैठक में {named} सहित {total} उपस्थित रहे।" if total else f"बैठक में {named} की उपस्थिति रही।"
    return f"बैठक में {total} उपस्थित रहे।" if total else ""


def _thanks(facts: Facts) -> str:
    people = [_named(facts, person, before=_INTRODUCED) for person in with_role(facts, Role.THANKS)]
    return f"अंत में {join(people)} ने सभी के प्रति आभार व्यक्त किया।" if people else ""


def _name(person: Someone) -> str:
    return name_of(person, "hi", HONORIFICS)


def _full(person: Someone) -> str:
    return f"{in_language(person.post_names, 'hi')} {_name(person)}".strip()


def _named(facts: Facts, person: Someone, *, before: Sequence[Role]) -> str:
    """In full, unless an earlier sentence named them with their post."""
    own = person.role
    earlier = before[: before.index(own)] if own in before else before
    known = find(facts, person.key)
    return _name(person) if roles_of(facts, person.key) & set(earlier) else _full(known or person)


def _end(text: str) -> str:
    """With a full stop as Hindi writes it."""
    text = text.strip()
    if text.endswith(("।", "?", "!", "”")):
        return text
    return text.rstrip(".") + "।"


def _quote(text: str) -> str:
    return f"“{_end(text.strip('“”'))}”"
