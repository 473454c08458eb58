"""What people type on the first floor. Shape and cleaning only; `rules` decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses import queries
from courses.models import Course, Edition, PatternSession, Room
from courses.slot import Slot
from people.forms import NOT_LISTED, DayField, NumberField, require_plain_digits
from people.models import Area, User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LARGEST = 32767  # what a seat count can hold


def kinds() -> list[tuple[str, StrOrPromise]]:
    """The kinds of course to choose from, and none."""
    return [("", _("alle soorten")), *Course.Kind.choices]


def areas() -> list[tuple[str, StrOrPromise]]:
    """The six areas to choose from, and none. One query."""
    return [("", _("alle gebieden")), *Area.objects.values_list("code", "name")]


def choose_from(form: forms.Form, name: str, choices: list[tuple[str, StrOrPromise]]) -> None:
    """Give a field its choices once per form; a function as `choices` would be asked at every turn."""
    cast(forms.ChoiceField, form.fields[name]).choices = choices


class AgendaFilter(forms.Form):
    """The filter of the agenda and its feed; every choice is optional."""

    all_optional = True

    soort = forms.ChoiceField(label=_("Soort"), choices=kinds, required=False, error_messages=NOT_LISTED)
    gebied = forms.ChoiceField(label=_("Gebied"), required=False, error_messages=NOT_LISTED)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        choose_from(self, "gebied", areas())

    def wish(self) -> dict[str, str]:
        """Arguments for `queries.public_sessions`, once the form is valid."""
        return {"kind": self.cleaned_data["soort"], "area": self.cleaned_data["gebied"]}


class ClockField(forms.TimeField):
    """A time of day, to the minute."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.TimeInput({"type": "time"}, format="%H:%M"), input_formats=["%H:%M", "%H:%M:%S"], **options
        )

    def to_python(self, value: Any) -> time | None:
        require_plain_digits(self, value)
        return super().to_python(value)


class StampForm(forms.Form):
    """What a planner decides about a new edition; the course fills it in beforehand."""

    first_day = DayField(label=_("Eerste dag"))
    delivery = forms.ChoiceField(label=_("Vorm"), choices=Edition.Delivery.choices, error_messages=NOT_LISTED)
    capacity = NumberField(label=_("Plaatsen"), min_value=1, max_value=LARGEST)
    minimum = NumberField(label=_("Minimum aantal deelnemers"), min_value=0, max_value=LARGEST)

    def __init__(self, course: Course, data: Any = None) -> None:
        usual = {"capacity": course.capacity, "minimum": course.minimum, "delivery": Edition.Delivery.CLASSROOM}
        super().__init__(data, initial=usual)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("minimum", 0) > cleaned.get("capacity", LARGEST):
            self.add_error("minimum", _("Het minimum is hoger dan het aantal plaatsen."))
        return cleaned


@dataclass(frozen=True)
class Choices:
    """What a planner can choose from, asked once for all rows."""

    pattern: dict[int, PatternSession]
    rooms: dict[int, Room]
    trainers: dict[int, User]
    qualified: dict[int | None, list[User]]  # qualification pk -> who can; None: everyone who can teach anything

    @classmethod
    def of(cls, course: Course) -> Choices:
        """One query for the pattern, one for the rooms, one per qualification the course asks."""
        pattern = {one.pk: one for one in course.pattern.select_related("module", "qualification")}
        needed = {one.qualification_id: one.qualification for one in pattern.values()}
        qualified = {pk: list(queries.trainers_for(need)) for pk, need in needed.items()}
        return cls(
            pattern=pattern,
            rooms={room.pk: room for room in Room.objects.select_related("location")},
            trainers={trainer.pk: trainer for can in qualified.values() for trainer in can},
            qualified=qualified,
        )


