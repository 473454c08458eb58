"""A row of every model around the scene, and the people beside its roles: of the same area, elsewhere, and lapsed."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.test import Client
from django_tasks_db.models import DBTaskResult

from courses.models import Course, Edition, PatternSession, TrainerAssignment
from enrolments.models import (
    Approval,
    Attendance,
    AttendanceChange,
    Attendant,
    Enrolment,
    EnrolmentChange,
    Needs,
    SessionChoice,
    Status,
)
from evaluations import actions
from evaluations.advising import actions as advising
from evaluations.models import Audience, Question, ResponseDay, Round, Yardstick
from evaluations.queries import Invitee
from people import audit, calendars, clock
from people.models import (
    Affiliation,
    AuditSeal,
    BackgroundProcess,
    CalendarEntry,
    Deed,
    MailKind,
    Organisation,
    PeriodicJob,
    Reminded,
    Role,
    RoleGrant,
    StoppedKind,
    Tally,
    User,
)
from tests import make
from tests.walk import access, markers
from tests.walk.scene import Scene
from trainees.models import Cohort, ItemProgress, ProgressMeeting, Traineeship

SEALED = markers.marker()  # stands in every text of the ballot boxes
YESTERDAY, TOMORROW = make.TODAY - timedelta(days=1), make.TODAY + timedelta(days=1)

COLLEAGUE = "colleague"  # works where the participant works, and that is all
DEPUTY = "deputy"  # of the training contact, today
PLANNER_OF_ONE, COORDINATOR_OF_ONE = "planner of one edition", "coordinator of one traineeship"
CONTACT_NEARBY = "contact nearby"  # training contact of another organisation of the same area
OTHER_PARTICIPANT, OTHER_MANAGER = "other participant", "other manager"  # of the organisation elsewhere
OTHER_TRAINEE, OTHER_SUPERVISOR = "other trainee", "other supervisor"
FORMER = "former "  # what follows is no more, or not yet
LAPSED = {
    f"{FORMER}{role}"
    for role in [
        *(access.PLANNER, access.ADMINISTRATOR, access.COORDINATOR, access.CONTACT),
        *(access.MANAGER, access.SUPERVISOR, access.TRAINER),
    ]
}
# What closes with a role. Not its answer: a trainer who declined can still come.
CLOSING = [door for door in access.DOORS if door.route != "courses:teaching"]
SCOPED = {COLLEAGUE, CONTACT_NEARBY, DEPUTY, PLANNER_OF_ONE, COORDINATOR_OF_ONE}
BESIDE = {*SCOPED, OTHER_PARTICIPANT, OTHER_TRAINEE, OTHER_SUPERVISOR, *LAPSED}


def people_beside(staged: Scene) -> dict[str, User]:
    """Everybody whom the access table does not know, and what binds them to the things of the scene."""
    return _nearby(staged) | _elsewhere(staged) | _lapsed(staged)


def _nearby(staged: Scene) -> dict[str, User]:
    here = staged.people[access.PARTICIPANT].employments[0].organisation
    near = make.organisation(area=here.area)
    make.request(make.user(organisation=near))
    deputy, planner, coordinator = make.user(organisation=here), make.user(), make.user()
    make.deputyship(staged.people[access.CONTACT], deputy)
    edition = Edition.objects.get(code=staged.things["announced"])
    make.role_grant(planner, Role.PLANNER, scope=RoleGrant.Scope.EDITION, object_id=edition.pk)
    one = staged.people[access.TRAINEE].traineeships.get()
    make.role_grant(coordinator, Role.COORDINATOR, scope=RoleGrant.Scope.TRAINEESHIP, object_id=one.pk)
    audit.record(coordinator, "read_traineeship", one, subject=one.trainee, payload={"role": "coordinator"})
    return {
        DEPUTY: deputy,
        PLANNER_OF_ONE: planner,
        COORDINATOR_OF_ONE: coordinator,
        COLLEAGUE: make.user(organisation=here),
        CONTACT_NEARBY: make.user(organisation=near, roles=[Role.TRAINING_CONTACT]),
    }


def _elsewhere(staged: Scene) -> dict[str, User]:
    """Another region's participant in the same edition and with a request, and another traineeship."""
    there = staged.people[access.CONTACT_ELSEWHERE].employments[0].organisation
    manager = make.user(organisation=there)
    participant = make.user(organisation=there, manager=manager)
    edition = Edition.objects.get(code=staged.things["announced"])
    make.enrolment(participant, edition, organisation=there, manager=manager)
    make.request(participant)
    trainee, supervisor = make.user(organisation=make.organisation()), make.user(organisation=make.organisation())
    traineeship = make.traineeship(trainee)
    make.programme_item(traineeship.cohort)
    make.placement(traineeship, trainee.employments[0].organisation, supervisor=supervisor)
    make.round(people=_asked(trainee), cohort=traineeship.cohort)
    advising.begin(traineeship.cohort, "Advies", "Gaan we door?", make.TODAY, by=trainee)
    return {
        OTHER_PARTICIPANT: participant,
        OTHER_MANAGER: manager,
        OTHER_TRAINEE: trainee,
        OTHER_SUPERVISOR: supervisor,
    }


