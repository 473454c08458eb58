"""To which edition a seat moves. Shape only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.forms import choose_from
from courses.models import Edition


class MoveForm(forms.Form):
    """To which other edition of the course a seat moves."""

    naar = forms.ChoiceField(
        label=_("Naar welke uitvoering?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Kies een uitvoering."),
            "invalid_choice": _("Deze uitvoering kan niet (meer) gekozen worden. Kies opnieuw."),
        },
    )

    def __init__(self, editions: Iterable[Edition], data: Any = None) -> None:
        super().__init__(data)
        self.known = {str(one.pk): one for one in editions}
        choose_from(self, "naar", [(pk, one.code) for pk, one in self.known.items()])

    @property
    def edition(self) -> Edition:
        return self.known[self.cleaned_data["naar"]]
