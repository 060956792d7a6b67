"""The small forms about posts and their holders."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from pankti.organisation.types import WingView
from pankti.people.types import SkillView


def _day(label: object, help_text: object = "") -> forms.DateField:
    return forms.DateField(
        label=label,  # type: ignore[arg-type]
        help_text=help_text,  # type: ignore[arg-type]
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class AppointForm(forms.Form):
    """Who, to which post, from when, until when, why."""

    post = forms.ChoiceField(label=_("Post"), error_messages={"required": _("Choose a post.")})
    person = forms.UUIDField(
        label=_("Person"), error_messages={"required": _("Choose a person."), "invalid": _("Choose a person.")}
    )
    began_on = _day(_("Begins"), _("Empty: from now on."))
    until = _day(_("Until and with"), _("Empty: for the post's own term, or until further notice."))
    reason = forms.CharField(
        label=_("Reason"), help_text=_("Kept with the order."), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: object, posts: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["post"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the types alone
        field.choices = posts


class ReasonForm(forms.Form):
    """Why, and on which day where that can be chosen."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        error_messages={"required": _("Say why in a few words. It is kept with the order.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    day = _day(_("On"), _("Empty: now."))


class SuspendForm(forms.Form):
    reason = ReasonForm.base_fields["reason"]
    until = _day(_("Until and with"), _("Empty: until it is lifted."))


class HandOverForm(forms.Form):
    """To whom, why, on which day."""

    person = forms.UUIDField(
        label=_("To whom"), error_messages={"required": _("Choose a person."), "invalid": _("Choose a person.")}
    )
    reason = ReasonForm.base_fields["reason"]
    day = _day(_("On"), _("Empty: now."))
    until = _day(_("Until and with"), _("Empty: for the post's own term, or until further notice."))


class PostForm(forms.Form):
    """A post: where it stands, what it is called, how many, for how long, and what it may do."""

    code = forms.CharField(
        label=_("Code"), help_text=_("Small Latin letters, digits, hyphens; it stays. For lists and imports."),
        max_length=60,
    )  # fmt: skip
    name_hi = forms.CharField(label=_("Name in Hindi"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=120)
    level = forms.ChoiceField(label=_("Level"))
    wing = forms.ChoiceField(label=_("Wing"), required=False)
    strength = forms.IntegerField(
        label=_("Set strength"), help_text=_("How many a unit should have. Empty: none is set."),
        required=False, min_value=1, max_value=1000,
    )  # fmt: skip
    is_single = forms.BooleanField(label=_("One holder at a time"), required=False)
    term_months = forms.IntegerField(
        label=_("Term in months"), help_text=_("Empty: until further notice."),
        required=False, min_value=1, max_value=240,
    )  # fmt: skip
    is_lead = forms.BooleanField(label=_("Answers for the unit"), required=False)
    rank = forms.IntegerField(label=_("Place in the list"), required=False, min_value=0, max_value=999, initial=10)
    rights = forms.MultipleChoiceField(label=_("What its holder may do"), required=False)

    def __init__(
        self,
        *args: object,
        levels: list[tuple[str, str]],
        wings: list[tuple[str, str]],
        rights: list[tuple[str, str]],
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name, choices in (("level", levels), ("wing", wings), ("rights", rights)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the types alone
            field.choices = choices


class WingForm(forms.Form):
    code = forms.CharField(
        label=_("Code"), help_text=_("Small Latin letters, digits, hyphens; it stays. For lists and imports."),
        max_length=60,
    )  # fmt: skip
    name_hi = forms.CharField(label=_("Name in Hindi"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=120)
    is_retired = forms.BooleanField(label=_("No longer in use"), required=False)

    @classmethod
    def of(cls, kept: WingView | SkillView | None, said: QueryDict | None) -> WingForm:
        """The form of what is there, whose code stays, or of a new one."""
        if kept is None:
            return cls(said)
        names = {"name_hi": kept.names.get("hi"), "name_en": kept.names.get("en")}
        form = cls(said, initial={"code": kept.code, "is_retired": kept.is_retired, **names})
        form.fields["code"].required = False
        form.fields["code"].widget = forms.HiddenInput()
        return form


class StrengthForm(forms.Form):
    strength = forms.IntegerField(label=_("Set strength"), required=False, min_value=0, max_value=1000)
