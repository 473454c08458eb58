"""What guides type."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms import DayField, NumberField, PlainField

LONGEST = 60  # months; no programme lasts longer


class DayForm(forms.Form):
    """The day on which something was done; `seen` is what the page showed of it."""

    day = DayField(label=_("Op welke dag"))
    seen = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)


class MeetingForm(DayForm):
    """A progress meeting that was held."""

    month = NumberField(widget=forms.HiddenInput, min_value=1, max_value=LONGEST)
    agreements = PlainField(
        label=_("Wat is afgesproken?"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
