"""What the office's forms read of a cadence. Everything that was typed comes back on an error."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from pankti.reviews.telling import PLACES, WEEKDAYS

Choices = Sequence[tuple[str, str]]
OFTEN = (
    ("weekly", _("Every week")),
    ("fortnightly", _("Every two weeks")),
    ("monthly", _("Every month, on a weekday")),
    ("date", _("Every month, on a day of the month")),
    ("rule", _("By a rule of one's own")),
)


class CadenceForm(forms.Form):
    """Which level reviews which, how often, at what hour."""

    unit = forms.ChoiceField(label=_("For which unit and all below"))
    reviewing = forms.ChoiceField(label=_("Who reviews: each"))
    reviewed = forms.ChoiceField(label=_("Who is reviewed: each"))
    wing = forms.ChoiceField(label=_("Wing"), required=False)
    often = forms.ChoiceField(label=_("How often"), choices=OFTEN, initial="monthly")
    place = forms.ChoiceField(label=_("Which one of the month"), choices=list(PLACES.items()), initial="1")
    weekday = forms.ChoiceField(label=_("Weekday"), choices=list(WEEKDAYS.items()), initial="MO")
    monthday = forms.IntegerField(label=_("Day of the month"), min_value=1, max_value=31, initial=1, required=False)
    rule = forms.CharField(
        label=_("Rule"),
        required=False,
        max_length=200,
        help_text=_("As calendars write it (RFC 5545), for example FREQ=MONTHLY;INTERVAL=3;BYDAY=-1SA."),
    )
    starts_on = forms.DateField(
        label=_("From which day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    hour = forms.TimeField(
        label=_("At what hour"), initial="11:00", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    minutes = forms.IntegerField(label=_("How long, in minutes"), min_value=15, max_value=480, initial=60)
    is_video = forms.BooleanField(label=_("By video"), required=False, initial=True)
    link_base = forms.URLField(
        label=_("Video server"),
        required=False,
        assume_scheme="https",
        help_text=_("Address of a Jitsi server. Each session gets a room of its own there; nobody can guess its name."),
    )

    def __init__(self, *args: Any, units: Choices, levels: Choices, wings: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("unit", units),
            ("reviewing", levels),
            ("reviewed", levels),
            ("wing", [("", _now("None: all wings")), *wings]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared just above
            field.choices = list(choices)

    def clean_link_base(self) -> str:
        text = str(self.cleaned_data["link_base"])
        if text and urlsplit(text).scheme != "https":
            raise forms.ValidationError(_("The address has to begin with https://."))
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("often") == "rule" and not cleaned.get("rule"):
            self.add_error("rule", _("Write the rule, or choose another of the list."))
        if cleaned.get("often") == "date" and not cleaned.get("monthday"):
            self.add_error("monthday", _("Say which day of the month."))
        return cleaned

    def recurrence(self) -> str:
        """What was chosen, as an RFC 5545 rule."""
        said = self.cleaned_data
        rules: dict[str, str] = {
            "weekly": f"FREQ=WEEKLY;BYDAY={said['weekday']}",
            "fortnightly": f"FREQ=WEEKLY;INTERVAL=2;BYDAY={said['weekday']}",
            "monthly": f"FREQ=MONTHLY;BYDAY={said['place']}{said['weekday']}",
            "date": f"FREQ=MONTHLY;BYMONTHDAY={said['monthday']}",
            "rule": said["rule"].strip().upper(),
        }
        return rules[said["often"]]


class HolidayForm(forms.Form):
    """A day on which no review falls."""

    unit = forms.ChoiceField(label=_("For which unit and all below"))
    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    name = forms.CharField(label=_("What day it is"), max_length=80)

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared just above
        field.choices = list(units)