def _lapsed(staged: Scene) -> dict[str, User]:
    """People whose grant, affiliation, placement or assignment is over, not yet begun, or declined."""
    participant, trainee = staged.people[access.PARTICIPANT], staged.people[access.TRAINEE]
    here = participant.employments[0].organisation
    found = {role: make.user() for role in sorted(LAPSED)}
    make.role_grant(found[f"{FORMER}{access.PLANNER}"], Role.PLANNER, valid_until=YESTERDAY)
    make.role_grant(found[f"{FORMER}{access.ADMINISTRATOR}"], Role.ADMINISTRATOR, valid_from=TOMORROW)
    make.role_grant(found[f"{FORMER}{access.COORDINATOR}"], Role.COORDINATOR, valid_until=YESTERDAY)
    contact, manager = found[f"{FORMER}{access.CONTACT}"], found[f"{FORMER}{access.MANAGER}"]
    make.role_grant(contact, Role.TRAINING_CONTACT, organisation=here, valid_until=YESTERDAY)
    make.affiliation(participant, make.organisation(), manager=manager, valid_until=YESTERDAY)
    years = {"starts_on": make.LONG_AGO, "ends_on": YESTERDAY}
    supervisor = found[f"{FORMER}{access.SUPERVISOR}"]
    make.placement(trainee.traineeships.get(), make.organisation(), supervisor=supervisor, **years)
    declined = TrainerAssignment.Status.DECLINED
    for code in ("announced", "concept"):
        session = Edition.objects.get(code=staged.things[code]).sessions.get()
        make.trainer_assignment(session, found[f"{FORMER}{access.TRAINER}"], declined)
    return found


def rows_of_every_model(staged: Scene) -> None:
    """At least one row of each model, about people of the scene."""
    _catalogue(staged)
    _enrolments(staged)
    _traineeships(staged)
    _evaluations(staged)
    _accounts(staged)


def _catalogue(staged: Scene) -> None:
    course = Course.objects.get(slug=staged.things["course"])
    hidden = Course.objects.get(slug=staged.things["hidden course"])
    for one in (course, hidden):
        one.guideline_version = make.guideline_version(f"PGS {one.pk}")
        one.save()
        one.target_groups.add(make.target_group(f"groep-{one.pk}", f"groep {one.pk}"))
        make.track(one, [make.module(one)])
        make.pattern_session(one)
    make.pattern_session(course, qualification=make.qualification(staged.people[access.TRAINER]))
    room = make.room(location=make.location(make.organisation(area=make.area("F")).area))
    Edition.objects.get(code=staged.things["announced"]).sessions.update(room=room)
    make.unavailability(TOMORROW, room=room, reason="Onderhoud")
    make.unavailability(TOMORROW, trainer=staged.people[access.TRAINER], reason="Verlof")
    make.free_day(TOMORROW)
    PatternSession.objects.filter(course=course).update(module=course.modules.first())


def _enrolments(staged: Scene) -> None:
    enrolment = Enrolment.objects.get(pk=staged.things["enrolment"])
    planner = staged.people[access.PLANNER]
    EnrolmentChange.objects.create(enrolment=enrolment, status=enrolment.status, reason="enrolled", at=clock.now())
    session = enrolment.edition.sessions.get()
    mark = Attendance.objects.create(enrolment=enrolment, session=session, status=Attendance.Status.PRESENT)
    AttendanceChange.objects.create(attendance=mark, status=mark.status, by=planner, at=clock.now())
    contact = {"decided_as": Approval.Role.CONTACT, "decided_by": staged.people[access.CONTACT]}
    by_mail = {"decided_as": Approval.Role.MANAGER, "decided_address": "leiding@example.org"}
    make.withdrawal(amount=300, waived_at=clock.now(), waived_by=staged.people[access.COORDINATOR], waiver="Opgeroepen")
    Needs.objects.create(enrolment=enrolment, words="geen noten")
    Attendant.objects.create(enrolment=enrolment)
    going = make.enrolment(staged.people[access.PARTICIPANT])
    workshop = make.session(going.edition, hours=(18, 20), by_choice=True)
    SessionChoice.objects.create(enrolment=going, session=workshop)
    make.interest(staged.people[access.PARTICIPANT], Course.objects.get(slug=staged.things["course"]))
    for decided in (contact, by_mail):
        refused = make.request(staged.people[access.PARTICIPANT])
        no = {"decision": Approval.Decision.DECLINED, "reason": "Geen geld", "decided_at": clock.now()}
        refused.approvals.update(**no, **decided)
        Enrolment.objects.filter(pk=refused.pk).update(status=Status.DECLINED)


