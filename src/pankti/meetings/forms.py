"""What the office's forms read. Everything that was typed comes back on an error."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pankti.base.ids import new_id
from pankti.base.words import Words, in_language
from pankti.base.writing import language, zone
from pankti.directives.types import Sender
from pankti.meetings.types import AgendaItem, Mode, Role

LANGUAGE_NAMES = {"hi": _("in Hindi"), "en": _("in English")}
MODES = (
    (Mode.IN_PERSON.value, _("In person")),
    (Mode.VIDEO.value, _("By video")),
    (Mode.BOTH.value, _("In person and by video")),
)
ROLE_NAMES = {
    Role.CHAIR: _("Takes the chair"),
    Role.DIRECTOR: _("Under whose direction"),
    Role.CHIEF_GUEST: _("Chief guest"),
    Role.SPECIAL_GUEST: _("Special guest"),
    Role.MAIN_SPEAKER: _("Main speaker"),
    Role.SPEAKER: _("Speaker"),
    Role.STAGE: _("Conducts the stage"),
    Role.WELCOME: _("Welcome"),
    Role.THANKS: _("Vote of thanks"),
}
_MINUTES = re.compile(r"\s*[(\[]\s*(\d{1,3})\s*(?:min|minutes|mins|मिनट|मि॰)?\.?\s*[)\]]\s*$", re.IGNORECASE)


class WordsForm(forms.Form):
    """Fields in each language of the organisation."""

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = list(languages)

    def add_words(self, name: str, label: object, code: str, *, limit: int, rows: int = 0, hint: object = "") -> None:
        """One field of words in one language."""
        attrs = {"lang": code, "maxlength": str(limit)}
        widget: forms.Widget = forms.Textarea(attrs={**attrs, "rows": rows}) if rows else forms.TextInput(attrs=attrs)
        told = LANGUAGE_NAMES.get(code, code)
        self.fields[f"{name}_{code}"] = forms.CharField(
            label=f"{label} ({told})" if len(self.languages) > 1 else str(label),
            required=False,
            max_length=limit,
            widget=widget,
            help_text=str(hint),
        )

    def words(self, prefix: str) -> Words:
        """What was written under ``prefix``, per language; languages without a word are left out."""
        found = {code: str(self.cleaned_data.get(f"{prefix}_{code}") or "").strip() for code in self.languages}
        return {code: text for code, text in found.items() if text}

    def fields_of(self, prefix: str) -> list[Any]:
        return [self[f"{prefix}_{code}"] for code in self.languages]

    def agenda(self, kept: Sequence[AgendaItem] = ()) -> tuple[AgendaItem, ...]:
        """One item a line, side by side in the languages; an item that stands where it stood keeps its id."""
        lines = {
            code: [line.strip() for line in str(self.cleaned_data.get(f"agenda_{code}") or "").splitlines()]
            for code in self.languages
        }
        items: list[AgendaItem] = []
        for place in range(max((len(one) for one in lines.values()), default=0)):
            said = {code: one[place] for code, one in lines.items() if place < len(one) and one[place]}
            if not said:
                continue
            minutes = next((int(m.group(1)) for text in said.values() if (m := _MINUTES.search(text))), None)
            titles = {code: title for code, text in said.items() if (title := _MINUTES.sub("", text)[:300])}
            if not titles:
                continue
            before = next((item for item in kept if item.titles == titles), None)
            items.append(
                AgendaItem(before.id, titles, minutes, before.part_id)
                if before
                else AgendaItem(new_id(), titles, minutes)
            )
        return tuple(items)


class MeetingForm(WordsForm):
    """A meeting as it is prepared, and as it is changed once called."""

    sender = forms.ChoiceField(label=_("From"))
    mode = forms.ChoiceField(label=_("How people meet"), choices=MODES, widget=forms.RadioSelect, initial=MODES[0][0])
    address = forms.CharField(label=_("Address"), required=False, max_length=300)
    is_worship = forms.BooleanField(label=_("This is a place of worship"), required=False)
    link = forms.CharField(
        label=_("Link of the video room"),
        required=False,
        max_length=500,
        help_text=_("Leave it empty if a room is made for the meeting after it is saved."),
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"}),
    )
    starts_on = forms.DateField(
        label=_("On which day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    starts_time = forms.TimeField(
        label=_("Begins at"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "class": "short"}, format="%H:%M"),
    )
    ends_time = forms.TimeField(
        label=_("Ends at"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "class": "short"}, format="%H:%M"),
    )

    def __init__(
        self, *args: Any, senders: Sequence[Sender], time_zone: str, asks_why: bool = False, **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        self.time_zone = time_zone
        field = self.fields["sender"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared just above
        field.choices = [
            (str(one.appointment_id), f"{_say(one.post_names)}, {_say(one.unit_names)}") for one in senders
        ]
        field.required = False
        for code in self.languages:
            self.add_words("title", _("Title"), code, limit=120)
            self.add_words("text", _("Text"), code, limit=4000, rows=4)
            self.add_words("place", _("Place"), code, limit=160)
            hint = _("One item a line; how long it takes may stand behind it: (20 min)")
            self.add_words("agenda", _("Agenda"), code, limit=40_000, rows=6, hint=hint)
            if asks_why:
                self.add_words("changed", _("What changed"), code, limit=300)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        day, begins, ends = (cleaned.get(name) for name in ("starts_on", "starts_time", "ends_time"))
        starts_at = datetime.combine(day, begins, tzinfo=zone(self.time_zone)) if day and begins else None
        ends_at = datetime.combine(day, ends, tzinfo=zone(self.time_zone)) if day and ends and starts_at else None
        cleaned["starts_at"], cleaned["ends_at"] = starts_at, ends_at
        return cleaned


class TemplateForm(WordsForm):
    """An agenda to begin from."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in self.languages:
            self.add_words("name", _("Name"), code, limit=120)
            hint = _("One item a line; how long it takes may stand behind it: (20 min)")
            self.add_words("agenda", _("Agenda"), code, limit=40_000, rows=8, hint=hint)


class ReasonForm(forms.Form):
    """Why a meeting is cancelled."""

    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), required=False)


class ReplyForm(forms.Form):
    """A calendar's reply, as a file or pasted."""

    file = forms.FileField(label=_("The reply as a file (.ics)"), required=False)
    text = forms.CharField(
        label=_("or its text"), required=False, max_length=100_000, widget=forms.Textarea(attrs={"rows": 4})
    )


def agenda_text(items: Sequence[AgendaItem], code: str) -> str:
    """Items as the form's field shows them; a line for each, empty where this language has none."""
    unit = "मिनट" if code == "hi" else "min"
    lines = [
        f"{item.titles.get(code, '')}{f' ({item.minutes} {unit})' if item.minutes and item.titles.get(code) else ''}"
        for item in items
    ]
    return "\n".join(lines).rstrip()


def _say(words: Words) -> str:
    return in_language(words, language())
