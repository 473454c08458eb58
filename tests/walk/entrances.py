"""Every form and query of the site, filled in as it should be: what the corpus is typed into (promise P29)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module
from types import ModuleType

from django import forms
from django.urls import reverse

from courses.models import Course
from evaluations import actions
from evaluations.models import Audience, Invitation
from evaluations.queries import Invitee
from people import clock
from people.models import User
from tests import make
from tests.walk import access
from tests.walk.scene import Scene
from trainees.models import Traineeship

APPS = ("people", "courses", "enrolments", "trainees", "evaluations")
PARTS = {"people.forms.SignUpForm"}  # a library puts its own fields around ours
BASES = {"courses.forms.SlotForm", "trainees.forms.DayForm", "evaluations.forms.AnswerForm"}


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


def entrances(scene: Scene) -> list[Entrance]:
    """All forms, on the things of `scene` and some of their own."""
    if not User.objects.filter(email="anna@example.org").exists():
        make.account("anna@example.org")
    found = [*_of_visitors(), *_of_people(scene), *_of_planners(scene), *_of_guides(scene), *_of_writers(scene)]
    return [*found, _of_employer(scene), *_of_administrators(scene)]


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
        (access.TRAINER, "/bijeenkomsten/{}/aanwezigheid/"),
        (access.PLANNER, "/planning/nieuw/{}/"),
        (access.PLANNER, "/planning/uitvoeringen/{}/deelnemers/"),
        (access.COORDINATOR, "/traineeship/{}/"),
        (access.COORDINATOR, "/evaluaties/{}/"),
        (access.COORDINATOR, "/advies/{}/"),
        (access.COORDINATOR, f"/advies/{scene.things['advice']}/{{}}/"),
    ]


def _rooms(app: str) -> Iterator[ModuleType]:
    for room in ("forms", "filters"):
        try:
            yield import_module(f"{app}.{room}")
        except ModuleNotFoundError:
            continue


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
            {"soort": "choice", "gebied": "choice"},
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
        Entrance("enrol", access.CONTACT, enrol, {}, {"key": "choice", "opmerking": "text"}),
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
    stamp = {
        **{"first_day": f"{day}", "delivery": "classroom", "capacity": "12", "minimum": "3", "deed": "save"},
        **{"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-pattern": f"{pattern.pk}"},
        **{"form-0-day": f"{day}", "form-0-starts": "09:00", "form-0-ends": "17:00", "form-0-room": ""},
    }
    return [
        Entrance(
            "stamp",
            access.PLANNER,
            reverse("courses:stamp", args=[course.slug]),
            stamp,
            {"first_day": "day", "delivery": "choice", "capacity": "number", "minimum": "number", "deed": "choice"}
            | rows
            | {"form-0-trainers": "choice"},
            form="courses.forms.StampForm",
            keeps=("courses.Edition", "capacity", "minimum", "delivery"),
        ),
        Entrance(
            "participants",
            access.PLANNER,
            reverse("enrolments:participants", args=[over.code]),
            {},
            {"zoek": "text", "stand": "choice", "organisatie": "choice", "sort": "text", "page": "number"}
            | {"export": "choice"},
            form="enrolments.filters._Optional",
            method="GET",
        ),
        Entrance(
            "attendance",
            access.TRAINER,
            reverse("enrolments:attendance", args=[over.sessions.get().pk]),
            {f"mark{attendee.pk}": "present", f"seen{attendee.pk}": ""},
            {f"mark{attendee.pk}": "choice", f"seen{attendee.pk}": "choice", "all": "choice"},
            form="enrolments.forms.AttendanceForm",
            keeps=("enrolments.Attendance", "status"),
        ),
    ]


def _of_guides(scene: Scene) -> list[Entrance]:
    trip = Traineeship.objects.get(pk=scene.things["traineeship"])
    yesterday = f"{clock.today() - timedelta(days=1)}"
    return [
        Entrance(
            "tick",
            access.SUPERVISOR,
            reverse("trainees:tick", args=scene.things["item"].split()),
            {"day": yesterday},
            {"day": "day"},
            form="trainees.forms.DayForm",
            keeps=("trainees.ItemProgress", "done_on"),
        ),
        Entrance(
            "meeting",
            access.SUPERVISOR,
            reverse("trainees:hold_meeting", args=[trip.pk]),
            {"day": yesterday, "month": "3", "agreements": "Doorgaan."},
            {"day": "day", "month": "number", "agreements": "text"},
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
        form="enrolments.forms.DecisionForm",
        keeps=("enrolments.Approval", "reason"),
    )


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
            form="people.filters._Optional",
            method="GET",
        ),
        Entrance(
            "own name",
            access.READER,
            reverse("people:my_details"),
            name,
            dict.fromkeys(name, "name"),
            form="people.forms.NameForm",
        ),
        Entrance(
            "grant",
            access.ADMINISTRATOR,
            reverse("people:grant_role", args=[person]),
            grant | {"rol-valid_until": later},
            {"rol-role": "choice", "rol-organisation": "choice", "rol-area": "choice"}
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
            {"last_day": today},
            {"last_day": "day"},
            form="people.forms.LastDayForm",
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
