"""What planners fill in: editions, sessions, rooms, facts and mail."""

from datetime import timedelta

from django.urls import reverse

from courses.facts.rules import CourseFacts, EditionFacts
from courses.models import Course, Edition, Room, Session
from enrolments.models import SeatReservation
from people import clock
from people.letters import rules, texts
from people.models import Message
from tests import make
from tests.walk import access
from tests.walk.entrances.entrance import Entrance
from tests.walk.entrances.everyone import answer_of_trainer
from tests.walk.entrances.seats import desk, notes, of_kept_seats, of_workshops
from tests.walk.scene import Scene


def of_planners(scene: Scene) -> list[Entrance]:
    course = Course.objects.get(slug=scene.things["course"])
    pattern = make.pattern_session(course)
    day = clock.today() + make.AHEAD
    over = make.over_edition(trainers=[scene.people[access.TRAINER]])
    attendee = make.enrolment(edition=over)
    rows = {"form-TOTAL_FORMS": "number", "form-INITIAL_FORMS": "number", "form-0-pattern": "choice"}
    rows |= {"form-0-day": "day", "form-0-starts": "clock", "form-0-ends": "clock", "form-0-room": "choice"}
    rows |= {"form-0-own_seats": "number"}
    stamp = {
        **{"first_day": f"{day}", "delivery": "classroom", "capacity": "12", "minimum": "3", "deed": "save"},
        **{"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-pattern": f"{pattern.pk}"},
        **{"form-0-day": f"{day}", "form-0-starts": "09:00", "form-0-ends": "17:00", "form-0-room": ""},
    }
    return [
        Entrance(
            "stamp",
            access.PLANNER,
            reverse("enrolments:stamp", args=[course.slug]),
            stamp,
            {"first_day": "day", "delivery": "choice", "capacity": "number", "minimum": "number", "deed": "choice"}
            | {"by_invitation": "choice"}
            | rows
            | {"form-0-trainers": "choice"},
            form="courses.forms.StampForm",
            keeps=("courses.Edition", "capacity", "minimum", "delivery"),
        ),
        _stamp_of_two(scene, stamp),
        _change(scene),
        *_of_facts(scene),
        answer_of_trainer(scene),
        Entrance(
            "materials",
            access.PLANNER,
            reverse("courses:set_materials", args=[over.code]),
            {"materials_url": "https://nipv.example/pgs31", "seen": over.materials_url},
            {"materials_url": "web", "seen": "text"},
            form="courses.forms.MaterialsForm",
        ),
        *of_kept_seats(scene),
        Entrance(
            "participants",
            access.PLANNER,
            reverse("enrolments:participants", args=[over.code]),
            {},
            {"zoek": "text", "stand": "choice", "organisatie": "choice", "sort": "text", "page": "number"}
            | {"gebied": "choice", "notitie": "choice", "export": "choice"},
            form="people.filters.Optional",
            method="GET",
        ),
        *desk(),
        *notes(scene),
        Entrance(
            "needs",
            access.PARTICIPANT,
            reverse("enrolments:say_needs", args=[scene.things["announced"]]),
            {"words": "Geen noten"},
            {"words": "text"},
            form="enrolments.needs.forms.NeedsForm",
            keeps=("enrolments.Needs", "words"),
        ),
        *of_workshops(scene),
        Entrance(
            "attendants",
            access.PARTICIPANT,
            reverse("enrolments:attendants", args=[scene.things["announced"]]),
            {"lijst": "op"},
            {"lijst": "choice"},
            form="enrolments.attendants.forms.ListForm",
            keeps=("enrolments.Attendant",),
        ),
        Entrance(
            "letters",
            access.PLANNER,
            reverse("people:letters"),
            {},
            {"zoek": "text", "stand": "choice", "soort": "choice", "sort": "text", "page": "number"},
            form="people.filters.Optional",
            method="GET",
        ),
        Entrance(
            "letter",
            access.PLANNER,
            reverse("people:edit_letter", args=[scene.things["draft"]]),
            {"subject": "Over de les", "body": "Tot dan.", "seen": _seen_draft(scene)},
            {"subject": "text", "body": "text", "seen": "text"},
            form="people.forms.LetterForm",
            keeps=("people.Message", "subject", "body"),
            row=scene.things["draft"],
        ),
        Entrance(
            "text",
            access.PLANNER,
            reverse("people:edit_text", args=["enrolment_waiting", "en"]),
            {"subject": "Please wait, {naam}", "body": "Number {plaats}.", "seen": _seen_text()},
            {"subject": "text", "body": "text", "seen": "text"},
            form="people.forms.TextForm",
            keeps=("people.MailText", "subject", "body"),
        ),
        Entrance(
            "text to see",
            access.PLANNER,
            reverse("people:preview_text", args=["enrolment_waiting", "en"]),
            {"subject": "Please wait, {naam}", "body": "Number {plaats}.", "seen": _seen_text()},
            {"subject": "text", "body": "text", "seen": "text"},
            form="people.forms.TextForm",
        ),
        Entrance(
            "held kinds",
            access.PLANNER,
            reverse("people:hold_kinds"),
            {"seen": rules.choice([])},  # nothing chosen is a choice too
            {"kinds": "choice", "seen": "text"},
            form="people.forms.HeldKindsForm",
        ),
        Entrance(
            "wanted kinds",
            access.PARTICIPANT,
            reverse("people:choose_kinds"),
            {},  # nothing chosen is a choice too
            {"kinds": "choice"},
            form="people.forms.WantedKindsForm",
        ),
        Entrance(
            "attendance",
            access.TRAINER,
            reverse("enrolments:attendance", args=[over.sessions.get().pk]),
            {f"mark{attendee.pk}": "present", f"seen{attendee.pk}": ""},
            {f"mark{attendee.pk}": "choice", f"seen{attendee.pk}": "choice", "all": "choice"},
            form="enrolments.attendance.forms.AttendanceForm",
            keeps=("enrolments.Attendance", "status"),
        ),
    ]


