"""Every form and query of the site, filled in as it should be: what the corpus is typed into (promise P29)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType

from django import forms
from django.urls import reverse
from django.utils import timezone

from courses.facts.rules import CourseFacts, EditionFacts
from courses.models import Course, Edition, Room, Session, TrainerAssignment
from enrolments.models import SeatReservation
from evaluations import actions
from evaluations.models import Audience, Invitation
from evaluations.queries import Invitee
from people import clock, notice
from people.letters import rules, texts
from people.models import Message, Note, User
from tests import make
from tests.walk import access
from tests.walk.scene import Scene
from trainees.models import Traineeship

APPS = ("people", "courses", "enrolments", "trainees", "evaluations")
PARTS = {"people.forms.SignUpForm"}  # a library puts its own fields around ours
BASES = {
    *(
        "enrolments.seats.forms.KeptForm",
        "people.forms.WordsForm",
        "people.forms.NameForm",
        "courses.facts.forms.SeenForm",
    ),
    *("courses.forms.SpokenForm", "courses.forms.WhenAndWhereForm", "courses.forms.SlotForm"),
    *("trainees.forms.DayForm", "evaluations.forms.AnswerForm"),
}


@dataclass(frozen=True)
class Entrance:
    """One form: who fills it in, what with, and which kind of value each field takes."""

    name: str
    role: str
    address: str
    data: dict[str, str]
    kinds: dict[str, str]
    form: str = ""  # the class that reads it
    method: str = "POST"
    keeps: tuple[str, ...] = ()  # model, and the fields that hold what was typed
    names: dict[str, str] = field(default_factory=dict)  # field of the model -> field of the form
    files: dict[str, bytes] = field(default_factory=dict)  # field -> what is in its file; `data` has its name
    row: str = ""  # the number of the row that the form changes; empty: the newest


def entrances(scene: Scene) -> list[Entrance]:
    """All forms, on the things of `scene` and some of their own."""
    if not User.objects.filter(email="anna@example.org").exists():
        make.account("anna@example.org")
    found = [*_of_visitors(), *_of_people(scene), *_of_planners(scene), *_of_guides(scene), *_of_writers(scene)]
    people = [_of_employer(scene), _together(scene), _of_offer(scene), _of_contact(scene), *_of_seats(scene)]
    return [*found, *people, *_of_administrators(scene)]


def gaps(scene: Scene) -> dict[str, str]:
    """What goes into the gaps of values that are typed together."""
    today = clock.today()
    return {
        "today": f"{today}",
        "yesterday": f"{today - timedelta(days=1)}",
        "tomorrow": f"{today + timedelta(days=1)}",
        "three years on": f"{today + timedelta(days=3 * 366)}",
        "organisation": scene.things["organisation"],
        "trainer": f"{scene.people[access.TRAINER].pk}",
    }


def form_classes() -> set[str]:
    """The names of all form classes of the house."""
    return {
        f"{module.__name__}.{name}"
        for app in APPS
        for module in _rooms(app)
        for name, thing in vars(module).items()
        if isinstance(thing, type) and issubclass(thing, forms.BaseForm) and thing.__module__ == module.__name__
    }


def addresses(scene: Scene) -> Sequence[tuple[str, str]]:
    """(role, address with a gap) of pages that are named by something in their address."""
    return [
        (access.VISITOR, "/aanbod/{}/"),
        (access.VISITOR, "/uitvoeringen/{}/"),
        (access.PARTICIPANT, "/uitvoeringen/{}/inschrijven/"),
        (access.VISITOR, "/evaluatie/{}/"),
        (access.VISITOR, "/agenda/mijn/{}.ics"),
        (access.VISITOR, "/agenda/zaal/{}.ics"),
        (access.TRAINER, "/bijeenkomsten/{}/aanwezigheid/"),
        (access.TRAINER, "/mijn/docent/{}/"),
        (access.PLANNER, "/planning/bijeenkomsten/{}/wijzigen/"),
        (access.PLANNER, "/planning/nieuw/{}/"),
        (access.PLANNER, "/planning/uitvoeringen/{}/deelnemers/"),
        (access.PLANNER, "/planning/uitvoeringen/{}/plaatsen/"),
        (access.COORDINATOR, "/traineeship/{}/"),
        (access.COORDINATOR, "/evaluaties/{}/"),
        (access.COORDINATOR, "/advies/{}/"),
        (access.COORDINATOR, f"/advies/{scene.things['advice']}/{{}}/"),
    ]


def _rooms(app: str) -> Iterator[ModuleType]:
    """Every module of `app` called forms or filters, wherever it lies."""
    house = import_module(app)
    for found in walk_packages(house.__path__, f"{app}."):
        if found.name.rpartition(".")[2] in ("forms", "filters"):
            yield import_module(found.name)


def _of_visitors() -> list[Entrance]:
    person = {"given_name": "Anna", "infix": "van", "family_name": "Berg", "email": "nieuw@example.org"}
    signs_up = person | {"password1": make.PASSWORD, "next": "/aanbod/"}
    kinds = {"given_name": "name", "infix": "name", "family_name": "name", "email": "address", "password1": "text"}
    named = ("people.User", "given_name", "infix", "family_name", "email")
    account = "account/"
    return [
        Entrance(
            "catalogue",
            access.VISITOR,
            reverse("enrolments:catalogue"),
            {},
            {"zoek": "text", "soort": "choice", "doelgroep": "choice", "gebied": "choice"}
            | {"vanaf": "day", "vrij": "choice"},
            form="enrolments.forms.CatalogueFilter",
            method="GET",
        ),
        *(
            Entrance(
                name,
                access.VISITOR,
                reverse(f"enrolments:{name}"),
                {},
                {"zoek": "text", "soort": "choice", "doelgroep": "choice", "gebied": "choice"}
                | {"vanaf": "day", "vrij": "choice", "taal": "choice"},
                form="enrolments.forms.OfferFilter",
                method="GET",
            )
            for name in ("offer_json", "offer_atom")
        ),
        Entrance(
            "agenda",
            access.VISITOR,
            reverse("courses:agenda"),
            {},
            {"soort": "choice", "gebied": "choice"},
            form="courses.forms.AgendaFilter",
            method="GET",
        ),
        Entrance(
            "feed",
            access.VISITOR,
            reverse("courses:public_feed"),
            {},
            {"soort": "choice", "gebied": "choice", "taal": "choice"},
            form="courses.forms.FeedFilter",
            method="GET",
        ),
        Entrance(
            "sign up", access.VISITOR, f"/{account}signup/", signs_up, kinds | {"next": "place"},
            form="people.forms.SignUpForm", keeps=named,
        ),
        Entrance(
            "sign in",
            access.VISITOR,
            reverse("account_login"),
            {"login": "anna@example.org", "password": make.PASSWORD, "next": "/aanbod/"},
            {"login": "address", "password": "text", "next": "place"},
        ),
        Entrance(
            "ask a code",
            access.VISITOR,
            reverse("account_request_login_code"),
            {"email": "anna@example.org"},
            {"email": "address", "next": "place"},
        ),
        Entrance(
            "reset", access.VISITOR, reverse("account_reset_password"), {"email": "a@example.org"}, {"email": "address"}
        ),
        Entrance(
            "language",
            access.VISITOR,
            reverse("set_language"),
            {"language": "en", "next": "/aanbod/"},
            {"language": "choice", "next": "place"},
        ),
    ]  # fmt: skip  # one entrance, one look


def _of_people(scene: Scene) -> list[Entrance]:
    questions = make.questionnaire(make.question(audiences=[Audience.TRAINEE]), for_editions=False)
    trainee = scene.people[access.TRAINEE]
    cohort = trainee.traineeships.get().cohort
    named = make.round(questions, people=[Invitee(trainee, Audience.TRAINEE)], cohort=cohort, anonymous=False)
    round = make.round()
    mark, open_question = round.questionnaire.questions.all()
    (grade,) = questions.questions.all()
    enrol = reverse("enrolments:enrol", args=[scene.things["announced"]])
    return [
        Entrance(
            "enrol",
            access.CONTACT,
            enrol,
            {},  # a press of the button is enough
            {"key": "choice", "opmerking": "text", "cost_centre": "text", "seen": "text"},
            form="enrolments.cancelling.forms.CostCentreForm",
            keeps=("enrolments.Enrolment", "cost_centre"),
        ),
        Entrance(
            "withdraw",
            access.PARTICIPANT,
            reverse("enrolments:withdraw", args=[scene.things["announced"]]),
            {},  # the same
            {"cause": "choice", "seen": "number"},
            form="enrolments.cancelling.forms.WithdrawForm",
        ),
        _answering("answer", make.invitations(round)[0], {f"q{mark.pk}": "choice", f"q{open_question.pk}": "text"}),
        _answering("named answer", make.invitations(named)[0], {f"q{grade.pk}": "choice"} | _WHO),
    ]


_WHO = {"given_by": "name", "function": "name"}


def _answering(name: str, invitation: Invitation, kinds: dict[str, str]) -> Entrance:
    data = {field: {"choice": "7", "text": "Goed.", "name": "Anna"}[kind] for field, kind in kinds.items()}
    keeps = ("evaluations.NamedAnswer", *_WHO) if "given_by" in kinds else ()
    address = reverse("evaluations:answer", args=[actions.new_link(invitation)])
    return Entrance(name, access.VISITOR, address, data, kinds, form="evaluations.forms.AnswerForm", keeps=keeps)


def _of_planners(scene: Scene) -> list[Entrance]:
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
        _answer_of_trainer(scene),
        Entrance(
            "materials",
            access.PLANNER,
            reverse("courses:set_materials", args=[over.code]),
            {"materials_url": "https://nipv.example/pgs31", "seen": over.materials_url},
            {"materials_url": "web", "seen": "text"},
            form="courses.forms.MaterialsForm",
        ),
        *_of_kept_seats(scene),
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
        *_desk(),
        *_notes(scene),
        Entrance(
            "needs",
            access.PARTICIPANT,
            reverse("enrolments:say_needs", args=[scene.things["announced"]]),
            {"words": "Geen noten"},
            {"words": "text"},
            form="enrolments.needs.forms.NeedsForm",
            keeps=("enrolments.Needs", "words"),
        ),
        *_of_workshops(scene),
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


def _of_seats(scene: Scene) -> list[Entrance]:
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


def _answer_of_trainer(scene: Scene) -> Entrance:
    """A trainer declines what was accepted before."""
    edition = Edition.objects.get(code=scene.things["announced"])
    asked = TrainerAssignment.objects.get(session__edition=edition, trainer=scene.people[access.TRAINER])
    return Entrance(
        "teaching",
        access.TRAINER,
        reverse("courses:teaching", args=[edition.code]),
        {f"answer{asked.pk}": "declined", f"seen{asked.pk}": "0", "reason": "Dan ben ik op reis."},
        {f"answer{asked.pk}": "choice", f"seen{asked.pk}": "number", "reason": "text", "all": "choice"},
        form="courses.trainers.forms.AnswerForm",
        keeps=("courses.TrainerAssignment", "reason"),
        row=f"{asked.pk}",
    )


def _of_guides(scene: Scene) -> list[Entrance]:
    trip = Traineeship.objects.get(pk=scene.things["traineeship"])
    yesterday = f"{clock.today() - timedelta(days=1)}"
    return [
        Entrance(
            "tick",
            access.SUPERVISOR,
            reverse("trainees:tick", args=scene.things["item"].split()),
            {"day": yesterday, "seen": ""},
            {"day": "day", "seen": "text"},
            form="trainees.forms.DayForm",
            keeps=("trainees.ItemProgress", "done_on"),
        ),
        Entrance(
            "meeting",
            access.SUPERVISOR,
            reverse("trainees:hold_meeting", args=[trip.pk]),
            {"day": yesterday, "month": "3", "agreements": "Doorgaan.", "seen": ""},
            {"day": "day", "month": "number", "agreements": "text", "seen": "text"},
            form="trainees.forms.MeetingForm",
            keeps=("trainees.ProgressMeeting", "month", "agreements"),
        ),
        Entrance(
            "cohort", access.COORDINATOR, reverse("trainees:cohort"), {}, {"stand": "choice"}, method="GET"
        ),
    ]  # fmt: skip  # the same


def _of_writers(scene: Scene) -> list[Entrance]:
    cohort = Traineeship.objects.get(pk=scene.things["traineeship"]).cohort
    asked = make.questionnaire(make.question(audiences=[Audience.TRAINEE]))
    advice, until = scene.things["advice"], f"{clock.today() + timedelta(days=30)}"
    round = make.round()
    question = round.questionnaire.questions.all()[0]
    return [
        Entrance(
            "round",
            access.COORDINATOR,
            reverse("evaluations:new_round"),
            {"questionnaire": f"{asked.pk}", "cohort": f"{cohort.pk}", "audience": Audience.TRAINEE, "how": "named"}
            | {"closes_on": until},
            {"questionnaire": "choice", "cohort": "choice", "audience": "choice", "how": "choice", "closes_on": "day"},
            form="evaluations.forms.RoundForm",
        ),
        Entrance(
            "advice",
            access.COORDINATOR,
            reverse("evaluations:new_advice"),
            {"cohort": f"{cohort.pk}", "title": "Advies", "question": "Gaan we door?", "due_on": until},
            {"cohort": "choice", "title": "text", "question": "text", "due_on": "day"},
            form="evaluations.forms.AdviceForm",
            keeps=("evaluations.Advice", "title", "question"),
        ),
        Entrance(
            "section",
            access.COORDINATOR,
            reverse("evaluations:write_section", args=scene.things["section"].split()),
            {"text": "Het kost weinig.", "version": "1"},
            {"text": "text", "version": "number"},
            form="evaluations.forms.SectionForm",
        ),
        Entrance(
            "yardstick",
            access.COORDINATOR,
            reverse("evaluations:add_yardstick", args=[advice]),
            {"kind": "criterion", "text": "Haalbaar"},
            {"kind": "choice", "text": "text"},
            form="evaluations.forms.YardstickForm",
            keeps=("evaluations.Yardstick", "text"),
        ),
        Entrance(
            "evidence",
            access.COORDINATOR,
            reverse("evaluations:insert_result", args=[advice]),
            {"round": f"{round.pk}", "question": f"{question.pk}"},
            {"round": "choice", "question": "number"},
            form="evaluations.forms.EvidenceForm",
        ),
        Entrance(
            "indicators", access.COORDINATOR, reverse("evaluations:indicators"), {}, {"jaar": "number"}, method="GET"
        ),
    ]  # fmt: skip  # the same


def _of_employer(scene: Scene) -> Entrance:
    return Entrance(
        "decision",
        access.CONTACT,
        reverse("enrolments:approval", args=[scene.things["request"]]),
        {"decision": "decline", "reason": "Er is dit jaar geen geld voor."},
        {"decision": "choice", "reason": "text"},
        form="enrolments.approval.forms.DecisionForm",
        keeps=("enrolments.Approval", "reason"),
    )


def _together(scene: Scene) -> Entrance:
    return Entrance(
        "together",
        access.CONTACT,
        reverse("enrolments:decide_together"),
        {"wie": scene.things["request"], "decision": "decline", "reason": "Er is dit jaar geen geld voor."},
        {"wie": "choice", "decision": "choice", "reason": "text"},
        form="enrolments.approval.forms.TogetherForm",
        keeps=("enrolments.Approval", "reason"),
    )


def _of_offer(scene: Scene) -> Entrance:
    return Entrance(
        "offer",
        access.VISITOR,
        reverse("enrolments:offer_by_link", args=[scene.things["offer link"]]),
        {"answer": "refuse"},
        {"answer": "choice"},
        form="enrolments.seat_offer.forms.OfferForm",
    )


def _desk() -> list[Entrance]:
    """What a planner does for several participants, each time for one."""
    enrolment = make.enrolment()
    address = reverse("enrolments:desk", args=[enrolment.edition.code])
    chosen, kinds = {"wie": f"{enrolment.pk}", "step": "preview"}, {"wie": "choice", "deed": "choice", "step": "choice"}
    mail = {"deed": "mail", "subject": "Andere ingang", "body": "Kom achterom."}
    of_mail = {"subject": "text", "body": "text", "draft": "choice", "iedereen": "choice"}
    form = "enrolments.desk.forms.DeskForm"
    return [
        Entrance("desk", access.PLANNER, address, chosen | mail, kinds | of_mail, form=form),
        Entrance(
            "desk withdraws",
            access.PLANNER,
            address,
            chosen | {"deed": "withdraw", "step": "do", "remark": "Ziek gemeld."},
            kinds | {"remark": "text", "seen": "number"},
            form=form,
        ),
    ]


def _notes(scene: Scene) -> list[Entrance]:
    data = {"text": "Bellen over de zaal", "assigned_to": f"{scene.people[access.PLANNER].pk}"}
    due, kinds = {"due": f"{clock.today() + make.AHEAD}"}, {"text": "text", "assigned_to": "choice", "due": "day"}
    note = Note.objects.get(pk=scene.things["note"])
    return [
        Entrance(
            "new note",
            access.PLANNER,
            reverse("enrolments:notes", args=[scene.things["announced"]]),
            data | due | {"over": ""},
            kinds | {"over": "choice"},
            form="enrolments.notes.forms.NewNoteForm",
            keeps=("people.Note", "text"),
        ),
        Entrance(
            "note",
            access.PLANNER,
            reverse("enrolments:note", args=[note.pk]),
            data | due | {"seen": note.seen},
            kinds | {"seen": "text"},
            form="enrolments.notes.forms.NoteForm",
        ),
    ]


def _seen_draft(scene: Scene) -> str:
    draft = Message.objects.get(pk=scene.things["draft"])
    return rules.version(draft.subject, draft.body)


def _seen_text() -> str:
    return rules.version(*texts.to_edit("enrolment_waiting", "en", None))


def _of_contact(scene: Scene) -> Entrance:
    return Entrance(
        "group",
        access.CONTACT,
        reverse("enrolments:enrol_colleagues", args=[scene.things["announced"]]),
        {"adressen": scene.people[access.MANAGER].email, "zoek": "", "wie": f"{scene.people[access.AREA].pk}"}
        | {"bestand": "lijst.csv"},
        {"adressen": "text", "zoek": "text", "wie": "choice", "deed": "choice", "bestand": "file"}
        | {"kostenplaats": "text", "gezien": "text"},
        form="enrolments.group.forms.GroupForm",
        files={"bestand": f"E-mail\n{scene.people[access.MANAGER].email}\n".encode()},
    )


def _of_workshops(scene: Scene) -> list[Entrance]:
    """A workshop at an hour when nothing else is on, and how many seats it has."""
    seat = make.enrolment(scene.people[access.PARTICIPANT])
    workshop = make.session(seat.edition, hours=(18, 20), by_choice=True, capacity=4)
    field = f"om{timezone.localtime(workshop.starts_at):%Y%m%d%H%M}"
    return [
        Entrance(
            "workshops",
            access.PARTICIPANT,
            reverse("enrolments:choose_workshops", args=[seat.edition.code]),
            {field: f"{workshop.pk}"},
            {field: "choice"},
            form="enrolments.workshops.forms.ChoiceForm",
            keeps=("enrolments.SessionChoice",),
        ),
        Entrance(
            "own seats",
            access.PLANNER,
            reverse("enrolments:set_own_seats", args=[workshop.pk]),
            {"seats": "5", "seen": "4"},
            {"seats": "number", "seen": "number"},
            form="enrolments.workshops.forms.OwnSeatsForm",
            keeps=("courses.Session", "capacity"),
            names={"capacity": "seats"},
            row=f"{workshop.pk}",
        ),
    ]


def _of_kept_seats(scene: Scene) -> list[Entrance]:
    """What becomes of the seat of the participant, and who is invited."""
    here, seat = scene.people[access.MANAGER].email, scene.things["seat"]
    there = make.edition(Course.objects.get(slug=scene.things["course"]), starts_on=clock.today() + 3 * make.AHEAD)
    return [
        Entrance(
            "substitute",
            access.CONTACT,
            reverse("enrolments:substitute", args=[seat]),
            {"adres": here},
            {"adres": "address"},
            form="enrolments.substitution.forms.SubstituteForm",
        ),
        Entrance(
            "move",
            access.PARTICIPANT,
            reverse("enrolments:move", args=[seat]),
            {"naar": f"{there.pk}"},
            {"naar": "choice"},
            form="enrolments.moving.forms.MoveForm",
        ),
        Entrance(
            "invite",
            access.PLANNER,
            reverse("enrolments:invitations", args=[scene.things["closed"]]),
            {"adressen": here, "zoek": "", "wie": f"{scene.people[access.AREA].pk}"},
            {"adressen": "text", "zoek": "text", "wie": "choice", "deed": "choice"},
            form="enrolments.invitations.forms.InviteForm",
        ),
    ]


def _of_administrators(scene: Scene) -> list[Entrance]:
    person, organisation = scene.things["person"], scene.things["organisation"]
    today, later = f"{clock.today()}", f"{clock.today() + timedelta(days=60)}"
    name = {"given_name": "Anna", "infix": "van", "family_name": "Berg"}
    grant = {"rol-role": "planner", "rol-organisation": "", "rol-area": "", "rol-valid_from": today}
    work = {"werk-organisation": f"{make.organisation().pk}", "werk-function": "Adviseur", "werk-manager_address": ""}
    return [
        Entrance(
            "persons",
            access.ADMINISTRATOR,
            reverse("people:persons"),
            {},
            {"zoek": "text", "rol": "choice", "toegang": "choice", "sort": "text", "page": "number"},
            form="people.filters.Optional",
            method="GET",
        ),
        Entrance(
            "own name",
            access.READER,
            reverse("people:my_details"),
            name | {"seen": scene.people[access.READER].name_mark},
            dict.fromkeys(name, "name") | {"seen": "text"},
            form="people.forms.CorrectNameForm",
        ),
        Entrance(
            "own deputy",
            access.MANAGER,
            reverse("people:name_my_deputy"),
            {"waarneming-deputy": f"{scene.people[access.CONTACT].pk}"} | _days("waarneming"),
            {"waarneming-deputy": "choice", "waarneming-valid_from": "day", "waarneming-valid_until": "day"},
            form="people.forms.DeputyForm",
        ),
        Entrance(
            "deputy",
            access.ADMINISTRATOR,
            reverse("people:name_deputy", args=[person]),
            {"waarneming-deputy": scene.people[access.COACH].email, "waarneming-covers": "employer"}
            | _days("waarneming"),
            {"waarneming-deputy": "address", "waarneming-covers": "choice"}
            | {"waarneming-valid_from": "day", "waarneming-valid_until": "day"},
            form="people.forms.DeputyOfAnotherForm",
        ),
        Entrance(
            "privacy notice",
            access.READER,
            reverse("people:privacy_notice"),
            {"version": f"{notice.present().number}", "next": "/mijn/"},
            {"version": "number", "next": "text"},
        ),
        Entrance(
            "grant",
            access.ADMINISTRATOR,
            reverse("people:grant_role", args=[person]),
            grant | {"rol-valid_until": later},
            {"rol-role": "choice", "rol-organisation": "choice", "rol-area": "choice"}
            | {"rol-edition": "text", "rol-traineeship": "address"}
            | {"rol-valid_from": "day", "rol-valid_until": "day"},
            form="people.forms.GrantForm",
        ),
        Entrance(
            "affiliation",
            access.ADMINISTRATOR,
            reverse("people:add_affiliation", args=[person]),
            work | {"werk-valid_from": today, "werk-valid_until": ""},
            {"werk-organisation": "choice", "werk-function": "text", "werk-manager_address": "address"}
            | {"werk-valid_from": "day", "werk-valid_until": "day"},
            form="people.forms.AffiliationForm",
            keeps=("people.Affiliation", "function"),
            names={"function": "werk-function"},
        ),
        Entrance(
            "last day",
            access.ADMINISTRATOR,
            reverse("people:end_affiliation", args=scene.things["affiliation"].split()),
            {"last_day": today, "seen": ""},
            {"last_day": "day", "seen": "text"},
            form="people.forms.LastDayForm",
        ),
        Entrance(
            "paper",
            access.ADMINISTRATOR,
            reverse("people:add_paper", args=[organisation]),
            {"file": "brief.pdf"},
            {"file": "file"},
            form="people.forms.PaperForm",
            keeps=("people.StoredFile", "name"),
            names={"name": "file"},
            files={"file": make.PDF},
        ),
        Entrance(
            "ending",
            access.ADMINISTRATOR,
            reverse("people:end_organisation", args=[organisation]),
            {"last_day": later, "successor": ""},
            {"last_day": "day", "successor": "choice"},
            form="people.forms.EndingForm",
        ),
    ]


def _days(prefix: str) -> dict[str, str]:
    """Today and tomorrow, as a form with this prefix asks them."""
    today = clock.today()
    return {f"{prefix}-valid_from": f"{today}", f"{prefix}-valid_until": f"{today + timedelta(days=1)}"}
