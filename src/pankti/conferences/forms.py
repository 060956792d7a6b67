"""What the office's forms read of a conference. Everything that was typed comes back on an error."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time, timedelta
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from pankti.base.words import Words
from pankti.conferences.types import AGENDA_LIMIT, DAYS_LIMIT, SLOTS_LIMIT, PlanDraft

LANGUAGE_NAMES = {"hi": _("in Hindi"), "en": _("in English")}
Choices = Sequence[tuple[str, str]]


class PlanForm(forms.Form):
    """A conference as it is planned."""

    unit = forms.ChoiceField(label=_("Of which unit"))
    level = forms.ChoiceField(label=_("A session at each"))
    wing = forms.ChoiceField(label=_("Wing"), required=False)
    is_video = forms.ChoiceField(
        label=_("How they meet"),
        choices=(("yes", _("By video: a virtual rally")), ("no", _("In person: a conference"))),
        widget=forms.RadioSelect,
        initial="yes",
    )
    takes_registration = forms.BooleanField(label=_("People are registered before, unit by unit"), required=False)
    called_levels = forms.MultipleChoiceField(
        label=_("Who is called besides"), required=False, widget=forms.CheckboxSelectMultiple
    )
    starts_on = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), required=False
    )
    days = forms.IntegerField(label=_("On how many days"), min_value=1, max_value=DAYS_LIMIT, initial=1)
    slots = forms.CharField(
        label=_("At which hours"),
        help_text=_("One after another, for example 11:00, 14:00, 17:00. Sessions are spread over them evenly."),
        initial="11:00, 14:00, 17:00",
        required=False,
    )
    minutes = forms.IntegerField(label=_("How long, in minutes"), min_value=10, max_value=600, initial=60)
    link_base = forms.URLField(
        label=_("Video server"),
        required=False,
        assume_scheme="https",
        help_text=_("Address of a Jitsi server. Each session gets a room of its own there; nobody can guess its name."),
    )

    def __init__(
        self,
        *args: Any,
        languages: Sequence[str],
        units: Choices,
        levels: Choices,
        wings: Choices,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.languages = list(languages)
        self._choose("unit", units)
        self._choose("level", levels)
        self._choose("called_levels", levels)
        self._choose("wing", [("", _now("None: all wings")), *wings])
        for code in self.languages:
            told = LANGUAGE_NAMES.get(code, code)
            self._add(f"title_{code}", f"{_now('Title')} ({told})", code, 120)
            self._add(f"text_{code}", f"{_now('Text')} ({told})", code, 4000, rows=4)
            self._add(f"agenda_{code}", f"{_now('Agenda, one item on a line')} ({told})", code, 4000, rows=4)

    def _choose(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared just above
        field.choices = list(choices)

    def _add(self, name: str, label: str, code: str, limit: int, *, rows: int = 0) -> None:
        attrs = {"lang": code, "maxlength": str(limit)}
        widget: forms.Widget = forms.Textarea(attrs={**attrs, "rows": rows}) if rows else forms.TextInput(attrs=attrs)
        self.fields[name] = forms.CharField(label=label, required=False, max_length=limit, widget=widget)

    def clean_slots(self) -> tuple[time, ...]:
        text = str(self.cleaned_data["slots"])
        try:
            found = sorted({_hour(part) for part in text.replace(";", ",").split(",") if part.strip()})
        except ValueError:
            raise forms.ValidationError(_("Write hours like 11:00 or 17:30, with commas between them.")) from None
        if len(found) > SLOTS_LIMIT:
            raise forms.ValidationError(_("That is more than 12 hours a day."))
        return tuple(found)

    def clean_link_base(self) -> str:
        text = str(self.cleaned_data["link_base"])
        if text and urlsplit(text).scheme != "https":
            raise forms.ValidationError(_("The address has to begin with https://."))
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not any(self.words("title").values()):
            self.add_error(f"title_{self.languages[0]}", _("Give it a title."))
        if len(self.agenda()) > AGENDA_LIMIT:
            self.add_error(f"agenda_{self.languages[0]}", _("An agenda has at most 20 items here."))
        return cleaned

    def words(self, prefix: str) -> Words:
        found = {code: str(self.cleaned_data.get(f"{prefix}_{code}") or "").strip() for code in self.languages}
        return {code: text for code, text in found.items() if text}

    def agenda(self) -> tuple[Words, ...]:
        """Items line by line, the languages side by side."""
        lines = {
            code: [line.strip() for line in text.splitlines() if line.strip()]
            for code, text in self.words("agenda").items()
        }
        count = max((len(each) for each in lines.values()), default=0)
        return tuple({code: each[n] for code, each in lines.items() if n < len(each)} for n in range(count))

    def pairs(self) -> list[tuple[Any, Any, Any]]:
        """Title, text and agenda of each language."""
        return [(self[f"title_{code}"], self[f"text_{code}"], self[f"agenda_{code}"]) for code in self.languages]


def initial_of(draft: PlanDraft) -> dict[str, Any]:
    """What the form shows of a draft."""
    known: dict[str, Any] = {
        "unit": f"{draft.appointment_id}:{draft.unit_id}",
        "level": draft.level,
        "wing": draft.wing or "",
        "is_video": "yes" if draft.is_video else "no",
        "takes_registration": draft.takes_registration,
        "called_levels": list(draft.called_levels),
        "starts_on": draft.starts_on,
        "days": draft.days,
        "slots": ", ".join(slot.strftime("%H:%M") for slot in draft.slots),
        "minutes": draft.minutes,
        "link_base": draft.link_base,
    }
    for code in {*draft.titles, *draft.texts, *(code for words in draft.agenda for code in words)}:
        known[f"title_{code}"] = draft.titles.get(code, "")
        known[f"text_{code}"] = draft.texts.get(code, "")
        known[f"agenda_{code}"] = "\n".join(words.get(code, "") for words in draft.agenda)
    return known


def _hour(text: str) -> time:
    hours, _colon, minutes = text.strip().replace(".", ":").partition(":")
    return time(int(hours), int(minutes or 0))


class ShiftForm(forms.Form):
    """By how much all sessions move."""

    days = forms.IntegerField(label=_("Days later"), initial=1, min_value=-60, max_value=60)
    hours = forms.IntegerField(label=_("and hours later"), initial=0, min_value=-23, max_value=23, required=False)

    @property
    def by(self) -> timedelta:
        return timedelta(days=self.cleaned_data["days"], hours=self.cleaned_data["hours"] or 0)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.by:
            self.add_error("days", _("Say by how much."))
        return cleaned


class StopForm(forms.Form):
    """Why all sessions are called off; everybody reads it."""

    reason = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("Everybody who was called reads this."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class ReportForm(forms.Form):
    """What became of a session, entered by an office for its host."""

    is_held = forms.ChoiceField(
        label=_("Did it take place?"), choices=(("yes", _("Yes")), ("no", _("No"))), widget=forms.RadioSelect
    )
    heads = forms.IntegerField(label=_("How many came"), required=False, min_value=0, max_value=1_000_000)
    words = forms.CharField(
        label=_("In a few words"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )
    photo = forms.ImageField(label=_("Photo"), required=False)


class CountsForm(forms.Form):
    """One number for each unit below a session: who is coming, or who came."""

    def __init__(self, *args: Any, units: Sequence[tuple[str, str, int | None]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for unit, name, known in units:
            self.fields[f"n_{unit}"] = forms.IntegerField(
                label=name, required=False, min_value=0, max_value=1_000_000, initial=known,
                widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
            )  # fmt: skip

    def counts(self) -> list[tuple[str, int]]:
        return [(key[2:], n) for key, n in self.cleaned_data.items() if key.startswith("n_") and n is not None]
