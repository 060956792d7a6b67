"""The invitation card as a picture, set by typst in one language, with Devanagari shaped right."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import typst
from babel.dates import format_date
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from pankti.base.words import Words, in_language
from pankti.base.writing import write_time
from pankti.directives.queries.senders import post_names_of
from pankti.meetings.types import MeetingState, MeetingView, Mode, Role
from pankti.organisation.queries import get_organisation

TEMPLATE = Path(__file__).parent / "card.typ"
_FONT = "built/console/letter-devanagari-400.ttf"
PIXELS_PER_INCH = 254.0
"""108 mm wide are then 1080 pixels."""
_ON_CARD = (Role.DIRECTOR, Role.CHAIR, Role.CHIEF_GUEST, Role.SPECIAL_GUEST, Role.MAIN_SPEAKER)


def draw_card(meeting: MeetingView, tongue: str) -> bytes:
    """The card as PNG. The caller has made sure that the reader may have it."""
    organisation = get_organisation()
    zone = ZoneInfo(organisation.time_zone)
    with override(tongue), timezone.override(zone):
        said = _said(meeting, tongue, organisation.names, zone)
    folder = font_folder()
    picture = typst.compile(
        TEMPLATE,
        format="png",
        ppi=PIXELS_PER_INCH,
        font_paths=[folder] if folder else [],
        sys_inputs={"card": json.dumps(said, ensure_ascii=False)},
    )
    return bytes(picture[0] if isinstance(picture, list) else picture)


@lru_cache(maxsize=1)
def font_folder() -> Path | None:
    """Where the build left the fonts for type; None while nothing was built (typst then takes what it has)."""
    collected = Path(settings.STATIC_ROOT) / _FONT
    if collected.is_file():
        return collected.parent
    found = finders.find(_FONT)
    return Path(found).parent if isinstance(found, str) else None


def _said(meeting: MeetingView, tongue: str, organisation: Words, zone: ZoneInfo) -> dict[str, object]:
    def say(words: Words) -> str:
        return in_language(words, tongue)

    where = ", ".join(part for part in (say(meeting.place.names), meeting.place.address) if part)
    link = meeting.link if meeting.mode is not Mode.IN_PERSON else ""
    names = {
        Role.DIRECTOR: _("Under the direction of"),
        Role.CHAIR: _("In the chair"),
        Role.CHIEF_GUEST: _("Chief guest"),
        Role.SPECIAL_GUEST: _("Special guest"),
        Role.MAIN_SPEAKER: _("Main speaker"),
    }
    people = [
        {
            "role": str(names[part.role]),
            "name": say(part.names),
            "post": ", ".join(text for text in (say(part.post_names), say(part.unit_names)) if text),
        }
        for part in meeting.parts
        if part.role in _ON_CARD and part.names
    ]
    people.sort(key=lambda one: [str(names[role]) for role in _ON_CARD].index(one["role"]))
    post = say(post_names_of(meeting.by_appointment_id))
    cancelled = meeting.state is MeetingState.CANCELLED
    return {
        "language": tongue,
        "organisation": say(organisation),
        "invited": str(_("This meeting is cancelled") if cancelled else _("You are invited to")),
        "title": say(meeting.titles),
        "unit": say(meeting.unit_names),
        "day": _day(meeting, tongue, zone),
        "hours": _hours(meeting),
        "where": where if meeting.mode is not Mode.VIDEO else str(_("By video")),
        "link": link,
        "people": people,
        "foot": ", ".join(text for text in (post, say(meeting.unit_names)) if text),
    }


def _day(meeting: MeetingView, tongue: str, zone: ZoneInfo) -> str:
    if meeting.starts_at is None:
        return ""
    locale = "hi_IN" if tongue == "hi" else "en_IN"
    return str(format_date(meeting.starts_at.astimezone(zone).date(), "EEEE, d MMMM y", locale=locale))


def _hours(meeting: MeetingView) -> str:
    if meeting.starts_at is None:
        return ""
    return write_time(meeting.starts_at) + (f" – {write_time(meeting.ends_at)}" if meeting.ends_at else "")
