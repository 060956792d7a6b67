from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("Your password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "short"}),
    )


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("How the person asked for it"),
        help_text=_("When, and where the written request lies. The person reads this on their own page."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
