"""Somebody in every role, and something of everything, for walking through all doors."""

from collections.abc import Callable
from dataclasses import dataclass

from courses.models import Course, Edition, RoomFeed
from enrolments.models import Status
from evaluations import actions
from evaluations.advising import actions as advising
from evaluations.models import Audience
from evaluations.queries import Invitee
from people import calendars, clock
from people.models import Message, Role, User
from tests import make
from tests.walk import access
from trainees.queries import summary


@dataclass(frozen=True)
class Scene:
    """Who walks, and what the addresses name."""

    people: dict[str, User]  # by role; the visitor is nobody
    things: dict[str, str]  # by the word of the access table: what goes in the address


def scene() -> Scene:
    """Everyone and everything, in two organisations."""
    here, there = make.organisation("Rotterdam-Rijnmond", area=make.area("D")), make.organisation("Zuid-Limburg")
    manager = make.user(organisation=here)
    granted: dict[str, Callable[[], User]] = {
        access.CONTACT: lambda: make.user(organisation=here, roles=[Role.TRAINING_CONTACT]),
        access.CONTACT_ELSEWHERE: lambda: make.user(organisation=there, roles=[Role.TRAINING_CONTACT]),
        access.AREA: lambda: make.user(organisation=here, roles=[Role.AREA_COORDINATOR]),
        access.PLANNER: lambda: make.user(roles=[Role.PLANNER]),
        access.OWNER: lambda: make.user(roles=[Role.COURSE_OWNER]),
        access.READER: lambda: make.user(roles=[Role.READER]),
        access.COORDINATOR: lambda: make.user(roles=[Role.COORDINATOR]),
        access.ADMINISTRATOR: lambda: make.user(roles=[Role.ADMINISTRATOR]),
    }
    people = {role: made() for role, made in granted.items()}
    people[access.MANAGER] = manager
    people[access.PARTICIPANT] = make.user(organisation=here, manager=manager)
    people |= {role: make.user() for role in (access.TRAINER, access.TRAINER_ELSEWHERE, access.COACH)}
    people |= {role: make.user() for role in (access.EDITION_PLANNER, access.TRAINEE_COORDINATOR)}
    people |= {role: make.user(organisation=there) for role in (access.TRAINEE, access.SUPERVISOR)}
    traineeship = make.traineeship(people[access.TRAINEE], coach=people[access.COACH])
    make.placement(traineeship, there, supervisor=people[access.SUPERVISOR])
    make.narrow_grant(people[access.TRAINEE_COORDINATOR], Role.COORDINATOR, traineeship)
    return Scene(people, _things(people))


def _things(people: dict[str, User]) -> dict[str, str]:
    trainer = people[access.TRAINER]
    room = make.room()
    announced = make.edition(make.course(kind=Course.Kind.NETWORK_DAY), trainers=[trainer], room=room)
    concept = make.edition(
        announced.course,
        status=Edition.Status.CONCEPT,
        starts_on=announced.starts_on + make.AHEAD,
        trainers=[trainer],
        room=room,
    )
    for edition in (announced, concept):
        make.narrow_grant(people[access.EDITION_PLANNER], Role.PLANNER, edition)
    make.edition(starts_on=announced.starts_on + make.AHEAD * 2, trainers=[people[access.TRAINER_ELSEWHERE]])
    participant = people[access.PARTICIPANT]
    enrolment = make.enrolment(participant, announced, organisation=participant.employments[0].organisation)
    request = make.request(participant)
    offer = make.enrolment(participant, status=Status.OFFERED, organisation=participant.employments[0].organisation)
    over = make.over_edition(trainers=[trainer])
    round = make.round(edition=over, people=_asked(participant, Audience.PARTICIPANT))
    left = make.withdrawal(make.enrolment(participant, make.edition(make.course(price=900)), cost_centre="4410"))
    somebody = make.user(organisation=make.organisation(), roles=[Role.READER])
    later = clock.today() + make.AHEAD
    deputyship = make.deputyship(people[access.MANAGER], people[access.CONTACT], valid_from=later, valid_until=later)
    paper = make.paper()
    trainee = people[access.TRAINEE]
    traineeship = trainee.traineeships.get()
    invited = make.invited(participant)
    cohort_round = make.round(people=_asked(trainee, Audience.TRAINEE), cohort=traineeship.cohort)
    advice = make.advice(traineeship.cohort, stamped=False)
    progress = advising.insert_progress(advice, summary(advice.cohort, clock.today()), by=trainee)
    return {
        "advice": str(advice.pk),
        "evidence": f"{advice.pk} {progress.pk}",
        "section": f"{advice.pk} costs",
        "yardstick": f"{advice.pk} {advice.yardsticks.all()[0].pk}",
        "announced": announced.code,
        "approval link": make.approval_link(request, people[access.MANAGER]),
        "concept": concept.code,
        "course": announced.course.slug,
        "closed": invited.edition.code,
        "invited": f"{invited.edition.code} {invited.pk}",
        "seat": str(enrolment.pk),
        "closable round": str(make.round().pk),
        "cohort round": str(cohort_round.pk),
        "deputyship": f"{deputyship.absent_id} {deputyship.pk}",
        "offer link": make.offer_link(offer),
        "own deputyship": str(deputyship.pk),
        "draft": str(make.message(participant, state=Message.State.HELD).pk),
        "enrolment": str(enrolment.pk),
        "hidden course": make.course(is_published=False).slug,
        "late leaver": str(left.enrolment_id),
        "invitation": actions.new_link(make.invitations(round)[0]),
        "person": str(somebody.pk),
        "grant": f"{somebody.pk} {somebody.role_grants.get().pk}",
        "organisation": str(somebody.affiliations.get().organisation_id),
        "note": str(make.note(enrolment, assigned_to=people[access.PLANNER]).pk),
        "parked task": str(make.parked_task().pk),
        "paper": f"{paper.organisation_id} {paper.file.key}",
        "affiliation": f"{somebody.pk} {somebody.affiliations.get().pk}",
        "request": str(request.pk),
        "reservation": f"{announced.code} {make.reservation(announced).pk}",
        "round": str(round.pk),
        "stop link": make.stop_link(participant),
        "session": str(announced.sessions.get().pk),
        "traineeship": str(traineeship.pk),
        "item": f"{traineeship.pk} {make.programme_item(traineeship.cohort).pk}",
        "room": str(room.pk),
        "room token": calendars.new_token(RoomFeed, user=people[access.PLANNER], room=room),
        "text": "enrolment_waiting nl",
        "token": calendars.new_feed_token(people[access.PARTICIPANT]),
        "unknown": "bestaat-niet",
    }


def _asked(person: User, audience: Audience) -> list[Invitee]:
    """Somebody and enough others to be asked."""
    return [Invitee(one, audience) for one in [person, *(make.user() for _other in range(5))]]
