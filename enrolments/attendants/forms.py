"""Being on the list of attendants, or not. Shape only."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms import NOT_LISTED


class ListForm(forms.Form):
    """Which of the two buttons was pressed."""

    ON, OFF = "op", "af"

    lijst = forms.ChoiceField(
        label=_("Lijst van aanwezigen"), choices=[(ON, ON), (OFF, OFF)], error_messages=NOT_LISTED
    )
