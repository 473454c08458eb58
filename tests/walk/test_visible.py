"""`visible_to(user)` says for a list what a reader of the rules says of one object, on random data.

The oracle is plain Python over one object, written from design.md, and asks no queryset of the house.
"""

import random
from datetime import timedelta

import pytest
from django.apps import apps

from courses.models import Edition, Session, TrainerAssignment
from enrolments.attendance.queries import sessions_seen_by
from enrolments.models import Enrolment
from evaluations.models import Audience, Round
from evaluations.queries import Invitee
from people.models import Deputyship, Organisation, Role, RoleGrant, User
from tests import make
from trainees.models import Traineeship

pytestmark = pytest.mark.django_db

SEEDS = range(6)
PEOPLE, THINGS = 12, 10
TODAY, YESTERDAY, TOMORROW = make.TODAY, make.TODAY - timedelta(days=1), make.TODAY + timedelta(days=1)
ENDS = [None, TODAY, TOMORROW, YESTERDAY]
STARTS = [make.LONG_AGO, TODAY, YESTERDAY, TOMORROW]


@pytest.mark.parametrize("seed", SEEDS)
def test_visible_to_says_the_same_as_the_oracle_when_the_data_is_random(seed: int) -> None:
    _world(random.Random(seed))  # the same data each time, no secret

    for user in User.objects.all():
        assert set(Edition.objects.visible_to(user)) == {one for one in Edition.objects.all() if _edition(user, one)}
        seen = {one for one in Enrolment.objects.all() if _enrolment(user, one)}
        assert set(Enrolment.objects.visible_to(user)) == seen
        guided = {one for one in Traineeship.objects.all() if _traineeship(user, one)}
        assert set(Traineeship.objects.visible_to(user, TODAY)) == guided
        assert set(Round.objects.visible_to(user)) == {one for one in Round.objects.all() if _round(user, one)}
        planned = {one for one in Edition.objects.all() if _plans(user, one)}
        assert set(Edition.objects.planned_by(user)) == planned
        marked = {one for one in Session.objects.all() if _plans(user, one.edition) or _teaches(user, one.edition)}
        assert set(sessions_seen_by(user)) == marked


def test_oracle_knows_every_queryset_that_says_what_is_visible() -> None:
    saying = {model for model in apps.get_models() if hasattr(model._default_manager, "visible_to")}

    assert saying == {Edition, Enrolment, Traineeship, Round}


# the oracle


def _holds_today(row: RoleGrant | Deputyship) -> bool:
    return row.valid_from <= TODAY and (not row.valid_until or row.valid_until >= TODAY)


def _standing_in(user: User) -> list[Deputyship]:
    """One step: not of whom those stand in for."""
    return [one for one in Deputyship.objects.filter(deputy=user).select_related("absent") if _holds_today(one)]


def _grants(user: User) -> list[RoleGrant]:
    """The own, and of the absent: that of contact, or all but that of administrator."""
    held = [grant for grant in user.role_grants.all() if _holds_today(grant)]
    for one in _standing_in(user):
        for grant in one.absent.role_grants.all():
            everything = one.covers == Deputyship.Covers.EVERYTHING and grant.role != Role.ADMINISTRATOR
            if _holds_today(grant) and (everything or grant.role == Role.TRAINING_CONTACT):
                held.append(grant)
    return held


def _holds(user: User, *roles: Role) -> bool:
    return any(grant.role in roles and grant.object_id is None for grant in _grants(user))


def _given(user: User, role: Role) -> set[int | None]:
    return {grant.object_id for grant in _grants(user) if grant.role == role and grant.object_id is not None}


def _speaks_for(user: User, organisation: Organisation | None) -> bool:
    """Contact of the organisation, or of the one it went over into."""
    if organisation is None:
        return False
    over = organisation.valid_until is not None and organisation.valid_until < TODAY
    heirs = {organisation.pk, organisation.successor_id if over else None}
    return any(grant.role == Role.TRAINING_CONTACT and grant.organisation_id in heirs for grant in _grants(user))


def _teaches(user: User, edition: Edition | None) -> bool:
    declined = TrainerAssignment.Status.DECLINED
    return edition is not None and any(
        one.trainer_id == user.pk and one.status != declined
        for session in edition.sessions.all()
        for one in session.assignments.all()
    )


def _plans(user: User, edition: Edition) -> bool:
    return _holds(user, Role.PLANNER) or edition.pk in _given(user, Role.PLANNER)


def _edition(user: User, edition: Edition) -> bool:
    if edition.pk in _given(user, Role.PLANNER):
        return True
    if _holds(user, Role.PLANNER, Role.COORDINATOR, Role.COURSE_OWNER) or _teaches(user, edition):
        return True
    return edition.status != Edition.Status.CONCEPT and edition.course.is_published


