"""What the office's forms read. Everything that was typed comes back on an error."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pankti.base.words import Words, in_language
from pankti.base.writing import language, zone
from pankti.cascade.types import Proof
from pankti.directives.types import Attached, RuleKind, Sender

LANGUAGE_NAMES = {"hi": _("in Hindi"), "en": _("in English")}
PROOFS = (
    (Proof.ACKNOWLEDGE.value, _("They say that they received it")),
    (Proof.DONE.value, _("They say that it is done")),
    (Proof.NUMBER.value, _("They give a number")),
    (Proof.TEXT.value, _("They write a few words")),
    (Proof.PHOTO.value, _("They take a photo")),
)
_SALT = "pankti.directives.attachment"
_LAST_MINUTE = time(23, 59)


class SaidForm(forms.Form):
    """Title and text in each language of the organisation, a day and an hour until which."""

    deadline_on = forms.DateField(
        label=_("Until which day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    deadline_time = forms.TimeField(
        label=_("Until what time"),
        required=False,
        help_text=_("Left empty, it ends at 11:59 at night."),
        widget=forms.TimeInput(attrs={"type": "time", "class": "short"}, format="%H:%M"),
    )

    def __init__(self, *args: Any, languages: Sequence[str], time_zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages, self.time_zone = list(languages), time_zone
        for code in self.languages:
            self.add_words(f"title_{code}", _("Title"), code, limit=120)
            self.add_words(f"text_{code}", _("Text"), code, limit=4000, rows=6)

    def add_words(self, name: str, label: object, code: str, *, limit: int, rows: int = 0) -> None:
        """One field of words in one language."""
        attrs = {"lang": code, "maxlength": str(limit)}
        widget: forms.Widget = forms.Textarea(attrs={**attrs, "rows": rows}) if rows else forms.TextInput(attrs=attrs)
        told = LANGUAGE_NAMES.get(code, code)
        self.fields[name] = forms.CharField(
            label=f"{label} ({told})" if self.shows_language else str(label),
            required=False,
            max_length=limit,
            widget=widget,
        )

    @property
    def shows_language(self) -> bool:
        return len(self.languages) > 1

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        day, hour = cleaned.get("deadline_on"), cleaned.get("deadline_time")
        if hour and not day and "deadline_on" not in self.errors:
            self.add_error("deadline_on", _("You gave a time. Choose the day too."))
        cleaned["deadline_at"] = (
            datetime.combine(day, hour or _LAST_MINUTE, tzinfo=zone(self.time_zone)) if day else None
        )
        return cleaned

    def words(self, prefix: str) -> Words:
        """What was written under ``prefix``, per language; languages without a word are left out."""
        found = {code: str(self.cleaned_data.get(f"{prefix}_{code}") or "").strip() for code in self.languages}
        return {code: text for code, text in found.items() if text}

    def pairs(self) -> list[tuple[str, Any, Any]]:
        """(language, title field, text field) as they stand side by side."""
        return [(code, self[f"title_{code}"], self[f"text_{code}"]) for code in self.languages]


class DraftForm(SaidForm):
    """A directive as it is composed."""

    sender = forms.ChoiceField(label=_("From"))
    proof = forms.ChoiceField(
        label=_("What counts as done"), choices=PROOFS, widget=forms.RadioSelect, initial=Proof.ACKNOWLEDGE.value
    )

    def __init__(self, *args: Any, senders: Sequence[Sender], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["sender"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared just above
        field.choices = [
            (str(one.appointment_id), f"{_words(one.post_names)}, {_words(one.unit_names)}") for one in senders
        ]
        for code in self.languages:
            self.add_words(f"label_{code}", _("What is counted"), code, limit=80)

    def labels(self) -> list[Any]:
        return [self[f"label_{code}"] for code in self.languages]


class CorrectForm(SaidForm):
    """A new version of what was issued."""

    answers = forms.ChoiceField(
        label=_("The answers given so far"),
        choices=(
            ("stand", _("They stand: those who answered need not answer again")),
            ("again", _("Everybody answers again")),
        ),
        widget=forms.RadioSelect,
        initial="stand",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in self.languages:
            self.add_words(f"changed_{code}", _("What changed"), code, limit=300)

    def changes(self) -> list[Any]:
        return [self[f"changed_{code}"] for code in self.languages]


class ReasonForm(forms.Form):
    """Why something is taken back or sent back."""

    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), required=False)


class RuleForm(forms.Form):
    """One reminder rule. Hours are written as people say them: before for a reminder, after for an escalation."""

    kind = forms.ChoiceField(
        label=_("What happens"),
        choices=(
            (RuleKind.REMINDER.value, _("Remind those who have not done it, before the deadline")),
            (RuleKind.ESCALATION.value, _("Tell the post above, after the deadline")),
        ),
        widget=forms.RadioSelect,
        initial=RuleKind.REMINDER.value,
    )
    hours = forms.IntegerField(label=_("How many hours"), min_value=0, max_value=720, initial=24)
    levels_up = forms.IntegerField(
        label=_("How many filled posts up"),
        min_value=0,
        max_value=9,
        initial=1,
        required=False,
        help_text=_("1 is the post right above. A vacant post is passed over."),
    )
    is_active = forms.BooleanField(label=pgettext_lazy("a reminder rule", "Switched on"), required=False, initial=True)


class ClosingForm(forms.Form):
    """When what is running is closed by itself."""

    days_after_deadline = forms.IntegerField(label=_("Days after the deadline"), min_value=1, max_value=730)
    days_without_deadline = forms.IntegerField(
        label=_("Days without a deadline"),
        min_value=1,
        max_value=730,
        help_text=_("Counted from its last version."),
    )
    is_active = forms.BooleanField(label=_("Close them by themselves"), required=False)


def seal(attached: Attached) -> str:
    """A stored file as a form carries it, so that no form can name a file that was not uploaded through us."""
    return signing.dumps(attached.to_json(), salt=_SALT, compress=True)


def unseal(values: Iterable[str]) -> tuple[Attached, ...]:
    """The files that a form carries; one that was tampered with falls away."""
    found: dict[str, Attached] = {}
    for value in values:
        try:
            attached = Attached.from_json(signing.loads(value, salt=_SALT))
        except (signing.BadSignature, KeyError, ValueError):
            continue
        found[attached.sha256] = attached
    return tuple(found.values())


def read_ids(values: Iterable[str]) -> tuple[UUID, ...]:
    """The ids among ``values``, each once, in order; what is none falls away."""
    found: dict[UUID, None] = {}
    for value in values:
        try:
            found[UUID(value)] = None
        except ValueError:
            continue
    return tuple(found)


def _words(words: Words) -> str:
    return in_language(words, language())