def _stamp_of_two(scene: Scene, stamp: dict[str, str]) -> Entrance:
    """An edition of two meetings on one day in one room, published at once; only typed into together."""
    course = make.course()
    make.qualification(scene.people[access.TRAINER])
    first, second = make.pattern_session(course), make.pattern_session(course, hours=(13, 17))
    room = f"{make.room(50).pk}"
    later = {name.replace("-0-", "-1-"): text for name, text in stamp.items() if "-0-" in name}
    data = stamp | later | {"deed": "publish", "form-TOTAL_FORMS": "2", "form-0-room": room, "form-1-room": room}
    data |= {"form-0-pattern": f"{first.pk}", "form-1-pattern": f"{second.pk}"}
    data |= {"form-0-ends": "12:00", "form-1-starts": "13:00"}
    address = reverse("enrolments:stamp", args=[course.slug])
    return Entrance("stamp of two", access.PLANNER, address, data, {}, form="courses.forms.StampForm")


def of_seats(scene: Scene) -> list[Entrance]:
    """Seats kept, changed, and more of them."""
    code, pk = scene.things["reservation"].split()
    edition = Edition.objects.get(code=code)
    day = edition.starts_on - timedelta(days=1)
    here = SeatReservation.objects.get(pk=pk)
    return [
        Entrance(
            "capacity",
            access.PLANNER,
            reverse("enrolments:seats", args=[code]),
            {"capacity": "14", "seen": f"{edition.capacity}"},
            {"capacity": "number", "seen": "number"},
            form="enrolments.seats.forms.CapacityForm",
            keeps=("courses.Edition", "capacity"),
            row=f"{edition.pk}",
        ),
        Entrance(
            "kept seats",
            access.PLANNER,
            reverse("enrolments:keep_seats", args=[code]),
            {"wie": f"organisation:{scene.things['organisation']}", "seats": "1", "released_on": f"{day}"},
            {"wie": "choice", "seats": "number", "released_on": "day"},
            form="enrolments.seats.forms.KeepForm",
            keeps=("enrolments.SeatReservation", "seats", "released_on"),
        ),
        Entrance(
            "changed reservation",
            access.PLANNER,
            reverse("enrolments:change_reservation", args=[code, pk]),
            {"seats": "2", "released_on": f"{day}", "seen": here.version},
            {"seats": "number", "released_on": "day", "seen": "text"},
            form="enrolments.seats.forms.ReservationForm",
            keeps=("enrolments.SeatReservation", "seats", "released_on"),
            row=pk,
        ),
    ]