def _enrolment(user: User, enrolment: Enrolment) -> bool:
    absent = {one.absent_id for one in _standing_in(user)}
    own = enrolment.user_id == user.pk or enrolment.manager_id in {user.pk, *absent}
    mine = (
        own
        or enrolment.edition_id in _given(user, Role.PLANNER)
        or _speaks_for(user, enrolment.organisation)
        or _teaches(user, enrolment.edition)
    )
    return mine or _holds(user, Role.PLANNER, Role.COORDINATOR)


def _traineeship(user: User, one: Traineeship) -> bool:
    running = [place for place in one.placements.all() if place.starts_on <= TODAY <= place.ends_on]
    guides = any(user.pk in (place.supervisor_id, place.manager_id) for place in running)
    given = one.pk in _given(user, Role.COORDINATOR) or _holds(user, Role.COORDINATOR)
    return guides or given or user.pk in (one.trainee_id, one.coach_id)


def _round(user: User, one: Round) -> bool:
    asked = any(invitation.person_id == user.pk for invitation in one.invitations.all())
    plans = one.edition is not None and _holds(user, Role.PLANNER, Role.COURSE_OWNER)
    return asked or plans or _teaches(user, one.edition) or _holds(user, Role.COORDINATOR)


# the data


def _world(dice: random.Random) -> None:
    regions = [make.organisation(area=make.area()) for _ in range(3)]
    regions[1].valid_until, regions[1].successor = dice.choice([TODAY, YESTERDAY]), regions[2]
    regions[1].save()
    people = [make.user(organisation=dice.choice(regions)) for _ in range(PEOPLE)]
    for person in people:
        for role in dice.sample(list(Role), dice.choice([0, 0, 1, 2])):
            days = {"valid_from": dice.choice(STARTS), "valid_until": dice.choice(ENDS)}
            make.role_grant(person, role, organisation=dice.choice(regions), **days)
    editions = [_some_edition(dice, people) for _ in range(THINGS)]
    for person in people:
        where, under = dice.choice([*regions, None]), dice.choice([*people, None])
        make.enrolment(person, dice.choice(editions), organisation=where, manager=under)
    for trainee in dice.sample(people, 4):
        _some_traineeship(dice, trainee, people)
    _narrow_roles(dice, people, editions)
    for absent, deputy in (dice.sample(people, 2) for _pair in range(8)):
        days = {"valid_from": dice.choice(STARTS), "valid_until": dice.choice([TODAY, TOMORROW])}
        make.deputyship(absent, deputy, covers=dice.choice(list(Deputyship.Covers)), **days)
    for person in dice.sample(people, 4):  # for two organisations at once
        make.affiliation(person, make.organisation(), valid_until=dice.choice([TODAY, TOMORROW]))
    questionnaire = make.questionnaire()
    for subject in (None, make.cohort()):
        asked = [Invitee(one, Audience.PARTICIPANT) for one in dice.sample(people, 6)]
        over = None if subject else make.over_edition(trainers=dice.sample(people, 2))
        make.round(questionnaire, people=asked, edition=over, cohort=subject)


def _narrow_roles(dice: random.Random, people: list[User], editions: list[Edition]) -> None:
    """Roles for one edition or one traineeship, of today, of before and of later."""
    ones = [*Traineeship.objects.order_by("pk")]
    for person in dice.sample(people, 5):
        days = {"valid_from": dice.choice(STARTS), "valid_until": dice.choice(ENDS), "user": person}
        edition, one = dice.choice(editions), dice.choice(ones)
        planner, coordinator = {"role": Role.PLANNER}, {"role": Role.COORDINATOR}
        RoleGrant.objects.create(scope=RoleGrant.Scope.EDITION, object_id=edition.pk, **planner, **days)
        RoleGrant.objects.create(scope=RoleGrant.Scope.TRAINEESHIP, object_id=one.pk, **coordinator, **days)


def _some_edition(dice: random.Random, people: list[User]) -> Edition:
    course = make.course(is_published=dice.random() < 0.7)
    edition = make.edition(course, status=dice.choice(list(Edition.Status)))
    for trainer in dice.sample(people, dice.choice([0, 1, 2])):
        make.trainer_assignment(edition.sessions.get(), trainer, dice.choice(list(TrainerAssignment.Status)))
    return edition


def _some_traineeship(dice: random.Random, trainee: User, people: list[User]) -> None:
    others = [one for one in people if one != trainee]
    made = make.traineeship(trainee, coach=dice.choice([*others, None]))
    until = dice.choice([YESTERDAY, TODAY, TOMORROW])
    make.placement(made, supervisor=dice.choice(others), manager=dice.choice([*others, None]), ends_on=until)
