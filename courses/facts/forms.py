"""What people type about a course or an edition."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from courses.facts.rules import CourseFacts, EditionFacts, faults_of_edition
from courses.forms import LARGEST
from courses.models import Course, Edition
from people.forms import NOT_LISTED, DayField, LineField, NumberField, PlainField, require_plain_digits

TIERS = 3  # rows of tiers that the page has
LONGEST = 2000  # characters of what to bring
MOST_DAYS = 365
MOST_OFFER_HOURS = 14 * 24
TOO_LONG = {"max_length": _("Schrijf hoogstens %(limit_value)d tekens; dit zijn er %(show_value)d.")}


class MoneyField(forms.DecimalField):
    """An amount in euros, with a comma or a point before the cents."""

    default_error_messages = {"invalid": _("Vul een bedrag in als 450 of 412,50.")}

    def __init__(self, **options: Any) -> None:
        look = forms.TextInput({"inputmode": "decimal"})
        super().__init__(min_value=0, max_digits=8, decimal_places=2, widget=look, **options)

    def to_python(self, value: Any) -> Any:
        require_plain_digits(self, value)
        typed = value.strip().replace(",", ".") if isinstance(value, str) else value
        if isinstance(typed, str) and not typed.replace(".", "", 1).isdigit() and typed:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(typed)


class SeenForm(forms.Form):
    """Facts, with the mark of how the page showed them."""

    seen = LineField(widget=forms.HiddenInput, max_length=16)


class CourseForm(SeenForm):
    """The practical facts of a course. Empty tiers are left out; without any, leaving costs nothing."""

    price = MoneyField(label=_("Prijs per persoon, in euro"))
    funding = forms.ChoiceField(label=_("Financiering"), choices=Course.Funding.choices, error_messages=NOT_LISTED)
    leave_days_before = NumberField(
        label=_("Zelf uitschrijven kan tot en met zoveel dagen voor de eerste dag"), min_value=1, max_value=MOST_DAYS
    )
    capacity = NumberField(label=_("Plaatsen"), min_value=1, max_value=LARGEST)
    minimum = NumberField(label=_("Minimum aantal deelnemers"), min_value=0, max_value=LARGEST)
    closes_days_before = NumberField(
        label=_("Inschrijven sluit zoveel dagen voor de eerste dag"), min_value=0, max_value=MOST_DAYS
    )
    needs_approval = forms.BooleanField(label=_("Goedkeuring van de werkgever nodig"), required=False)
    offer_hours = NumberField(
        label=_("Uren om een vrijgekomen plaats aan te nemen"),
        help_text=_("Bij 0 wordt de plaats meteen gegeven aan wie het langst wacht."),
        min_value=0,
        max_value=MOST_OFFER_HOURS,
    )
    bring = PlainField(
        label=_("Wat deelnemers meenemen"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        error_messages=TOO_LONG,
    )
    bring_en = PlainField(
        label=_("Hetzelfde in het Engels"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea({"rows": 3, "lang": "en"}),
        error_messages=TOO_LONG,
    )

    def __init__(self, course: Course, data: Any = None) -> None:
        facts = CourseFacts.of(course)
        super().__init__(data, initial=vars(facts) | {"seen": facts.mark} | _initial(course))
        for number in range(TIERS):
            days = NumberField(
                label=_("Tot en met zoveel dagen ervoor"), min_value=1, max_value=MOST_DAYS, required=False
            )
            share = NumberField(label=_("Procent van de prijs"), min_value=0, max_value=100, required=False)
            self.fields |= {f"days{number}": days, f"percentage{number}": share}

    @property
    def tiers(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"days{number}"], self[f"percentage{number}"]) for number in range(TIERS)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("minimum", 0) > cleaned.get("capacity", LARGEST):
            self.add_error("minimum", _("Het minimum is hoger dan het aantal plaatsen."))
        before: tuple[int, int] | None = None
        for number in range(TIERS):
            before = self._clean_tier(number, before)
        return cleaned

    def facts(self) -> CourseFacts:
        """What was typed. Call when valid."""
        typed = self.cleaned_data
        tiers = [[typed[f"days{n}"], typed[f"percentage{n}"]] for n in range(TIERS) if typed[f"days{n}"] is not None]
        known = {name: typed[name] for name in CourseFacts.__dataclass_fields__ if name != "cancellation_tiers"}
        return CourseFacts(cancellation_tiers=tiers, **known)

    def _clean_tier(self, number: int, before: tuple[int, int] | None) -> tuple[int, int] | None:
        """Later tiers have fewer days and cost more. The tier, or the one before where this one is empty."""
        if {f"days{number}", f"percentage{number}"} & self.errors.keys():
            return before
        days, share = self.cleaned_data[f"days{number}"], self.cleaned_data[f"percentage{number}"]
        if days is None and share is None:
            return before
        if days is None or share is None:
            self.add_error(f"days{number}", _("Vul beide in, of laat beide leeg."))
            return before
        if before and days >= before[0]:
            self.add_error(f"days{number}", _("Dit moeten minder dagen zijn dan in de regel erboven."))
        if before and share <= before[1]:
            self.add_error(f"percentage{number}", _("Dit moet een hoger percentage zijn dan in de regel erboven."))
        return days, share


class EditionForm(SeenForm):
    """The enrolment window, the day of decision and the minimum of an edition."""

    enrol_from = DayField(label=_("Inschrijven vanaf"))
    enrol_until = DayField(label=_("Inschrijven tot en met"))
    decide_by = DayField(
        label=_("Besluit over doorgaan"),
        help_text=_("De dag waarop u beslist of de uitvoering doorgaat. Mag leeg blijven."),
        required=False,
    )
    minimum = NumberField(label=_("Minimum aantal deelnemers"), min_value=0, max_value=LARGEST)

    def __init__(self, edition: Edition, data: Any = None) -> None:
        facts = EditionFacts.of(edition)
        super().__init__(data, initial=vars(facts) | {"seen": facts.mark})
        self.edition = edition

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            for name, fault in faults_of_edition(self.facts(), self.edition).items():
                self.add_error(name, fault)
        return cleaned

    def facts(self) -> EditionFacts:
        """What was typed. Call when valid."""
        return EditionFacts(**{name: self.cleaned_data[name] for name in EditionFacts.__dataclass_fields__})


def _initial(course: Course) -> dict[str, Any]:
    """What the page does not ask as it is kept: a price as one writes it, a line for each tier."""
    found: dict[str, Any] = {"price": number_format(course.price, 2)}
    for number, (days, percentage) in enumerate(course.cancellation_tiers[:TIERS]):
        found |= {f"days{number}": days, f"percentage{number}": percentage}
    return found