def _traineeships(staged: Scene) -> None:
    supervisor = staged.people[access.SUPERVISOR]
    for one in Traineeship.objects.all():
        day = {"traineeship": one, "by": supervisor}
        ProgressMeeting.objects.create(month=3, held_on=make.TODAY, agreements="Doorgaan.", **day)
        item = make.programme_item(one.cohort)
        ItemProgress.objects.create(item=item, done_on=make.TODAY, **day)
        for reader in (access.SUPERVISOR, access.COACH, access.COORDINATOR):
            audit.record(staged.people[reader], "read_traineeship", one, subject=one.trainee, payload={"role": reader})
    AuditSeal.objects.create(head=markers.marker(), lines=0)


def _evaluations(staged: Scene) -> None:
    cohort = staged.people[access.TRAINEE].traineeships.get().cohort
    trainer = staged.people[access.TRAINER]
    _closed_round(make.over_edition(trainers=[trainer]))
    asked = make.questionnaire(make.question(audiences=[Audience.TRAINEE]), for_editions=False)
    named = make.round(asked, people=_asked(staged.people[access.TRAINEE])[:1], cohort=cohort, anonymous=False)
    (invitation,) = make.invitations(named)
    actions.answer(invitation, {str(asked.questions.get().pk): 7}, given_by="Anna", function="Adviseur")
    ResponseDay.objects.create(round=named, day=make.TODAY, answered=0)
    make.questionnaire(make.question(Question.Kind.SINGLE_CHOICE, "ja", "nee", audiences=[Audience.TRAINEE]))
    advice = cohort.advices.get()
    advising.add_yardstick(advice, Yardstick.Kind.OPTION, "Doorgaan", by=trainer)


def _closed_round(edition: Edition) -> Round:
    """A round with enough answers to publish, and texts that wait for review."""
    round = make.round(edition=edition)
    mark, open_question = round.questionnaire.questions.all()
    for invitation in make.invitations(round):
        actions.answer(invitation, {str(mark.pk): 7, str(open_question.pk): SEALED})
    return actions.close_round(round, by=None)


def _accounts(staged: Scene) -> None:
    for role, person in staged.people.items():
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        SocialAccount.objects.create(user=person, provider="openid", uid=f"uid-{role}", extra_data={})
        UserSession.objects.create(user=person, session_key=f"{role}-sleutel", ip="127.0.0.1", user_agent="-", data={})
    participant = staged.people[access.PARTICIPANT]
    Authenticator.objects.create(user=participant, type=Authenticator.Type.TOTP, data={"secret": "-"})
    browser = Client()
    browser.force_login(make.user())  # a session that nobody in the crawl has
    calendars.new_feed_token(staged.people[access.TRAINER])
    CalendarEntry.objects.create(user=participant, uid="uid", method="REQUEST", fingerprint="vingerafdruk")
    Deed.objects.create(key="0e3ce5ba-7c1d-4a6f-8c7e-0a1b2c3d4e5f", user=participant, fingerprint="-", outcome="/mijn/")
    Tally.objects.create(key=markers.marker(), ends_at=clock.now() + timedelta(days=1))
    PeriodicJob.objects.create(name="oude taak", due_at=clock.now() + timedelta(days=1))
    BackgroundProcess.objects.create(kind=BackgroundProcess.Kind.WORKER, host="-", pid=1)
    Group.objects.create(name="technisch beheer")
    DBTaskResult.objects.create(
        status="FAILED",
        args_kwargs={"args": [], "kwargs": {}},
        priority=0,
        task_path="people.tasks.prune",
        queue_name="default",
        backend_name="default",
        run_after=clock.now(),
        exception_class_path="-",
        traceback="-",
        return_value="-",
    )
    for person in User.objects.all():
        make.message(person, last_error="-", calendar=[{"title": "-"}] if person == participant else None)
    StoppedKind.objects.create(user=participant, kind="reminder")
    make.mail_text(changed_by=staged.people[access.PLANNER])
    MailKind.objects.create(kind="enrolment_waiting", is_held=True)
    reminded = make.message(participant)
    Reminded.objects.create(message=reminded, matter="start:1", at=clock.now())
    Affiliation.objects.filter(user=participant).update(manager_address="")
    make.affiliation(staged.people[access.COACH], make.organisation(), manager_address="leiding@example.org")
    Organisation.objects.update(aliases=["ook zo genoemd"])
    Cohort.objects.update(planned_size=12)


def _asked(person: User) -> list[Invitee]:
    """Somebody and enough others to be asked."""
    return [Invitee(one, Audience.TRAINEE) for one in [person, *(make.user() for _other in range(5))]]
