import pytest

from courses.models import TrainerAssignment
from enrolments.attendance import queries
from people.models import Role, User
from tests import make

pytestmark = pytest.mark.django_db


def test_sessions_are_seen_by_planner_and_own_trainer() -> None:
    trainer, declined = make.user(), make.user()
    session = make.edition(trainers=[trainer]).sessions.get()
    make.trainer_assignment(session, declined, TrainerAssignment.Status.DECLINED)
    make.edition(trainers=[make.user()])

    def seen_by(user: User) -> bool:
        return session in queries.sessions_seen_by(user)

    assert list(queries.sessions_seen_by(trainer)) == [session]
    assert queries.sessions_seen_by(make.user(roles=[Role.PLANNER])).count() == 2
    assert not seen_by(declined)
    assert not seen_by(make.user(roles=[Role.COORDINATOR]))
    assert not seen_by(make.user())
