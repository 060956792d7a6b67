"""What the console's own forms read. Everything that was typed comes back on an error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from pankti.base.clock import now
from pankti.base.words import Words, in_language
from pankti.base.writing import in_zone, language
from pankti.people.actions.add_person import LONGEST_NAME
from pankti.people.naming.script import suggest_name
from pankti.people.types import Contact, ContactKind, Details, PersonView

SPOKEN = {
    "hi": _("Hindi"), "en": _("English"), "ur": _("Urdu"), "bho": _("Bhojpuri"), "mai": _("Maithili"),
    "awa": _("Awadhi"), "bn": _("Bengali"), "mr": _("Marathi"), "gu": _("Gujarati"), "pa": _("Punjabi"),
    "ta": _("Tamil"), "te": _("Telugu"), "kn": _("Kannada"), "ml": _("Malayalam"), "or": _("Odia"), "as": _("Assamese"),
}  # fmt: skip
"""Languages that a person may say they speak; codes of ISO 639."""

SHARING = (
    ("", _("It is theirs alone")),
    ("family", _("The family shares this number")),
    ("office", _("It is an office's number")),
    ("other", _("Others use it too, for another reason")),
)


class PersonForm(forms.Form):
    """A person's names in two scripts, and what else is known of them. New ones have a number, too."""

    name_hi = forms.CharField(label=_("Name in Hindi"), required=False, max_length=LONGEST_NAME)
    name_en = forms.CharField(label=_("Name in English"), required=False, max_length=LONGEST_NAME)
    phone = forms.CharField(
        label=_("Phone number"),
        required=False,
        max_length=40,
        help_text=_("Ten digits; for another country, + and its code first."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    shared_reason = forms.ChoiceField(label=_("Whose number is it?"), required=False, choices=SHARING)
    email = forms.CharField(
        label=_("E-mail"), required=False, max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    language = forms.ChoiceField(label=_("We write to them in"))
    languages = forms.MultipleChoiceField(
        label=_("Languages they speak"),
        required=False,
        choices=tuple(SPOKEN.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    skills = forms.MultipleChoiceField(label=_("What they can do"), required=False, widget=forms.CheckboxSelectMultiple)
    photo = forms.FileField(
        label=_("Photo"), required=False, widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})
    )
    lives_there = forms.BooleanField(label=_("They live in this unit"), required=False, initial=True)

    def __init__(self, *args: Any, skills: Mapping[str, Words], person: PersonView | None = None, **kwargs: Any):
        if person is not None:
            kwargs["initial"] = {
                "name_hi": person.names.get("hi", ""),
                "name_en": person.names.get("en", ""),
                "language": person.language,
                "languages": person.languages,
                "skills": person.skills,
            }
        super().__init__(*args, **kwargs)
        self.person = person
        cast("forms.ChoiceField", self.fields["language"]).choices = list(settings.LANGUAGES)
        cast("forms.MultipleChoiceField", self.fields["skills"]).choices = [
            (code, in_language(names, language())) for code, names in skills.items()
        ]
        if not skills:
            del self.fields["skills"]
        if person is not None:
            for name in ("phone", "shared_reason", "email", "lives_there"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not said.get("name_hi", "").strip() and not said.get("name_en", "").strip():
            self.add_error("name_hi", _("Enter the name in Hindi or in English; the other is suggested."))
        return said

    def names(self) -> tuple[Words, tuple[str, ...]]:
        """The names by language, and which of them were only suggested. An empty one is made from the other."""
        typed = {code: self.cleaned_data[f"name_{code}"].strip() for code in ("hi", "en")}
        known = {code: name for code, name in typed.items() if name}
        suggested = tuple(self.person.suggested) if self.person else ()
        suggested = tuple(code for code in suggested if self.person and known.get(code) == self.person.names.get(code))
        for code, other in (("hi", "en"), ("en", "hi")):
            if code not in known and other in known and (made := suggest_name(known[other], code)):
                known[code] = made
                suggested = (*suggested, code)
        return known, suggested

    def details(self, *, suggested: tuple[str, ...], photo: str) -> Details:
        said = self.cleaned_data
        contacts: list[Contact] = []
        if said.get("phone"):
            contacts.append(Contact(ContactKind.PHONE, said["phone"], said.get("shared_reason", "")))
        if said.get("email"):
            contacts.append(Contact(ContactKind.EMAIL, said["email"]))
        return Details(
            suggested=suggested,
            languages=tuple(said["languages"]),
            skills=tuple(said.get("skills", ())),
            photo=photo,
            contacts=tuple(contacts),
        )


class ContactForm(forms.Form):
    """One more number or address."""

    kind = forms.ChoiceField(
        label=_("What it is"), choices=((ContactKind.PHONE.value, _("Phone number")), ("email", _("E-mail")))
    )
    value = forms.CharField(label=_("Number or address"), max_length=254)
    shared_reason = forms.ChoiceField(label=_("Whose number is it?"), required=False, choices=SHARING)

    def contact(self) -> Contact:
        said = self.cleaned_data
        return Contact(ContactKind(said["kind"]), said["value"], said["shared_reason"])


class HomeForm(forms.Form):
    """Since when somebody lives in the unit that was chosen."""

    on = forms.DateField(label=_("Since which day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = in_zone(now()).date()
