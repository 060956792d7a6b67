"""Sentences in both languages at once, for what travels: each phone shows its own language, without asking again."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from babel.dates import format_date

from pankti.base.words import Words, in_language
from pankti.meetings.types import MeetingView
from pankti.organisation.queries import get_organisation


def write_source(meeting: MeetingView) -> Words:
    """ "From the meeting “…” of 22 November 2026", in Hindi and in English."""
    title = {code: in_language(meeting.titles, code) for code in ("hi", "en")}
    if meeting.starts_at is None:
        return {"hi": f"बैठक “{title['hi']}” का निर्णय", "en": f"Decided at the meeting “{title['en']}”"}
    day = meeting.starts_at.astimezone(ZoneInfo(get_organisation().time_zone)).date()
    hindi, english = (format_date(day, "d MMMM y", locale=code) for code in ("hi_IN", "en_IN"))
    return {
        "hi": f"{hindi} की बैठक “{title['hi']}” का निर्णय",
        "en": f"Decided at the meeting “{title['en']}” of {english}",
    }
