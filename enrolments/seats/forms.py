"""What a planner types about seats: how many, and which are kept for whom. Shape only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.forms import LARGEST
from courses.models import Edition
from enrolments.models import SeatReservation
from enrolments.seats import queries as seat_queries
from people import clock
from people.forms import NOT_LISTED, DayField, NumberField
from people.models import Area, Organisation

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


NOT_SEATS = {"min_value": _("Houd minstens één plaats vrij."), "max_value": _("Zoveel plaatsen zijn er niet.")}


class CapacityForm(forms.Form):
    """How many seats an edition has; `seen` is how many the page showed."""

    capacity = NumberField(
        label=_("Aantal plaatsen"),
        min_value=1,
        max_value=LARGEST,
        error_messages={"min_value": _("Minstens één plaats."), "max_value": _("Zoveel plaatsen kunnen er niet zijn.")},
    )
    seen = NumberField(widget=forms.HiddenInput, min_value=1, max_value=LARGEST)

    def __init__(self, edition: Edition, data: Any = None) -> None:
        super().__init__(data, initial={"capacity": edition.capacity, "seen": edition.capacity})


class KeptForm(forms.Form):
    """How many seats are kept, and until when."""

    seats = NumberField(label=_("Aantal plaatsen"), min_value=1, max_value=LARGEST, error_messages=NOT_SEATS)
    released_on = DayField(
        label=_("Vrij voor iedereen vanaf"),
        help_text=_("Tot die dag worden de plaatsen vrijgehouden."),
    )


class KeepForm(KeptForm):
    """Seats that a planner wants to keep, and for whom."""

    wie = forms.ChoiceField(label=_("Voor wie"), error_messages=NOT_LISTED)

    field_order = ("wie", "seats", "released_on")

    def __init__(self, edition: Edition, data: Any = None) -> None:
        """Three queries: areas, organisations, and the groups of the floors above."""
        super().__init__(data)
        self.edition = edition
        cast(forms.ChoiceField, self.fields["wie"]).choices = [("", _("kies voor wie")), *_beneficiaries()]

    def reservation(self) -> SeatReservation:
        """What was typed, not saved yet. Call when valid."""
        cleaned = self.cleaned_data
        kind, _colon, key = cleaned["wie"].partition(":")
        column = {"organisation": "organisation_id", "area": "area_id", "cohort": "object_id"}.get(kind, kind)
        return SeatReservation(
            edition=self.edition,
            kind=kind,
            seats=cleaned["seats"],
            released_on=cleaned["released_on"],
            **{column: key if column == kind else int(key)},
        )


class ReservationForm(KeptForm):
    """A reservation that is changed; `seen` is what the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, reservation: SeatReservation, data: Any = None) -> None:
        now = {"seats": reservation.seats, "released_on": reservation.released_on, "seen": reservation.version}
        super().__init__(data, initial=now, auto_id=f"{reservation.pk}_%s")  # several stand on one page


def _beneficiaries() -> list[tuple[StrOrPromise, list[tuple[str, StrOrPromise]]]]:
    """For whom seats can be kept, by kind."""
    kind = SeatReservation.Kind
    organisations = Organisation.objects.on(clock.today())
    return [
        (kind.COHORT.label, [(f"cohort:{pk}", name) for pk, name in seat_queries.groups().items()]),
        (kind.AREA.label, [(f"area:{one.pk}", str(one)) for one in Area.objects.all()]),
        (kind.ORGANISATION.label, [(f"organisation:{one.pk}", str(one)) for one in organisations]),
        (
            kind.ORGANISATION_KIND.label,
            [(f"organisation_kind:{code}", label) for code, label in Organisation.Kind.choices],
        ),
    ]
