"""What the press note's forms read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pankti.base.words import Words
from pankti.pressnotes.types import LANGUAGES, TEXT_LIMIT

_LABELS = {"hi": _("Text in Hindi"), "en": _("Text in English")}


class NoteForm(forms.Form):
    """The text in both languages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in LANGUAGES:
            self.fields[f"text_{code}"] = forms.CharField(
                label=_LABELS[code],
                required=False,
                max_length=TEXT_LIMIT,
                strip=False,
                widget=forms.Textarea(attrs={"rows": 22, "lang": code}),
            )

    def texts(self) -> Words:
        return {code: str(self.cleaned_data.get(f"text_{code}") or "") for code in LANGUAGES}


class PhotoForm(forms.Form):
    """One photo with what it shows."""

    photo = forms.FileField(
        label=_("A photo"), widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})
    )
    caption_hi = forms.CharField(label=_("What it shows (in Hindi)"), required=False, max_length=200)
    caption_en = forms.CharField(label=_("What it shows (in English)"), required=False, max_length=200)

    def captions(self) -> Words:
        said = {code: str(self.cleaned_data.get(f"caption_{code}") or "").strip() for code in LANGUAGES}
        return {code: text for code, text in said.items() if text}


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
