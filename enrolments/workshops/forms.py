"""Which workshops somebody wants. Shape only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.forms import LARGEST, choose_from
from courses.models import Session
from enrolments.workshops.rules import Moment
from people.forms import NumberField
from people.text import local

NONE = "geen"


class ChoiceForm(forms.Form):
    """For each moment at which workshops begin: one of them, or none."""

    def __init__(self, moments: Sequence[Moment], data: Any = None) -> None:
        super().__init__(data)
        for moment in moments:
            self.fields[moment.name] = forms.ChoiceField(
                label=f"{timezone.localtime(moment.starts_at):%H:%M}",
                widget=forms.RadioSelect,
                initial=str(moment.own.session.pk) if moment.own else NONE,
                error_messages={
                    "required": _("Kies een workshop, of geen."),
                    "invalid_choice": _("Deze workshop is er niet (meer). Kies opnieuw."),
                },
            )
            offered = [(str(one.workshop.session.pk), local(one.workshop.session, "title")) for one in moment.options]
            choose_from(self, moment.name, [(NONE, _("Geen workshop")), *offered])

    def picked(self, moment: Moment) -> str:
        """What the page shows as chosen: what was sent, unless it cannot be chosen any more."""
        value, stored = str(self[moment.name].value()), str(self.fields[moment.name].initial)
        open_to = {str(one.workshop.session.pk) for one in moment.options if not one.why_not}
        return value if value in open_to | {NONE} else stored

    def wanted(self) -> set[int]:
        """Call when valid."""
        return {int(one) for one in self.cleaned_data.values() if one != NONE}


class OwnSeatsForm(forms.Form):
    """How many people can choose a session; nothing typed: everybody attends it. `seen` is what the page showed, 0 of
    what everybody attends."""

    seats = NumberField(
        label=_("Plaatsen"),
        min_value=1,
        max_value=LARGEST,
        required=False,
        error_messages={"min_value": _("Minstens één plaats."), "max_value": _("Zoveel plaatsen kunnen er niet zijn.")},
    )
    seen = NumberField(widget=forms.HiddenInput, min_value=0, max_value=LARGEST)

    def __init__(self, session: Session, data: Any = None) -> None:
        now = session.own_seats
        super().__init__(data, initial={"seats": now, "seen": now or 0}, auto_id=f"id_%s_{session.pk}")

    def clean(self) -> None:
        if "seats" not in self.data:  # an empty field means everybody; no field at all is not this form
            self.add_error("seats", forms.Field.default_error_messages["required"])
