"""What the record's forms read. Everything that was typed comes back on an error."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pankti.base.words import Words, in_language
from pankti.base.writing import language
from pankti.meetings.types import Role
from pankti.minutes.actions.speakers import SpeakerChange
from pankti.minutes.types import TEXT_LIMIT, EntryKind, Honorific, Manner, Owner, Said, SpeakerView

LANGUAGE_NAMES = {"hi": _("in Hindi"), "en": _("in English")}
ROLES = (
    (Role.CHAIR.value, _("Chair")),
    (Role.DIRECTOR.value, _("Under whose direction")),
    (Role.CHIEF_GUEST.value, _("Chief guest")),
    (Role.SPECIAL_GUEST.value, _("Special guest")),
    (Role.MAIN_SPEAKER.value, _("Main speaker")),
    (Role.SPEAKER.value, _("Speaker")),
    (Role.STAGE.value, _("Conducts the stage")),
    (Role.WELCOME.value, _("Welcomes the guests")),
    (Role.THANKS.value, _("Vote of thanks")),
)
MANNERS = (
    (Manner.SAID.value, pgettext_lazy("how somebody spoke", "said that …")),
    (Manner.EXPLAINED.value, pgettext_lazy("how somebody spoke", "explained that …")),
    (Manner.URGED.value, pgettext_lazy("how somebody spoke", "urged that …")),
    (Manner.QUOTED.value, pgettext_lazy("how somebody spoke", "word for word: “…”")),
)
HONORIFICS = (
    ("", _("none")),
    (Honorific.SHRI.value, "श्री / Shri"),
    (Honorific.SHRIMATI.value, "श्रीमती / Smt."),
    (Honorific.SUSHRI.value, "सुश्री / Ms"),
    (Honorific.DR.value, "डॉ॰ / Dr"),
)
Choice = tuple[str, str]


class WordsForm(forms.Form):
    """Fields in each language of the organisation."""

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = list(languages)

    def add_words(self, name: str, label: object, *, limit: int, rows: int = 0, required: bool = False) -> None:
        for code in self.languages:
            attrs = {"lang": code, "maxlength": str(limit)}
            told = LANGUAGE_NAMES.get(code, code)
            self.fields[f"{name}_{code}"] = forms.CharField(
                label=f"{label} ({told})" if len(self.languages) > 1 else str(label),
                required=required,
                max_length=limit,
                widget=forms.Textarea(attrs={**attrs, "rows": rows}) if rows else forms.TextInput(attrs=attrs),
            )

    def words(self, name: str) -> Words:
        said = {code: str(self.cleaned_data.get(f"{name}_{code}") or "").strip() for code in self.languages}
        return {code: text for code, text in said.items() if text}


class EntryForm(WordsForm):
    """One entry of one kind."""

    def __init__(
        self,
        *args: Any,
        kind: EntryKind,
        speakers: Iterable[SpeakerView] = (),
        owners: Sequence[Choice] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, prefix=kind.value, **kwargs)
        self.kind = kind
        if kind is EntryKind.SPEECH:
            self.fields["speaker"] = forms.ChoiceField(
                label=_("Who spoke"), required=False, choices=[("", "—"), *_speaker_choices(speakers)]
            )
            self.fields["manner"] = forms.ChoiceField(
                label=_("How"), required=False, choices=MANNERS, initial=Manner.SAID.value
            )
        self.add_words("text", _TEXT_LABELS[kind], limit=TEXT_LIMIT, rows=3)
        if kind is EntryKind.DECISION:
            self.fields["owner"] = forms.ChoiceField(
                label=_("Who answers for it"), required=False, choices=[("", _("not said yet")), *owners]
            )
            self.fields["target"] = forms.IntegerField(
                label=_("Number for each to reach"), required=False, min_value=1, max_value=1_000_000_000
            )
            self.add_words("label", _("What is counted"), limit=80)
            self.fields["deadline_on"] = forms.DateField(
                label=_("Until which day"),
                required=False,
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            )
        self.fields["is_inner"] = forms.BooleanField(label=_("Not for the press"), required=False)

    @classmethod
    def initial_of(cls, said: Said) -> dict[str, Any]:
        texts = {f"text_{code}": text for code, text in said.texts.items()}
        labels = {f"label_{code}": text for code, text in said.number_labels.items()}
        return {
            **texts,
            **labels,
            "speaker": str(said.speaker_id or ""),
            "manner": said.manner.value,
            "is_inner": said.is_inner,
            "owner": write_owner(said.owner),
            "target": said.target,
            "deadline_on": said.deadline_on,
        }

    def said(self) -> Said:
        """What stands in the form."""
        data = self.cleaned_data
        return Said(
            kind=self.kind,
            texts=self.words("text"),
            speaker_id=UUID(data["speaker"]) if data.get("speaker") else None,
            manner=Manner(data.get("manner") or Manner.SAID),
            is_inner=bool(data.get("is_inner")),
            owner=read_owner(data.get("owner") or ""),
            target=data.get("target"),
            number_labels=self.words("label") if self.kind is EntryKind.DECISION else {},
            deadline_on=data.get("deadline_on"),
        )


class SpeakerForm(WordsForm):
    """Who took a part, as it was on the day."""

    role = forms.ChoiceField(label=_("Part"), choices=ROLES)
    honorific = forms.ChoiceField(
        label=_("Honorific"),
        required=False,
        choices=HONORIFICS,
        help_text=_("As the person wishes. It is never guessed from a name."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_words("name", _("Name"), limit=120)
        self.add_words("post", _("Known by which post"), limit=200)
        self.fields["is_absent"] = forms.BooleanField(label=_("Did not come"), required=False)

    @classmethod
    def initial_of(cls, speaker: SpeakerView) -> dict[str, Any]:
        names = {f"name_{code}": name for code, name in speaker.names.items()}
        posts = {f"post_{code}": name for code, name in speaker.post_names.items()}
        said = {"role": speaker.role.value, "honorific": speaker.honorific.value, "is_absent": speaker.is_absent}
        return {**names, **posts, **said}

    def change(self, speaker_id: UUID | None) -> SpeakerChange:
        return SpeakerChange(
            role=Role(self.cleaned_data["role"]),
            names=self.words("name"),
            post_names=self.words("post"),
            honorific=Honorific(self.cleaned_data.get("honorific") or ""),
            is_absent=bool(self.cleaned_data.get("is_absent")),
            id=speaker_id,
        )


class TurnForm(forms.Form):
    """From which post decisions go out, and whether at once."""

    sender = forms.ChoiceField(label=_("From which post"))
    how = forms.ChoiceField(
        label=_("How"),
        choices=(("issue", _("Issue them now")), ("draft", _("Keep them as my drafts, to look over first"))),
        initial="issue",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, senders: Sequence[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sender"].choices = list(senders)  # type: ignore[attr-defined]


def write_owner(owner: Owner) -> str:
    if owner.appointment_id:
        return f"holder:{owner.appointment_id}"
    return f"level:{owner.level}:{owner.post}" if owner.level else ""


def read_owner(text: str) -> Owner:
    kind, _colon, rest = text.partition(":")
    if kind == "holder":
        return Owner(appointment_id=UUID(rest))
    level, _colon, post = rest.partition(":")
    return Owner(level=level, post=post)


def _speaker_choices(speakers: Iterable[SpeakerView]) -> list[Choice]:
    roles = dict(ROLES)
    return [
        (str(one.id), f"{in_language(one.names, language())} · {roles[one.role.value]}")
        for one in speakers
        if not one.is_absent
    ]


_TEXT_LABELS = {
    EntryKind.SPEECH: _("What was said"),
    EntryKind.NOTE: _("Note"),
    EntryKind.DECISION: _("What was decided"),
}
