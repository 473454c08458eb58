from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from courses import queries
from courses.models import Course, Edition, PatternSession
from tests import make

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
MONDAY = date(2026, 4, 13)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", True),
        ("brand", True),
        ("BRANDVEILIGHEID", True),
        ("veiligheid brand", True),
        ("tunnel fire", True),
        ("coördinatie", True),
        ("coordinatie", True),
        ("PGS-15", True),
        ("pgs 15", True),
        ("brand water", False),
        ("%", False),
    ],
)
def test_courses_matching_hold_every_word(words: str, found: bool) -> None:
    course = make.course("Brandveiligheid", title_en="Tunnel fire safety", summary="Over coördinatie.", code="PGS-15")

    assert list(queries.courses_matching(words)) == ([course] if found else [])


def test_courses_matching_are_on_offer() -> None:
    make.course("Brandveiligheid", is_published=False)

    assert not queries.courses_matching("brand").exists()


@pytest.mark.parametrize("number", [1, 3])
def test_with_sessions_has_all_that_pages_show_in_three_queries(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _one in range(number):
        make.edition(sessions=2, room=make.room(location=make.location(make.area())), trainers=[make.user()])

    with django_assert_num_queries(3):
        shown = [
            [edition.course.title, session.room, session.room and session.room.location.area, session.module, *trainers]
            for edition in queries.with_sessions(Edition.objects.all())
            for session in edition.sessions.all()
            for trainers in [session.coming]
        ]

    assert len(shown) == 2 * number


def test_plenary_sessions_leave_workshops_out() -> None:
    edition = make.edition(sessions=1)
    make.session(edition, hours=(17, 18), by_choice=True, capacity=8)

    assert list(queries.plenary_sessions(edition)) == [edition.sessions.get(by_choice=False)]


def test_rooms_for_come_with_the_tightest_fit_first() -> None:
    large, fit, small = make.room(30), make.room(12), make.room(11)
    hall = make.room(12, kind=PatternSession.RoomKind.HALL)

    found = list(queries.rooms_for(PatternSession.RoomKind.CLASSROOM, 12))

    assert found == [fit, large]
    assert small not in found
    assert hall not in found


def test_trainers_for_are_those_who_can_and_may() -> None:
    both, one, gone = make.user(), make.user(), make.user(is_active=False)
    sprinklers, tanks = make.qualification(both, gone), make.qualification(both, one)

    assert list(queries.trainers_for(sprinklers)) == [both]
    assert set(queries.trainers_for(tanks)) == {both, one}
    assert sorted(user.pk for user in queries.trainers_for(None)) == sorted([both.pk, one.pk])


# the public agenda


def test_public_sessions_are_of_editions_that_everybody_may_see() -> None:
    shown = make.edition(), make.edition(status=Edition.Status.CANCELLED)
    make.edition(status=Edition.Status.CONCEPT)
    make.edition(make.course(is_published=False))

    assert {session.edition for session in queries.public_sessions()} == set(shown)


def test_public_sessions_are_of_one_kind_when_asked() -> None:
    day = make.edition(make.course(kind=Course.Kind.NETWORK_DAY))
    make.edition(make.course(kind=Course.Kind.REFRESHER))

    assert [session.edition for session in queries.public_sessions(kind="network_day")] == [day]


def test_public_sessions_are_in_one_area_when_asked() -> None:
    here = make.edition(room=make.room(location=make.location(make.area("D"))))
    make.edition(room=make.room(location=make.location(make.area("A"))))
    make.edition()  # online

    assert [session.edition for session in queries.public_sessions(area="D")] == [here]


@pytest.mark.parametrize(("since", "shown"), [(MONDAY - DAY, True), (MONDAY, True), (MONDAY + DAY, False)])
def test_public_sessions_end_on_or_after_the_day_asked(since: date, shown: bool) -> None:
    make.edition(starts_on=MONDAY)

    assert queries.public_sessions(since=since).exists() is shown


def test_taught_is_what_is_released_of_who_is_coming() -> None:
    trainer = make.user()
    own = make.edition(trainers=[trainer])
    make.edition(trainers=[trainer], status=Edition.Status.CONCEPT)
    make.edition(trainers=[make.user()])

    assert [one.session.edition for one in queries.taught(trainer)] == [own]
