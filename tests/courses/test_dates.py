from datetime import timedelta

import pytest

from courses import changes, dates
from courses.changes import SessionChange
from courses.models import Session
from tests import make

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def _moving(session: Session, days: int) -> SessionChange:
    wish = make.wish(session, starts_at=session.starts_at + days * DAY, ends_at=session.ends_at + days * DAY)
    return SessionChange(session, changes.as_it_is(session), wish)


@pytest.mark.parametrize("days", [-7, 7])
def test_after_moves_the_deadlines_as_many_days_as_the_first_day(days: int) -> None:
    edition = make.edition(decide_by=make.TODAY + make.AHEAD - 21 * DAY)
    session = edition.sessions.get()

    found = dates.after(_moving(session, days))

    moved = days * DAY
    assert (found.starts_on, found.enrol_until) == (edition.starts_on + moved, edition.enrol_until + moved)
    assert found.decide_by == make.TODAY + make.AHEAD - 21 * DAY + moved
    assert dates.sentences(edition, found)[1:] != []


def test_after_leaves_the_deadlines_when_another_day_moves() -> None:
    edition = make.edition(sessions=2)

    found = dates.after(_moving(edition.sessions.all()[1], 7))

    assert (found.starts_on, found.enrol_until) == (edition.starts_on, edition.enrol_until)
    assert dates.sentences(edition, found) == []


def test_after_never_ends_enrolling_before_it_begins() -> None:
    edition = make.edition(enrol_from=make.TODAY + 30 * DAY)

    assert dates.after(_moving(edition.sessions.get(), -21)).enrol_until == edition.enrol_from
