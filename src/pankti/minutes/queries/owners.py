"""Who can answer for a decision: posts at the levels below the meeting's unit, and holders with a part in it."""

from __future__ import annotations

from pankti.base.words import Words
from pankti.meetings.types import MeetingView
from pankti.minutes.types import Owner, SpeakerView
from pankti.organisation.queries import get_main_tree, get_unit, lead_of, list_levels, list_posts

ANSWERS = "answer.give"


def list_owners(meeting: MeetingView, speakers: tuple[SpeakerView, ...]) -> list[tuple[Owner, Words]]:
    """Each choice with its name, in the order in which they are offered."""
    levels = list_levels(get_main_tree().code)
    rank = next((level.rank for level in levels if level.code == get_unit(meeting.unit_id).level), 0)
    below = {level.code: level for level in levels if level.rank > rank}
    posts = [post for post in list_posts() if post.level in below and ANSWERS in post.rights]
    found: list[tuple[Owner, Words]] = []
    for code, level in below.items():
        held = [post for post in posts if post.level == code]
        if held:
            found.append((Owner(level=code), dict(level.plural_names)))
        found += [(Owner(level=code, post=post.code), _both(post.names, level.plural_names)) for post in held]
    named: dict[Owner, Words] = {}
    lead = lead_of([meeting.unit_id]).get(meeting.unit_id)
    if lead is not None and lead.appointment_id is not None:
        named[Owner(appointment_id=lead.appointment_id)] = _both(lead.person_names, lead.post_names)
    for one in speakers:
        if one.appointment_id is not None:
            named.setdefault(Owner(appointment_id=one.appointment_id), _both(one.names, one.post_names))
    return [*found, *named.items()]


def _both(first: Words, second: Words) -> Words:
    codes = dict.fromkeys([*first, *second])
    return {code: " · ".join(each for each in (first.get(code, ""), second.get(code, "")) if each) for code in codes}
