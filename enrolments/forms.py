"""What people type on the second floor: filters. Shape only; `queries` find."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.forms import areas, choose_from, kinds
from courses.models import TargetGroup
from enrolments.models import REASON_LENGTH, Attendance, Enrolment
from enrolments.queries import Wish
from people.forms import NOT_LISTED, DayField, PlainField
from people.text import local

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


TOO_LONG = {"max_length": _("Zoek met hoogstens %(limit_value)d tekens.")}
NO_DAY = {"invalid": _("Vul een datum in als 31-12-2026.")}


def _areas() -> list[tuple[str, StrOrPromise]]:
    return [*areas(), ("online", _("online"))]


def _target_groups() -> list[tuple[str, StrOrPromise]]:
    return [("", _("alle doelgroepen")), *((group.code, local(group, "name")) for group in TargetGroup.objects.all())]


class CatalogueFilter(forms.Form):
    """The filter of the catalogue; every choice is optional."""

    all_optional = True

    zoek = forms.CharField(label=_("Zoekwoord"), max_length=100, required=False, error_messages=TOO_LONG)
    soort = forms.ChoiceField(label=_("Soort"), choices=kinds, required=False, error_messages=NOT_LISTED)
    doelgroep = forms.ChoiceField(label=_("Doelgroep"), required=False, error_messages=NOT_LISTED)
    gebied = forms.ChoiceField(label=_("Gebied"), required=False, error_messages=NOT_LISTED)
    vanaf = DayField(label=_("Begint op of na"), required=False, error_messages=NO_DAY)
    vrij = forms.BooleanField(label=_("Alleen met vrije plaatsen"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        choose_from(self, "doelgroep", _target_groups())
        choose_from(self, "gebied", _areas())

    def wish(self) -> Wish:
        """What is asked, once the form is valid."""
        cleaned: dict[str, Any] = self.cleaned_data
        return Wish(
            words=cleaned["zoek"],
            kind=cleaned["soort"],
            target_group=cleaned["doelgroep"],
            area=cleaned["gebied"],
            since=cleaned["vanaf"],
            only_free=cleaned["vrij"],
        )


class DecisionForm(forms.Form):
    """What the employer answers to a request; a refusal says why."""

    APPROVE, DECLINE = "approve", "decline"
    UNKNOWN = {"required": _("Kies of u goedkeurt of afwijst."), "invalid_choice": _("Kies of u goedkeurt of afwijst.")}

    decision = forms.ChoiceField(choices=[(APPROVE, ""), (DECLINE, "")], error_messages=UNKNOWN)
    reason = PlainField(
        label=_("Waarom keurt u dit niet goed?"),
        help_text=_("De deelnemer leest dit in de mail."),
        max_length=REASON_LENGTH,
        widget=forms.Textarea({"rows": 3}),
        error_messages={
            "required": _("Schrijf waarom u de aanvraag afwijst."),
            "max_length": _("Schrijf hoogstens %(limit_value)d tekens; dit zijn er %(show_value)d."),
        },
    )

    def __init__(self, enrolment: Enrolment, data: Any = None) -> None:
        super().__init__(data, auto_id=f"{enrolment.pk}_%s")  # several stand on one page
        self.fields["reason"].required = data is None or data.get("decision") != self.APPROVE

    @property
    def approves(self) -> bool:
        return bool(self.cleaned_data["decision"] == self.APPROVE)


@dataclass(frozen=True)
class AttendanceRow:
    """One participant on the list of a session: what is chosen now, what is stored, and whether those clash."""

    enrolment: Enrolment
    chosen: str
    stored: str
    history: list[Any]
    is_conflict: bool
    error: str


class AttendanceForm(forms.Form):
    """Who was there: one choice per participant, and what the page showed when they were made."""

    CHOICES = Attendance.Status.choices
    ALL = "all"  # the button that marks everybody present of whom nothing was chosen

    def __init__(self, attendees: Iterable[Enrolment], data: Any = None, *, conflicts: Collection[int] = ()) -> None:
        super().__init__(data)
        self.attendees, self.conflicts = list(attendees), conflicts
        for enrolment in self.attendees:
            self.fields[f"mark{enrolment.pk}"] = forms.ChoiceField(choices=self.CHOICES, required=False)

    @property
    def marks(self) -> dict[int, str]:
        """Enrolment -> mark, of those with a mark."""
        unmarked = Attendance.Status.PRESENT if self.ALL in self.data else ""
        given = {one.pk: self.cleaned_data[f"mark{one.pk}"] or unmarked for one in self.attendees}
        return {pk: status for pk, status in given.items() if status}

    @property
    def seen(self) -> dict[int, str]:
        """Enrolment -> the mark that the page showed."""
        return {one.pk: self.data.get(f"seen{one.pk}", "") for one in self.attendees}

    @property
    def rows(self) -> list[AttendanceRow]:
        return [self._row(enrolment) for enrolment in self.attendees]

    def _row(self, enrolment: Enrolment) -> AttendanceRow:
        name = f"mark{enrolment.pk}"
        mark = next(iter(getattr(enrolment, "marks", [])), None)
        stored = mark.status if mark else ""
        errors = self.errors.get(name) if self.is_bound else None
        typed = self.data.get(name, "") if self.is_bound else ""
        touched = typed and typed != self.data.get(f"seen{enrolment.pk}", "")
        return AttendanceRow(
            enrolment,
            chosen=typed if touched else stored,
            stored=stored,
            history=list(mark.changes.all()) if mark else [],
            is_conflict=enrolment.pk in self.conflicts,
            error=str(errors[0]) if errors else "",
        )
