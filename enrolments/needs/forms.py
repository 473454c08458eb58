"""What somebody needs to take part. Shape only."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from enrolments.models import NEEDS_LENGTH
from people.forms import LineField


class NeedsForm(forms.Form):
    """What somebody eats or not, or needs to take part."""

    words = LineField(
        label=_("Dieetwens of wat u nodig hebt"),
        max_length=NEEDS_LENGTH,
        required=False,
        help_text=_("Bijvoorbeeld: vegetarisch, geen noten, een plaats voor een rolstoel, een schrijftolk."),
    )

    def clean(self) -> None:
        if "words" not in self.data:  # an empty field takes it back; no field at all is not this form
            self.add_error("words", forms.Field.default_error_messages["required"])
