"""An order as a letter: PDF set by typst, in the language asked for, with Devanagari shaped and copied right."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import typst
from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import override

from pankti.base.fonts import font_folder
from pankti.base.words import Words, in_language
from pankti.organisation.models import Appointment
from pankti.organisation.queries import get_organisation
from pankti.organisation.tenure import running
from pankti.organisation.types import OrderKind, OrderView
from pankti.people.queries import name_people

TEMPLATE = Path(__file__).parent / "letter.typ"


def write_letter(order: OrderView, tongue: str) -> bytes:
    """The letter of one order, as PDF. The caller has made sure that the reader may have it."""
    with override(tongue):
        return set_letter(_said(order, tongue))


def set_letter(said: dict[str, object]) -> bytes:
    """What the template is given, set in type. Words go in as data, so none of them can be read as markup."""
    folder = font_folder()
    return bytes(
        typst.compile(
            TEMPLATE,
            font_paths=[folder] if folder else [],
            sys_inputs={"letter": json.dumps(said, ensure_ascii=False)},
        )
    )


def _said(order: OrderView, tongue: str) -> dict[str, object]:
    organisation = get_organisation()
    zone = ZoneInfo(organisation.time_zone)

    def say(words: Words) -> str:
        return in_language(words, tongue)

    def day(moment: datetime) -> str:
        return format_day(moment.astimezone(zone).date(), tongue)

    last = None if order.last_at is None else day(order.last_at)
    fields = {
        "person": say(order.person_names),
        "post": say(order.post_names),
        "unit": say(order.unit_names),
        "day": day(order.takes_effect_at),
        "last": last,
    }
    title, sentences = _sentences(order.kind, fields)
    if order.reason:
        sentences.append(_("Reason: %(reason)s") % {"reason": order.reason})
    by = name_people([order.ordered_by], tongue).get(order.ordered_by, "") if order.ordered_by else ""
    return {
        "language": tongue,
        "organisation": say(organisation.names),
        "number": _("No. %(number)s") % {"number": f"{order.ordered_at.astimezone(zone).year}/{order.number}"},
        "day": day(order.ordered_at),
        "title": title,
        "to_label": _("Addressed to"),
        "to": [fields["person"], f"{fields['post']}, {fields['unit']}"],
        "sentences": sentences,
        "by_label": _("By order"),
        "by": [by, *_post_of(order, tongue)] if by else [say(organisation.names)],
        "foot": _("Written from the organisation's own register of orders. Ask the office for order %(number)s.")
        % {"number": f"{order.ordered_at.astimezone(zone).year}/{order.number}"},
    }


def _sentences(kind: OrderKind, fields: dict[str, str | None]) -> tuple[str, list[str]]:
    """The letter's title and what it says."""
    if kind is OrderKind.APPOINTED:
        term = (
            _("The appointment runs until and including %(last)s.")
            if fields["last"]
            else _("The appointment runs until further notice.")
        )
        return _("Letter of appointment"), [
            _("%(person)s is appointed to the post “%(post)s” of the unit %(unit)s with effect from %(day)s.") % fields,
            term % fields,
        ]
    if kind is OrderKind.ENDED:
        return _("End of an appointment"), [
            _("The appointment of %(person)s to the post “%(post)s” of the unit %(unit)s ends on %(day)s.") % fields,
            _("Thank you for the work done. Please hand papers, lists and accounts over to the unit."),
        ]
    if kind is OrderKind.SUSPENDED:
        term = (
            _("The suspension lasts until and including %(last)s; the post's rights rest meanwhile.")
            if fields["last"]
            else _("The suspension lasts until it is lifted; the post's rights rest meanwhile.")
        )
        return _("Suspension"), [
            _("%(person)s, holder of the post “%(post)s” of the unit %(unit)s, is suspended from %(day)s.") % fields,
            term % fields,
        ]
    return _("End of a suspension"), [
        _("The suspension of %(person)s, holder of the post “%(post)s” of the unit %(unit)s, is lifted from %(day)s.")
        % fields
    ]


def _post_of(order: OrderView, tongue: str) -> list[str]:
    """With which post the order was given: the upmost that its giver then held on the line above."""
    unit_path = Appointment.objects.filter(id=order.appointment_id).values_list("path", flat=True).first() or ""
    held = (
        Appointment.objects.filter(running(order.ordered_at), person=order.ordered_by)
        .select_related("post", "unit")
        .order_by("path")
    )
    over = [row for row in held if row.path and unit_path.startswith(row.path)] or list(held)
    return [f"{in_language(over[0].post.names, tongue)}, {in_language(over[0].unit.names, tongue)}"] if over else []


def format_day(day: date, tongue: str) -> str:
    """22 नवंबर 2026 / 22 November 2026."""
    return str(format_date(day, "d MMMM y", locale="hi_IN" if tongue == "hi" else "en_IN"))
