"""The form of a video service, made from what its adapter says that it needs."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from pankti.channels.types import Setting


class ServiceForm(forms.Form):
    """``settings``: the adapter's. A secret that is kept already may be left empty."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("As offices will read it: “Zoom of the state office”.")
    )
    rank = forms.IntegerField(
        label=_("Place in the order"),
        min_value=0,
        max_value=99,
        initial=0,
        help_text=_("Rooms are made at the first service that is switched on."),
        widget=forms.NumberInput(attrs={"class": "short"}),
    )

    def __init__(
        self,
        data: Mapping[str, str] | None,
        *,
        settings: tuple[Setting, ...],
        is_kept: bool,
        initial: dict[str, object],
    ) -> None:
        super().__init__(data, initial=initial)
        for setting in settings:
            widget: forms.Widget = forms.TextInput(attrs={"autocomplete": "off"})
            if setting.is_long:
                widget = forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"})
            elif setting.is_secret:
                widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
            note = _("Kept sealed. Leave it empty to keep the present one.") if setting.is_secret and is_kept else ""
            self.fields[setting.name] = forms.CharField(
                label=str(setting.label),
                help_text=f"{setting.help} {note}".strip(),
                required=setting.is_required and not (setting.is_secret and is_kept),
                initial="" if setting.is_secret else setting.default,
                max_length=5_000,
                widget=widget,
            )
