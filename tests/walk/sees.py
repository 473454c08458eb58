"""Who may read what is about nobody in particular: the offer, cohorts, questions, the machinery.

Written by hand beside the registers of personal data; a model that is in neither fails the crawl.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from courses.models import Edition
from enrolments.models import SEATED, Status
from people.models import Role, User

if TYPE_CHECKING:
    from tests.walk.eyes import Eyes

Reader = User | None  # nobody is a visitor
Sees = Callable[["Eyes", Reader, Any, str], bool]

OFFERERS = (Role.PLANNER, Role.COORDINATOR, Role.COURSE_OWNER)


def follow(row: Any, path: str) -> Any:
    for step in path.split("__") if path else []:
        row = getattr(row, step, None)
    return row


def _everybody(eyes: Eyes, reader: Reader, row: Any, field: str) -> bool:
    return True


def _nobody(eyes: Eyes, reader: Reader, row: Any, field: str) -> bool:
    return False


def _of(*roles: Role) -> Sees:
    return lambda eyes, reader, row, field: eyes.holds(reader, *roles)


def _task(eyes: Eyes, reader: Reader, row: Any, field: str) -> bool:
    """The administrator reads what went wrong, not with whom."""
    return field == "exception_class_path" and eyes.holds(reader, Role.ADMINISTRATOR)


def _course(eyes: Eyes, reader: Reader, course: Any, field: str) -> bool:
    known = course.is_published or eyes.holds(reader, *OFFERERS)
    return known or any(_edition(eyes, reader, one, field) for one in course.editions.all())


def _edition(eyes: Eyes, reader: Reader, edition: Any, field: str) -> bool:
    if field == "materials_url":  # for who is or was there, who teaches and who plans
        inside = eyes.teaches(reader, edition) or eyes.may_plan(reader, edition)
        seated = edition.enrolments.filter(user=reader, status__in=SEATED) if reader else []
        return inside or bool(seated)
    if field == "code" and eyes.holds(reader, Role.ADMINISTRATOR):
        return True  # for which edition somebody was given a role
    announced = edition.status != Edition.Status.CONCEPT and edition.course.is_published
    planned = edition.pk in eyes.given(reader, Role.PLANNER)
    if announced or planned or eyes.holds(reader, *OFFERERS) or eyes.teaches(reader, edition):
        return True
    return any(eyes.may_read(reader, one, "edition") for one in edition.enrolments.all())


def _session(eyes: Eyes, reader: Reader, session: Any, field: str) -> bool:
    """The address of an online meeting is for who is there."""
    if field != "online_url":
        return _edition(eyes, reader, session.edition, field)
    if eyes.teaches(reader, session.edition) or eyes.may_plan(reader, session.edition):
        return True
    return reader is not None and session.edition.enrolments.filter(user=reader, status=Status.ENROLLED).exists()


def _cohort(eyes: Eyes, reader: Reader, cohort: Any, field: str) -> bool:
    """Who follows or guides a traineeship in it, and who was asked about it. Planners keep seats for it, by its name;
    that stands on the page of the edition."""
    if field == "name" and (eyes.holds(reader, Role.PLANNER) or eyes.given(reader, Role.PLANNER)):
        return True
    if eyes.holds(reader, Role.COORDINATOR) or any(_round(eyes, reader, one, field) for one in cohort.rounds.all()):
        return True
    return any(eyes.may_read(reader, one, "cohort") for one in cohort.traineeships.all())


def _questionnaire(eyes: Eyes, reader: Reader, asked: Any, field: str) -> bool:
    """Who opens rounds, who was asked, and who reads a round."""
    return eyes.holds(reader, Role.COORDINATOR) or any(_round(eyes, reader, one, field) for one in asked.rounds.all())


def _round(eyes: Eyes, reader: Reader, round: Any, field: str) -> bool:
    if reader is None:
        return False
    asked = any(one.person_id == reader.pk for one in round.invitations.all())
    plans = round.edition is not None and eyes.holds(reader, Role.PLANNER, Role.COURSE_OWNER)
    return asked or plans or eyes.teaches(reader, round.edition) or eyes.holds(reader, Role.COORDINATOR)


def _through(path: str, sees: Sees) -> Sees:
    return lambda eyes, reader, row, field: sees(eyes, reader, follow(row, path), field)


SEES: dict[str, Sees] = {
    "people.Area": _everybody,
    "people.Organisation": _everybody,
    "people.AuditSeal": _nobody,
    "people.Paper": _of(Role.ADMINISTRATOR),
    "people.MailKind": _of(Role.PLANNER),
    "people.Tally": _nobody,
    "people.PeriodicJob": _of(Role.ADMINISTRATOR),
    "people.BackgroundProcess": _of(Role.ADMINISTRATOR),
    "auth.Group": _nobody,
    "sessions.Session": _nobody,
    "django_tasks_database.DBTaskResult": _task,
    "courses.Guideline": _everybody,
    "courses.GuidelineVersion": _everybody,
    "courses.TargetGroup": _everybody,
    "courses.Qualification": _of(Role.PLANNER),
    "courses.Course": _course,
    "courses.Module": _through("course", _course),
    "courses.Track": _through("course", _course),
    "courses.PatternSession": _of(Role.PLANNER),
    "courses.Location": _everybody,
    "courses.Room": _everybody,
    "courses.FreeDay": _of(Role.PLANNER),
    "courses.Edition": _edition,
    "courses.Session": _session,
    "enrolments.SeatReservation": _through("edition", _edition),
    "trainees.Cohort": _cohort,
    "trainees.ProgrammeItem": _through("track__cohort", _cohort),
    "evaluations.Questionnaire": _questionnaire,
    "evaluations.Question": _through("questionnaire", _questionnaire),
    "evaluations.Round": _round,
    "evaluations.OpenAnswers": _nobody,  # until somebody reviews them
    "evaluations.AdviceSection": _of(Role.COORDINATOR),
    "evaluations.Yardstick": _of(Role.COORDINATOR),
}
