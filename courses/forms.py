"""What people type on the first floor. Shape and cleaning only; `rules` decide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.forms.utils import from_current_timezone
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses import changes, queries
from courses.changes import SessionWish
from courses.models import Course, Edition, PatternSession, Room, Session
from courses.slot import Slot
from people.forms import NOT_LISTED, DayField, NumberField, require_plain_digits, visible
from people.models import Area, User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NOT_WHOLE = _("Dit formulier is niet heel aangekomen. Laad de pagina opnieuw.")
NO_PAGE = _("Vul het adres van een bladzijde in, zoals https://www.voorbeeld.nl/materiaal.")
LARGEST = 32767  # what a seat count can hold


def kinds() -> list[tuple[str, StrOrPromise]]:
    """The kinds of course to choose from, and none."""
    return [("", _("alle soorten")), *Course.Kind.choices]


def areas() -> list[tuple[str, StrOrPromise]]:
    """The six areas to choose from, and none. One query."""
    return [("", _("alle gebieden")), *Area.objects.values_list("code", "name")]


def in_language(chosen: dict[str, Any]) -> str:
    """The query of a feed with what was `chosen`, in the language of the page that names it."""
    language = translation.get_language()
    spoken = {"taal": language} if language != settings.LANGUAGE_CODE else {}
    return urlencode({name: value for name, value in chosen.items() if value} | spoken)


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
        self.areas = areas()
        choose_from(self, "gebied", self.areas)

    def wish(self) -> dict[str, str]:
        """Arguments for `queries.public_sessions`, once the form is valid."""
        return {"kind": self.cleaned_data["soort"], "area": self.cleaned_data["gebied"]}


class SpokenForm(forms.Form):
    """What a feed can be asked besides its filter: a language. Whoever fetches it has no cookie that says so."""

    taal = forms.ChoiceField(label=_("Taal"), choices=settings.LANGUAGES, required=False, error_messages=NOT_LISTED)

    @property
    def language(self) -> str:
        return str(self.cleaned_data["taal"] or settings.LANGUAGE_CODE)


class FeedFilter(AgendaFilter, SpokenForm):
    """The filter of the agenda's feed."""

    @property
    def name(self) -> str:
        """What a calendar program calls it: what was chosen is in its name. Of a valid form."""
        kind, area = self.cleaned_data["soort"], self.cleaned_data["gebied"]
        labels = [dict(kinds())[kind]] if kind else []
        labels += [dict(self.areas)[area]] if area else []
        return ", ".join([gettext("Leerlijn: agenda"), *map(str, labels)])


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
    by_invitation = forms.BooleanField(label=_("Besloten: alleen op uitnodiging"), required=False)

    def __init__(self, course: Course, data: Any = None) -> None:
        usual = {"capacity": course.capacity, "minimum": course.minimum, "delivery": Edition.Delivery.CLASSROOM}
        super().__init__(data, initial=usual)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("minimum", 0) > cleaned.get("capacity", LARGEST):
            self.add_error("minimum", _("Het minimum is hoger dan het aantal plaatsen."))
        return cleaned


class WebField(forms.URLField):
    """The address of a page, with or without its https; nothing in it hides or turns around where it leads."""

    default_error_messages = {"invalid": NO_PAGE}
    default_validators = [visible, URLValidator(schemes=["http", "https"])]

    def __init__(self, **options: Any) -> None:
        super().__init__(assume_scheme="https", **options)


class MaterialsForm(forms.Form):
    """Where those who were there find the material of an edition."""

    materials_url = WebField(
        label=_("Adres van het materiaal"),
        help_text=_("Laat leeg als er niets na te lezen is."),
        max_length=200,
        required=False,
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=200, required=False)

    def __init__(self, edition: Edition, data: Any = None) -> None:
        now = edition.materials_url
        super().__init__(data, initial={"materials_url": now, "seen": now})

    def clean(self) -> dict[str, Any]:
        """An empty field takes the address away; a field that is not there came from no page of ours."""
        if "materials_url" not in self.data:
            raise ValidationError(NOT_WHOLE)
        return super().clean() or self.cleaned_data


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


class WhenAndWhereForm(forms.Form):
    """When, where and by whom a session is held."""

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

    def choose_from(self, rooms: Iterable[Room], trainers: Iterable[User]) -> None:
        choose_from(self, "room", [("", _("geen zaal (online)")), *_named(rooms)])
        choose_from(self, "trainers", _named(trainers))

    def clean_trainers(self) -> list[int]:
        """Each once, also when somebody was sent twice."""
        return list(dict.fromkeys(self.cleaned_data["trainers"]))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        begin, end = self._moment("starts"), self._moment("ends")
        if begin and end and end <= begin:
            self.add_error("ends", _("Het einde moet na het begin liggen."))
        return cleaned | {"starts_at": begin, "ends_at": end}

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