def _change(scene: Scene) -> Entrance:
    """An announced session moves to another day, with another trainer."""
    session = Session.objects.get(pk=scene.things["session"])
    other = make.user()
    make.qualification(other)
    kinds = {"day": "day", "starts": "clock", "ends": "clock", "room": "choice", "online_url": "web"}
    return Entrance(
        "change session",
        access.PLANNER,
        reverse("enrolments:change_session", args=[session.pk]),
        {
            **{"day": f"{clock.today() + make.AHEAD * 3}", "starts": "10:00", "ends": "16:00", "deed": "save"},
            **{"room": f"{Room.objects.all()[0].pk}", "online_url": "", "trainers": f"{other.pk}", "seen": "0"},
        },
        kinds | {"trainers": "choice", "seen": "number", "deed": "choice"},
        form="courses.forms.SessionForm",
        keeps=("courses.Session", "online_url"),
        row=f"{session.pk}",
    )


def _of_facts(scene: Scene) -> list[Entrance]:
    """What is said of a course and an edition, and what ends one."""
    course = make.course()
    edition, lost = make.edition(course), make.edition()
    numbers = ("leave_days_before", "capacity", "minimum", "closes_days_before", "offer_hours")
    tiers = {f"{name}{number}": "number" for name in ("days", "percentage") for number in range(3)}
    money = {"price": "450", "funding": "market", "days0": "28", "percentage0": "0", "days1": "14"}
    counts = {"percentage1": "50", "leave_days_before": "2", "capacity": "16", "minimum": "8", "offer_hours": "0"}
    today, later = f"{clock.today()}", f"{clock.today() + timedelta(days=20)}"
    window = {"enrol_from": today, "enrol_until": later, "decide_by": later, "minimum": "4"}
    people = ("enrolled", "requested", "waiting", "offered", "trainers")
    return [
        Entrance(
            "course facts",
            access.OWNER,
            reverse("enrolments:edit_course", args=[course.slug]),
            money
            | counts
            | {"closes_days_before": "7", "bring": "Een laptop", "bring_en": "A laptop"}
            | {"seen": CourseFacts.of(Course.objects.get(pk=course.pk)).mark},
            {"price": "text", "funding": "choice", "needs_approval": "choice", "bring": "text", "bring_en": "text"}
            | dict.fromkeys(numbers, "number")
            | tiers
            | {"seen": "text"},
            form="courses.facts.forms.CourseForm",
            keeps=("courses.Course", "bring", "bring_en", *numbers),
            row=f"{course.pk}",
        ),
        Entrance(
            "edition facts",
            access.PLANNER,
            reverse("courses:edit_edition", args=[edition.code]),
            window | {"seen": EditionFacts.of(edition).mark},
            {"enrol_from": "day", "enrol_until": "day", "decide_by": "day", "minimum": "number", "seen": "text"},
            form="courses.facts.forms.EditionForm",
            keeps=("courses.Edition", "enrol_from", "enrol_until", "decide_by", "minimum"),
            row=f"{edition.pk}",
        ),
        Entrance(
            "call off",
            access.PLANNER,
            reverse("enrolments:cancel_edition", args=[lost.code]),
            dict.fromkeys(people, "0") | {"reason": "Te weinig inschrijvingen."},
            dict.fromkeys(people, "number") | {"reason": "text"},
            form="enrolments.cancelling.forms.CallOffForm",
        ),
        Entrance(
            "waiver",
            access.COORDINATOR,
            reverse("enrolments:waive", args=[scene.things["late leaver"]]),
            {"reason": "U werd opgeroepen."},
            {"reason": "text"},
            form="enrolments.cancelling.forms.WaiverForm",
            keeps=("enrolments.Withdrawal", "waiver"),
            names={"waiver": "reason"},
        ),
        Entrance(
            "invoice lines",
            access.PLANNER,
            reverse("enrolments:invoice_lines"),
            {},
            {"vanaf": "day", "tot_en_met": "day", "organisatie": "choice", "financiering": "choice"}
            | {"waarvoor": "choice", "sort": "text", "page": "number", "export": "choice"},
            form="people.filters.Optional",
            method="GET",
        ),
    ]


def _seen_draft(scene: Scene) -> str:
    draft = Message.objects.get(pk=scene.things["draft"])
    return rules.version(draft.subject, draft.body)


def _seen_text() -> str:
    return rules.version(*texts.to_edit("enrolment_waiting", "en", None))
