from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from pankti.access.actions.invitations import LONGEST_NOTE
from pankti.access.actions.set_password import SHORTEST_PASSWORD
from pankti.base.words import in_language
from pankti.base.writing import language
from pankti.organisation.models import Post


class SignInForm(forms.Form):
    phone = forms.CharField(
        label=_("Phone number"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "username", "class": "short"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "short"}),
    )


class PasswordForm(forms.Form):
    present = forms.CharField(
        label=_("Present password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "short"}),
    )
    wanted = forms.CharField(
        label=_("New password"),
        help_text=_(
            "At least 10 characters. Several words that come to your mind are better than signs that you forget."
        ),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(
            attrs={"autocomplete": "new-password", "class": "short", "minlength": SHORTEST_PASSWORD}
        ),
    )
    again = forms.CharField(
        label=_("New password once more"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "class": "short"}),
    )

    def clean_again(self) -> str:
        again = str(self.cleaned_data["again"])
        if again != self.cleaned_data.get("wanted"):
            raise forms.ValidationError(_("The two new passwords differ. Type both again."))
        return again


class ForgottenForm(forms.Form):
    phone = forms.CharField(
        label=_("Phone number"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "username", "class": "short"}),
    )


class ForgottenCodeForm(forms.Form):
    phone = forms.CharField(max_length=40, widget=forms.HiddenInput)
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "short code"}),
    )


class StepForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "class": "short code",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
    )


class NewPasswordForm(PasswordForm):
    """A new password in place of a forgotten one: the second step stands where the old one would."""

    present = None  # type: ignore[assignment]
    whose = forms.TypedChoiceField(label=_("Who are you?"), coerce=UUID, widget=forms.RadioSelect)
    step = forms.CharField(
        label=_("Second step"),
        help_text=_("The six digits that your app shows, or one of your recovery codes."),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "class": "short code",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
    )
    field_order = ("whose", "step", "wanted", "again")

    def __init__(self, data: Mapping[str, Any] | None, *, people: Sequence[tuple[UUID, str]]) -> None:
        """``people``: the accounts of the number, asked for only where there are several."""
        super().__init__(data)
        if len(people) > 1:
            field = self.fields["whose"]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
            field.choices = [(str(account), name) for account, name in people]
        else:
            del self.fields["whose"]


class ConfirmForm(forms.Form):
    password = forms.CharField(
        label=_("Present password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "short"}),
    )


class InvitationForm(forms.Form):
    """One post of the unit; the unit itself travels beside the form."""

    post = forms.ChoiceField(label=_("Post"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("For whom (only offices see this)"),
        help_text=_("A name, so that you know later whom you meant."),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("Only for this number (may stay empty)"),
        help_text=_("Then the link is of no use to anybody else, however often it is forwarded."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off", "class": "short"}),
    )
    days = forms.TypedChoiceField(
        label=_("Good for"),
        coerce=int,
        initial=7,
        choices=[(1, _("a day")), (7, _("a week")), (30, _("a month"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Mapping[str, Any] | None, *, posts: Sequence[tuple[Post, bool]]) -> None:
        """``posts`` with whether there is room for one more; the first with room is chosen."""
        super().__init__(data)
        field = self.fields["post"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [
            (post.code, name if has_room else _("%(post)s: filled") % {"post": name})
            for post, has_room in posts
            for name in (in_language(post.names, language()),)
        ]
        field.initial = next((post.code for post, has_room in posts if has_room), None)

    @property
    def values(self) -> dict[str, Any]:
        """As the action takes them."""
        return {name: self.cleaned_data[name] for name in ("post", "note", "phone", "days")}


class InvitedForm(forms.Form):
    name_hi = forms.CharField(
        label=_("Your name in Hindi"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name", "lang": "hi"}),
    )
    name_en = forms.CharField(
        label=_("Your name in English letters (one of the two is enough)"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name", "lang": "en"}),
    )
    phone = forms.CharField(
        label=_("Your mobile number"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel", "class": "short"}),
    )

    @property
    def names(self) -> dict[str, str]:
        """The names that were given, by language."""
        return {code: self.cleaned_data[f"name_{code}"] for code in ("hi", "en") if self.cleaned_data[f"name_{code}"]}


class InvitedCodeForm(InvitedForm):
    """The code, with what was entered before it."""

    name_hi = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    name_en = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    phone = forms.CharField(max_length=40, widget=forms.HiddenInput)
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "short code"}),
    )


class FirstPasswordForm(PasswordForm):
    """A first password: there is none to show before."""

    present = None  # type: ignore[assignment]