class SlotForm(forms.Form):
    """One session of a new edition, as the planner wants it."""

    pattern = forms.TypedChoiceField(coerce=int, widget=forms.HiddenInput, error_messages=NOT_LISTED)
    day = DayField(label=_("Dag"))
    starts = ClockField(label=_("Van"))
    ends = ClockField(label=_("Tot"))
    room = forms.TypedChoiceField(
        label=_("Zaal"), coerce=int, empty_value=None, required=False, error_messages=NOT_LISTED
    )
    trainers = forms.TypedMultipleChoiceField(
        label=_("Docenten"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=NOT_LISTED,
    )

    def __init__(self, *args: Any, choices: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.known = choices
        self.fields["pattern"].choices = [(pk, pk) for pk in choices.pattern]  # type: ignore[attr-defined]  # a choice field
        self.fields["room"].choices = [("", _("geen zaal (online)")), *_named(choices.rooms.values())]  # type: ignore[attr-defined]  # a choice field
        self.fields["trainers"].choices = _named(self._can_teach())  # type: ignore[attr-defined]  # a choice field

    @property
    def origin(self) -> PatternSession | None:
        """The session of the pattern that this row came from."""
        value = str(self["pattern"].value())
        return self.known.pattern.get(int(value)) if value.isdecimal() and len(value) < 19 else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        begin, end = self._moment("starts"), self._moment("ends")
        if begin and end and end <= begin:
            self.add_error("ends", _("Het einde moet na het begin liggen."))
        return cleaned | {"starts_at": begin, "ends_at": end}

    def slot(self, seats: int) -> Slot:
        """What was typed, for an edition of so many `seats`. Call when valid."""
        cleaned, origin = self.cleaned_data, self.known.pattern[self.cleaned_data["pattern"]]
        return Slot(
            title=origin.title,
            title_en=origin.title_en,
            starts_at=cleaned["starts_at"],
            ends_at=cleaned["ends_at"],
            room=self.known.rooms[cleaned["room"]] if cleaned["room"] else None,
            trainers=tuple(self.known.trainers[pk] for pk in cleaned["trainers"]),
            seats=origin.capacity or seats,
            module=origin.module,
            by_choice=origin.by_choice,
            capacity=origin.capacity,
        )

    def _can_teach(self) -> Sequence[User]:
        return self.known.qualified[self.origin.qualification_id] if self.origin else list(self.known.trainers.values())

    def _moment(self, field: str) -> datetime | None:
        """The typed day and time as a moment; an error at `field` for an hour that does not exist, or twice."""
        day, at = self.cleaned_data.get("day"), self.cleaned_data.get(field)
        if day is None or at is None:
            return None
        try:
            moment: datetime = from_current_timezone(datetime.combine(day, at))
        except ValidationError:
            self.add_error(field, _("Deze tijd bestaat niet, of twee keer, in de nacht waarin de klok verzet wordt."))
            return None
        return moment


class SlotForms(forms.BaseFormSet[SlotForm]):
    """The sessions of a new edition."""

    def slots(self, seats: int) -> list[Slot]:
        return [form.slot(seats) for form in self.forms]


def slot_forms(course: Course, *, data: Any = None, slots: Sequence[Slot] = ()) -> SlotForms:
    """The rows to fill in: from `data` that was sent, or from the `slots` of a proposal in the order of the pattern."""
    choices = Choices.of(course)
    size = len(choices.pattern)
    kind = forms.formset_factory(
        SlotForm, formset=SlotForms, extra=0, max_num=size, absolute_max=size, validate_max=True
    )
    initial = [_initial(pk, slot) for pk, slot in zip(choices.pattern, slots, strict=False)]
    rows = kind(data, initial=None if data is not None else initial, form_kwargs={"choices": choices})
    return cast(SlotForms, rows)


def _initial(pattern: int, slot: Slot) -> dict[str, Any]:
    begin, end = timezone.localtime(slot.starts_at), timezone.localtime(slot.ends_at)
    return {
        "pattern": pattern,
        "day": begin.date(),
        "starts": begin.time(),
        "ends": end.time(),
        "room": slot.room.pk if slot.room else "",
        "trainers": [trainer.pk for trainer in slot.trainers],
    }


def _named(things: Any) -> list[tuple[int, str]]:
    return [(thing.pk, str(thing)) for thing in things]
