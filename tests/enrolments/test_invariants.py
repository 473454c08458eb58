"""The check of live seats, lines and requests sees each thing that may not be, and nothing else."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from courses.models import Edition
from enrolments import actions, invariants
from enrolments.models import Enrolment, EnrolmentChange, SessionChoice, Status
from people.models import User
from tests import make

pytestmark = pytest.mark.django_db


def _told(*people: User, edition: Edition) -> list[Enrolment]:
    """Enrolments as the product writes them, so with their history."""
    return [actions.enrol(person, edition, by=person) for person in people]


def _overfull() -> str:
    edition = make.edition(seats=2)
    _told(make.user(), make.user(), edition=edition)
    Edition.objects.update(capacity=1)
    return edition.code


def _overfull_session_by_module() -> str:
    edition = make.edition(seats=5, sessions=0)
    module = make.module(edition.course)
    make.session(edition, module=module, capacity=1)
    _with_history(make.enrolment(edition=edition, modules=[module]), make.enrolment(edition=edition))
    return edition.code


def _overfull_without_sessions() -> str:
    edition = make.edition(seats=2, sessions=0)
    _told(make.user(), make.user(), edition=edition)
    Edition.objects.update(capacity=1)
    return edition.code


def _kept_beyond_capacity() -> str:
    edition = make.edition(seats=2)
    _told(make.user(), edition=edition)
    make.reservation(edition, 2)
    return edition.code


def _passed_over() -> str:
    edition = make.edition(seats=1)
    _first, second = _told(make.user(), make.user(), edition=edition)
    Enrolment.objects.filter(pk=second.pk).update(number=0, status=Status.WAITING)
    return edition.code


def _waiting_for_nothing() -> str:
    edition = make.edition(seats=1)
    _told(make.user(), make.user(), edition=edition)
    Edition.objects.update(capacity=2)
    return edition.code


def _without_history() -> str:
    return make.enrolment().edition.code


def _with_another_history() -> str:
    (enrolment,) = _told(make.user(), edition=make.edition())
    enrolment.changes.update(status=Status.WITHDRAWN)
    return enrolment.edition.code


def _request_without_question() -> str:
    request = make.request()
    _with_history(request)
    request.approvals.all().delete()
    return request.edition.code


def _question_without_request() -> str:
    request = make.request()
    Enrolment.objects.update(status=Status.ENROLLED)
    request.refresh_from_db()
    _with_history(request)
    return request.edition.code


def _twice_in_one_edition() -> str:
    """As it would be without the constraint that keeps it from happening."""
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX one_active_enrolment_per_edition")
    enrolment = make.enrolment()
    _with_history(enrolment, make.enrolment(enrolment.user, enrolment.edition))
    return enrolment.edition.code


def _chosen(*hours: tuple[int, int], status: Status = Status.ENROLLED) -> str:
    seat = make.enrolment(status=status)
    _with_history(seat)
    for one in hours:
        SessionChoice.objects.create(enrolment=seat, session=make.session(seat.edition, hours=one, by_choice=True))
    return seat.edition.code


def _workshops_at_once() -> str:
    return _chosen((18, 20), (19, 21))


def _workshop_without_a_seat() -> str:
    return _chosen((18, 20), status=Status.WITHDRAWN)


def _with_history(*enrolments: Enrolment) -> None:
    for one in enrolments:
        EnrolmentChange.objects.create(
            enrolment=one, status=one.status, reason=EnrolmentChange.Reason.ENROLLED, at=one.enrolled_at
        )


@pytest.mark.parametrize(
    "breach",
    [
        _overfull,
        _overfull_session_by_module,
        _overfull_without_sessions,
        _kept_beyond_capacity,
        _passed_over,
        _waiting_for_nothing,
        _without_history,
        _with_another_history,
        _request_without_question,
        _question_without_request,
        _twice_in_one_edition,
        _workshops_at_once,
        _workshop_without_a_seat,
    ],
)
def test_broken_names_what_may_not_be(breach: Callable[[], str]) -> None:
    code = breach()

    (sentence,) = invariants.broken()

    assert code in sentence


def test_broken_lets_people_wait_once_an_edition_has_begun(settings: Settings) -> None:
    edition = make.edition(seats=1)
    _told(make.user(), make.user(), edition=edition)
    Edition.objects.update(capacity=2)

    settings.AS_OF = edition.starts_on

    assert list(invariants.broken()) == []


def test_broken_lets_who_follows_one_module_go_before_who_wants_all() -> None:
    edition = make.edition(seats=1, sessions=0)
    one, other = make.module(edition.course), make.module(edition.course)
    make.session(edition, module=one)
    make.session(edition, edition.starts_on + timedelta(days=1), module=other)
    _with_history(
        make.enrolment(edition=edition, modules=[one]),
        make.enrolment(edition=edition, status=Status.WAITING),
        make.enrolment(edition=edition, modules=[other]),
    )

    assert list(invariants.broken()) == []
