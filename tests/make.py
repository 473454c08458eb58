"""One maker per thing. A test names only the fields it is about; the rest is plain and in order.

Days count from the day the domain clock stands at, which is `TODAY` unless a test says otherwise (`conftest`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth as totp
from django.db.models import Max
from django.utils import timezone

from courses.changes import SessionWish, as_it_is
from courses.models import (
    Course,
    Edition,
    FreeDay,
    Guideline,
    GuidelineVersion,
    Location,
    Module,
    PatternSession,
    Qualification,
    Room,
    Session,
    TargetGroup,
    Track,
    TrainerAssignment,
    Unavailability,
)
from enrolments.approval import actions as approval_actions
from enrolments.cancelling.rules import agreed
from enrolments.models import Approval, Enrolment, Interest, Invited, SeatReservation, Status, Withdrawal
from enrolments.seat_offer import actions as seat_offer
from evaluations import actions, ballot
from evaluations.advising import actions as advising
from evaluations.models import Advice, Audience, Invitation, Question, Questionnaire, Round, Yardstick
from evaluations.queries import Invitee
from people import clock, papers, queue, stopping
from people.files import Incoming
from people.letters import texts
from people.models import (
    Affiliation,
    Area,
    Deputyship,
    MailText,
    Message,
    Note,
    Organisation,
    Paper,
    Role,
    RoleGrant,
    StoredFile,
    User,
)
from trainees.models import Cohort, LearningTrack, Placement, ProgrammeItem, Traineeship

TODAY = date(2026, 3, 2)  # a Monday
LONG_AGO = date(2020, 1, 1)
AHEAD = timedelta(days=42)  # how far off an edition is by itself: another Monday, no public holiday
AREAS = {"A": "Noord", "B": "Oost", "C": "Noordwest", "D": "Zuidwest", "E": "Brabant", "F": "Limburg"}

_numbers = count(1)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment by the clock of Amsterdam."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


# people


def area(code: str = "A") -> Area:
    """The area with this code; the same one each time."""
    return Area.objects.get_or_create(code=code, defaults={"name": AREAS[code]})[0]


def organisation(name: str = "", **fields: Any) -> Organisation:
    """A safety region, unless `kind` says otherwise."""
    number = next(_numbers)
    plain = {"kind": Organisation.Kind.SAFETY_REGION, "code": f"ORG{number}"}
    return Organisation.objects.create(name=name or f"Regio {number}", **plain | fields)


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def paper(of: Organisation | None = None, *, name: str = "brief.pdf", by: User | None = None) -> Paper:
    """A pdf that is kept with an organisation."""
    incoming = Incoming(name, StoredFile.Kind.PDF, PDF)
    return papers.add_paper(of or organisation(), incoming, by=by or user())


def parked_task(path: str = "people.tasks.prune", error: str = "builtins.KeyError", **fields: Any) -> Any:
    """A task that was given up; `args_kwargs` make it another task than the one before."""
    plain: dict[str, Any] = {
        **{"args_kwargs": {"args": [], "kwargs": {}}, "backend_name": "default", "run_after": timezone.now()},
        **{"queue_name": queue.PARKED, "status": "FAILED", "worker_ids": ["a"] * 5, "finished_at": timezone.now()},
    }
    return queue.DBTaskResult.objects.create(task_path=path, exception_class_path=error, **plain | fields)


def user(
    email: str = "",
    *,
    roles: Iterable[Role] = (),
    organisation: Organisation | None = None,
    manager: User | None = None,
    **fields: Any,
) -> User:
    """A person who works for `organisation` under `manager`, with `roles`.

    A training contact is one of `organisation`, an area co-ordinator of its area.
    """
    number = next(_numbers)
    plain = {"given_name": "Sam", "infix": "de", "family_name": f"Vries{number}"}
    person = User.objects.create_user(email or f"persoon{number}@example.org", **plain | fields)
    if organisation:
        affiliation(person, organisation, manager=manager)
    for role in roles:
        role_grant(person, role, organisation=organisation)
    return person


def app(person: User) -> None:
    """`person` has the app on the phone as a second factor."""
    totp.TOTP.activate(person, APP_SECRET)


def app_code() -> str:
    """What the app shows now; it works once."""
    return str(totp.format_hotp_value(totp.hotp_value(APP_SECRET, next(totp.yield_hotp_counters_from_time()))))


def affiliation(person: User, organisation: Organisation, **fields: Any) -> Affiliation:
    """`person` works for `organisation`, for years already."""
    return Affiliation.objects.create(user=person, organisation=organisation, **{"valid_from": LONG_AGO} | fields)


def role_grant(person: User, role: Role, *, organisation: Organisation | None = None, **fields: Any) -> RoleGrant:
    """`person` has `role`, for years already, within the scope that goes with it."""
    scope: dict[str, Any] = {"scope": RoleGrant.Scope.ALL}
    if role == Role.TRAINING_CONTACT:
        scope = {"scope": RoleGrant.Scope.ORGANISATION, "organisation": organisation}
    if role == Role.AREA_COORDINATOR:
        scope = {"scope": RoleGrant.Scope.AREA, "area": organisation.area if organisation else area()}
    return RoleGrant.objects.create(user=person, role=role, **scope | {"valid_from": LONG_AGO} | fields)


def narrow_grant(person: User, role: Role, thing: Edition | Traineeship) -> RoleGrant:
    """`person` has `role` for `thing` alone."""
    scope = RoleGrant.Scope.EDITION if isinstance(thing, Edition) else RoleGrant.Scope.TRAINEESHIP
    return role_grant(person, role, scope=scope, object_id=thing.pk)


def deputyship(absent: User, deputy: User, **fields: Any) -> Deputyship:
    """`deputy` stands in for `absent` today and for a week, named by `absent`."""
    days = {"valid_from": TODAY, "valid_until": TODAY + timedelta(days=7)}
    return Deputyship.objects.create(absent=absent, deputy=deputy, **{"named_by": absent} | days | fields)


def message(to: User | None = None, **fields: Any) -> Message:
    """A mail in the outbox that may leave now."""
    number = next(_numbers)
    recipient = to or user()
    plain = {"key": f"test:{number}", "kind": "test", "subject": "Onderwerp", "body": "Tekst\n"}
    return Message.objects.create(recipient=recipient, address=recipient.email, **plain | fields)


def stop_link(reader: User, kind: str = "reminder") -> str:
    """The token by which `reader` stops a kind of mail, as a mail has it."""
    return stopping.mint_link(Message(recipient=reader), kind).rstrip("/").rpartition("/")[2]


def mail_text(kind: str = "enrolment_waiting", language: str = "nl", **fields: Any) -> MailText:
    """What staff made of a kind of mail; the next mail has it."""
    plain = {"subject": "Wacht even", "body": "Beste {naam},\n\nU wacht.\n", "changed_at": timezone.now()}
    texts.forget()
    return MailText.objects.create(kind=kind, language=language, **plain | fields)


def note(on: Edition | Enrolment | None = None, **fields: Any) -> Note:
    """Something that a planner wrote down of an edition or an enrolment."""
    thing = on or edition()
    plain = {"text": "Bellen over de zaal", "object_kind": thing._meta.label_lower, "object_id": thing.pk}
    about = thing.user if isinstance(thing, Enrolment) else None
    return Note.objects.create(**plain | {"about": about, "written_by": fields.get("assigned_to") or user()} | fields)


# courses


def guideline_version(code: str = "PGS 15", **fields: Any) -> GuidelineVersion:
    guideline = Guideline.objects.get_or_create(code=code, defaults={"title": code})[0]
    plain = {"label": f"versie {next(_numbers)}", "published_on": LONG_AGO}
    return GuidelineVersion.objects.create(guideline=guideline, **plain | fields)


def target_group(code: str = "adviseur-iv", name: str = "adviseur IV") -> TargetGroup:
    return TargetGroup.objects.get_or_create(code=code, defaults={"name": name})[0]


def course(title: str = "", **fields: Any) -> Course:
    """A published refresher for everybody."""
    number = next(_numbers)
    plain = {
        "slug": f"opleiding-{number}",
        "code": f"OPL{number}",
        "kind": Course.Kind.REFRESHER,
        "summary": "Een opleiding.",
        "is_published": True,
    }
    return Course.objects.create(title=title or f"Opleiding {number}", **plain | fields)


def module(course: Course | None = None, **fields: Any) -> Module:
    """The next in order of its course."""
    number, course = next(_numbers), course or _some_course()
    plain = {"code": f"M{number}", "title": f"Module {number}", "order": course.modules.count() + 1}
    return Module.objects.create(course=course, **plain | fields)


def track(course: Course, modules: Iterable[Module] = (), **fields: Any) -> Track:
    number = next(_numbers)
    made = Track.objects.create(course=course, **{"code": f"T{number}", "title": f"Richting {number}"} | fields)
    made.modules.set(modules)
    return made


def qualification(*holders: User, **fields: Any) -> Qualification:
    """Something that `holders` can teach."""
    number = next(_numbers)
    made = Qualification.objects.create(**{"code": f"vak-{number}", "name": f"Vak {number}"} | fields)
    made.holders.set(holders)
    return made


def location(area: Area | None = None, **fields: Any) -> Location:
    number = next(_numbers)
    plain = {"name": f"Locatie {number}", "city": "Arnhem", "address": f"Laan {number}"}
    return Location.objects.create(area=area, **plain | fields)


def room(capacity: int = 20, location: Location | None = None, **fields: Any) -> Room:
    """A classroom."""
    plain = {"name": f"Lokaal {next(_numbers)}", "kind": PatternSession.RoomKind.CLASSROOM}
    return Room.objects.create(capacity=capacity, location=location or _some_location(), **plain | fields)


def unavailability(day: date, hours: tuple[int, int] = (9, 17), **fields: Any) -> Unavailability:
    """A `room` that cannot be had or a `trainer` who cannot come."""
    return Unavailability.objects.create(starts_at=at(day, hours[0]), ends_at=at(day, hours[1]), **fields)


def free_day(day: date, name: str = "Brugdag", *, is_free: bool = True) -> FreeDay:
    return FreeDay.objects.create(day=day, name=name, is_free=is_free)


def pattern_session(course: Course, hours: tuple[int, int] = (9, 17), **fields: Any) -> PatternSession:
    """A meeting on the first day of an edition."""
    times = {"starts": time(hours[0]), "ends": time(hours[1])}
    return PatternSession.objects.create(course=course, **times | {"title": f"Les {next(_numbers)}"} | fields)


def edition(
    course: Course | None = None,
    *,
    seats: int = 12,
    sessions: int = 1,
    status: Edition.Status = Edition.Status.PUBLISHED,
    starts_on: date | None = None,
    room: Room | None = None,
    trainers: Sequence[User] = (),
    **fields: Any,
) -> Edition:
    """An edition that people can enrol in from today, with `sessions` days of nine to five in a row."""
    first = starts_on or clock.today() + AHEAD
    plain = {
        "code": f"UITV-{next(_numbers)}",
        "enrol_from": min(clock.today(), first),
        "enrol_until": max(min(clock.today(), first), first - timedelta(days=7)),
        "ends_on": first + timedelta(days=max(sessions - 1, 0)),
    }
    course = course or _some_course()
    made = Edition.objects.create(course=course, capacity=seats, status=status, starts_on=first, **plain | fields)
    for number in range(sessions):
        session(made, first + timedelta(days=number), room=room, trainers=trainers)
    return made


def session(
    edition: Edition,
    day: date | None = None,
    hours: tuple[int, int] = (9, 17),
    *,
    trainers: Iterable[User] = (),
    **fields: Any,
) -> Session:
    """A meeting of `edition`, on its first day; online unless a `room` is given."""
    day = day or edition.starts_on
    times = {"starts_at": at(day, hours[0]), "ends_at": at(day, hours[1])}
    made = Session.objects.create(edition=edition, **times | {"title": f"Les {next(_numbers)}"} | fields)
    for trainer in trainers:
        trainer_assignment(made, trainer)
    return made


def trainer_assignment(
    session: Session, trainer: User | None = None, status: TrainerAssignment.Status = TrainerAssignment.Status.ACCEPTED
) -> TrainerAssignment:
    return TrainerAssignment.objects.create(session=session, trainer=trainer or user(), status=status)


def wish(session: Session, **changes: Any) -> SessionWish:
    """`session` as it is, but for these `changes`."""
    return replace(as_it_is(session), **changes)


# enrolments


def enrolment(
    user: User | None = None,
    edition: Edition | None = None,
    status: Status = Status.ENROLLED,
    *,
    modules: Iterable[Module] = (),
    **fields: Any,
) -> Enrolment:
    """A seat, or a wish for one, behind everybody who came before. Only the row: no mail, no history.

    A request has its open question to the employer too; an offer stands for a day.
    """
    edition = edition or _some_edition()
    last = Enrolment.objects.filter(edition=edition).aggregate(last=Max("number"))["last"] or 0
    plain: dict[str, Any] = {"number": last + 1, "enrolled_at": clock.now(), **agreed(edition)}
    if status == Status.OFFERED:
        plain["offered_until"] = clock.now() + timedelta(days=1)
    person = user or _some_user()
    made = Enrolment.objects.create(user=person, edition=edition, status=status, **plain | fields)
    made.modules.set(modules)
    if status == Status.REQUESTED:
        Approval.objects.create(enrolment=made, asked_at=made.enrolled_at)
    return made


def request(user: User | None = None, edition: Edition | None = None, **fields: Any) -> Enrolment:
    """A request in a course that needs approval, of somebody who comes for the own organisation."""
    person = user or _some_user(organisation=_some_organisation())
    where = edition or _some_edition(_some_course(needs_approval=True))
    job = next(iter(person.employments), None)
    plain = {"organisation": job.organisation, "manager": job.manager} if job else {}
    return enrolment(person, where, Status.REQUESTED, **plain | fields)


def reservation(edition: Edition | None = None, seats: int = 1, **fields: Any) -> SeatReservation:
    """Seats kept until the day before the edition begins, for an organisation unless `kind` says otherwise."""
    here = edition or _some_edition()
    plain: dict[str, Any] = {"kind": SeatReservation.Kind.ORGANISATION, "released_on": here.starts_on - timedelta(1)}
    if not fields.keys() & {"organisation", "area", "organisation_kind", "object_id"}:
        plain["organisation"] = _some_organisation()
    return SeatReservation.objects.create(edition=here, seats=seats, **plain | fields)


def withdrawal(enrolment: Enrolment | None = None, amount: int = 450, **fields: Any) -> Withdrawal:
    """Somebody who left late, today. Only the rows: no mail, no history."""
    left = enrolment or _some_enrolment(edition=_some_edition(_some_course(price=900)))
    Enrolment.objects.filter(pk=left.pk).update(status=Status.WITHDRAWN)
    plain = {"left_on": clock.today(), "percentage": 50, "amount": amount, "cause": Withdrawal.Cause.ILLNESS}
    return Withdrawal.objects.create(enrolment=left, **plain | fields)


def interest(user: User | None = None, course: Course | None = None, **fields: Any) -> Interest:
    """Somebody who wants to hear of an edition, since now."""
    plain = {"user": user or _some_user(), "course": course or _some_course(), "since": clock.now()}
    return Interest.objects.create(**plain | fields)


def invited(user: User | None = None, edition: Edition | None = None, **fields: Any) -> Invited:
    """Somebody who may enrol in an edition that is by invitation, invited now."""
    where = edition or _some_edition(by_invitation=True)
    plain = {"by": _some_user(roles=[Role.PLANNER]), "at": clock.now()}
    return Invited.objects.create(user=user or _some_user(), edition=where, **plain | fields)


def approval_link(request: Enrolment, to: User | str) -> str:
    """The token of a personal link to answer `request`, mailed to a person or to an address without an account."""
    person = to if isinstance(to, User) else None
    return approval_actions.new_link(request.approvals.get(), person, person.email if person else str(to))


def offer_link(offer: Enrolment) -> str:
    """The token of a personal link to answer an offer of a seat."""
    return seat_offer.new_link(offer)


# trainees


def cohort(**fields: Any) -> Cohort:
    """A cohort half-way through its two years."""
    today = clock.today()
    years = {"starts_on": today - timedelta(days=365), "ends_on": today + timedelta(days=365)}
    return Cohort.objects.create(**{"name": f"Lichting {next(_numbers)}"} | years | fields)


def traineeship(trainee: User | None = None, cohort: Cohort | None = None, **fields: Any) -> Traineeship:
    """A trainee for as long as the cohort lasts; `coach` may be given."""
    cohort = cohort or _some_cohort()
    years = {"starts_on": cohort.starts_on, "ends_on": cohort.ends_on}
    return Traineeship.objects.create(cohort=cohort, trainee=trainee or user(), **years | fields)


def placement(traineeship: Traineeship, organisation: Organisation | None = None, **fields: Any) -> Placement:
    """Where the trainee works all the time; `supervisor` and `manager` may be given."""
    years = {"starts_on": traineeship.starts_on, "ends_on": traineeship.ends_on}
    where = organisation or _some_organisation()
    return Placement.objects.create(traineeship=traineeship, organisation=where, **years | fields)


def programme_item(cohort: Cohort, due_month: int = 6, **fields: Any) -> ProgrammeItem:
    """An item of the content track, unless `track` says otherwise."""
    track = fields.pop("track", LearningTrack.Kind.CONTENT)
    line = LearningTrack.objects.get_or_create(cohort=cohort, kind=track)[0]
    plain = {"kind": ProgrammeItem.Kind.PROJECT, "title": f"Onderdeel {next(_numbers)}"}
    return ProgrammeItem.objects.create(track=line, due_month=due_month, **plain | fields)


# evaluations


def questionnaire(*questions: Question, **fields: Any) -> Questionnaire:
    """A questionnaire with `questions`, or with one mark and one open question for participants."""
    made = Questionnaire.objects.create(**{"code": f"vragen-{next(_numbers)}", "title": "Evaluatie"} | fields)
    for order, one in enumerate(questions or (question(), question(Question.Kind.OPEN)), start=1):
        one.questionnaire, one.order = made, order
        one.save()
    return made


def question(
    kind: Question.Kind = Question.Kind.GRADE, *choices: str, audiences: Iterable[str] = (), **fields: Any
) -> Question:
    """A question that is not in a questionnaire yet."""
    asked = list(audiences) or [Audience.PARTICIPANT]
    words = [{"nl": choice} for choice in choices]
    return Question(kind=kind, audiences=asked, choices=words, **{"text": f"Vraag {next(_numbers)}?"} | fields)


def round(
    questionnaire: Questionnaire | None = None,
    invited: int = 6,
    *,
    people: Sequence[Invitee] = (),
    edition: Edition | None = None,
    cohort: Cohort | None = None,
    anonymous: bool = True,
    days: int = 14,
) -> Round:
    """An open round about an edition that is over, opened as the site does."""
    subject = edition or (None if cohort else over_edition())
    asked = list(people) or [Invitee(user(), Audience.PARTICIPANT) for _person in range(invited)]
    return actions.open_round(
        questionnaire or _some_questionnaire(),
        asked,
        edition=subject,
        cohort=cohort,
        moment=Round.Moment.END if subject else Round.Moment.INTERIM,
        anonymous=anonymous,
        closes_at=clock.now() + timedelta(days=days),
        by=None,
    )


def over_edition(**fields: Any) -> Edition:
    """An edition of last week that is over."""
    last_week = clock.today() - timedelta(days=7)
    return edition(starts_on=last_week, status=Edition.Status.COMPLETED, **fields)


def answers(round: Round, *values: Any) -> None:
    """Cast `values`, each by another of who were invited, as answers to the first question."""
    first = round.questionnaire.questions.all()[0]
    for invitation, value in zip(invitations(round), values, strict=False):
        record = {"audience": invitation.audience, "area": "", "answers": {str(first.pk): value}}
        ballot.cast(invitation, record)


def invitations(round: Round) -> list[Invitation]:
    return list(round.invitations.select_related("round", "person", "area").order_by("pk"))


def advice(cohort: Cohort | None = None, *, stamped: bool = True) -> Advice:
    """An advice with one criterion and one option, fixed now."""
    by = user(roles=[Role.COORDINATOR])
    made = advising.begin(cohort or _some_cohort(), "Advies", "Gaan we door?", clock.today(), by=by)
    for kind in Yardstick.Kind:
        advising.add_yardstick(made, kind, "Toets", by=by)
    return advising.stamp(made, by=by) if stamped else made


# What a maker makes when the test gives none; its parameter has the name of that other maker.
_some_user, _some_organisation, _some_location = user, organisation, location
_some_course, _some_edition, _some_cohort = course, edition, cohort
_some_questionnaire, _some_enrolment = questionnaire, enrolment


# signing in

PASSWORD = "een lang genoeg wachtwoord"
APP_SECRET = "JBSWY3DPEHPK3PXP"


def account(email: str = "anna@example.org", **fields: Any) -> User:
    """A person who can sign in with `PASSWORD`: the address is confirmed."""
    person = user(email, password=PASSWORD, **fields)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person