class SlotForm(WhenAndWhereForm):
    """One session of a new edition, as the planner wants it."""

    pattern = forms.TypedChoiceField(coerce=int, widget=forms.HiddenInput, error_messages=NOT_LISTED)
    own_seats = NumberField(
        label=_("Workshop: aantal plaatsen"),
        min_value=1,
        max_value=LARGEST,
        required=False,
        help_text=_("Leeg: iedereen volgt deze bijeenkomst."),
    )

    def __init__(self, *args: Any, choices: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.known = choices
        choose_from(self, "pattern", [(str(pk), str(pk)) for pk in choices.pattern])
        self.choose_from(choices.rooms.values(), self._can_teach())

    @property
    def origin(self) -> PatternSession | None:
        """The session of the pattern that this row came from."""
        value = str(self["pattern"].value())
        return self.known.pattern.get(int(value)) if value.isdecimal() and len(value) < 19 else None

    def slot(self, seats: int) -> Slot:
        """What was typed, for an edition of so many `seats`. Call when valid."""
        cleaned, origin = self.cleaned_data, self.known.pattern[self.cleaned_data["pattern"]]
        own = cleaned["own_seats"] if self.add_prefix("own_seats") in self.data else _own_seats(origin, seats)
        return Slot(
            title=origin.title,
            title_en=origin.title_en,
            starts_at=cleaned["starts_at"],
            ends_at=cleaned["ends_at"],
            room=self.known.rooms[cleaned["room"]] if cleaned["room"] else None,
            trainers=tuple(self.known.trainers[pk] for pk in cleaned["trainers"]),
            seats=own or origin.capacity or seats,
            module=origin.module,
            by_choice=own is not None,
            capacity=own if own or origin.by_choice else origin.capacity,
        )

    def _can_teach(self) -> Sequence[User]:
        return self.known.qualified[self.origin.qualification_id] if self.origin else list(self.known.trainers.values())


class SlotForms(forms.BaseFormSet[SlotForm]):
    """The sessions of a new edition."""

    default_error_messages = {  # the rows are ours to make: who sends others did not use our page
        "missing_management_form": NOT_WHOLE,
        "too_many_forms": _("Het patroon van deze opleiding heeft %(num)d bijeenkomsten. Meer kunnen er niet bij."),
        "too_few_forms": _("Het patroon van deze opleiding heeft %(num)d bijeenkomsten."),
    }

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


class SessionForm(WhenAndWhereForm):
    """How a planner wants one session of an edition to be; `seen` is the version that the page showed."""

    online_url = WebField(
        label=_("Online adres"),
        max_length=200,
        required=False,
        error_messages={"invalid": _("Vul een volledig webadres in, dat begint met https://.")},
    )
    seen = NumberField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    field_order = ("day", "starts", "ends", "room", "online_url", "trainers", "seen")

    def __init__(self, session: Session, data: Any = None) -> None:
        """Three queries: the rooms, and who can teach or does."""
        now = changes.as_it_is(session)
        super().__init__(data, initial=_meeting(now) | {"online_url": now.online_url, "seen": session.sequence})
        self.all_rooms = {room.pk: room for room in Room.objects.select_related("location")}
        self.can_teach = {one.pk: one for one in (*now.trainers, *queries.trainers_for(None))}
        self.choose_from(self.all_rooms.values(), sorted(self.can_teach.values(), key=lambda one: one.sort_key))

    def wish(self) -> SessionWish:
        """What was typed. Call when valid."""
        cleaned = self.cleaned_data
        return SessionWish(
            starts_at=cleaned["starts_at"],
            ends_at=cleaned["ends_at"],
            room=self.all_rooms[cleaned["room"]] if cleaned["room"] else None,
            online_url=cleaned["online_url"],
            trainers=tuple(self.can_teach[pk] for pk in cleaned["trainers"]),
        )


def _own_seats(held: Slot | PatternSession, seats: int) -> int | None:
    """Of a workshop how many people can choose it; None: everybody in an edition of so many `seats` attends."""
    return (held.capacity or seats) if held.by_choice else None


def _initial(pattern: int, slot: Slot) -> dict[str, Any]:
    return {"pattern": pattern, "own_seats": _own_seats(slot, slot.seats), **_meeting(slot)}


def _meeting(held: Slot | SessionWish) -> dict[str, Any]:
    begin, end = timezone.localtime(held.starts_at), timezone.localtime(held.ends_at)
    return {
        "day": begin.date(),
        "starts": begin.time(),
        "ends": end.time(),
        "room": held.room.pk if held.room else "",
        "trainers": [trainer.pk for trainer in held.trainers],
    }


def _named(things: Iterable[Room] | Iterable[User]) -> list[tuple[str, StrOrPromise]]:
    return [(str(thing.pk), str(thing)) for thing in things]
