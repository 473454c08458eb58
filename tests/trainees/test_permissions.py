from datetime import timedelta

import pytest

from people.models import Role, RoleGrant
from tests import make
from trainees import permissions
from trainees.models import LearningTrack, Traineeship
from trainees.permissions import Reader

pytestmark = pytest.mark.django_db

TODAY, DAY = make.TODAY, timedelta(days=1)


def test_a_coach_sees_the_personal_track_only() -> None:
    coach, supervisor = make.user(), make.user()
    traineeship = make.traineeship(coach=coach)
    make.placement(traineeship, supervisor=supervisor)

    assert permissions.tracks_seen(coach, traineeship) == [LearningTrack.Kind.PERSONAL]
    assert len(permissions.tracks_seen(supervisor, traineeship)) == 2
    assert len(permissions.tracks_seen(traineeship.trainee, traineeship)) == 2


def test_supervisor_of_today_and_coordinator_guide() -> None:
    supervisor, before, manager = make.user(), make.user(), make.user()
    traineeship = make.traineeship(coach=make.user())
    make.placement(traineeship, supervisor=before, ends_on=TODAY - DAY)
    make.placement(traineeship, supervisor=supervisor, manager=manager, starts_on=TODAY)

    assert permissions.may_guide(supervisor, traineeship)
    assert permissions.may_guide(make.user(roles=[Role.COORDINATOR]), traineeship)
    for other in (before, manager, traineeship.coach, traineeship.trainee, make.user()):
        assert other is not None
        assert not permissions.may_guide(other, traineeship)


def test_coordinator_of_one_traineeship_sees_and_guides_that_one_only() -> None:
    given, other = make.traineeship(), make.traineeship()
    coordinator = make.user()
    make.role_grant(coordinator, Role.COORDINATOR, scope=RoleGrant.Scope.TRAINEESHIP, object_id=given.pk)

    assert permissions.follows_trainees(coordinator)
    assert set(Traineeship.objects.visible_to(coordinator, TODAY)) == {given}
    assert permissions.may_guide(coordinator, given)
    assert not permissions.may_guide(coordinator, other)
    assert permissions.reads_as(coordinator, given) == Reader.COORDINATOR
    assert not coordinator.has_role(Role.COORDINATOR)
