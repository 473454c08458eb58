import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from courses.models import Course, Edition, PatternSession
from people.models import AuditEvent, Message, Role, User
from tests import make
from tests.conftest import AsUser

pytestmark = pytest.mark.django_db

FIRST_DAY = date(2026, 4, 13)  # a Monday
HEAD = {"first_day": FIRST_DAY.isoformat(), "delivery": "classroom", "capacity": "12", "minimum": "4"}


@pytest.fixture
def planner(as_user: AsUser) -> Client:
    return as_user(make.user(roles=[Role.PLANNER]))


@pytest.fixture
def course() -> Course:
    """Two days, a week apart, in a classroom with one trainer."""
    made = make.course("Bijscholing PGS 31", capacity=12)
    teaches = make.qualification(make.user(given_name="Kim", infix="", family_name="Vos"))
    for offset in (0, 7):
        make.pattern_session(made, day_offset=offset, qualification=teaches, title=f"Dag {offset}")
    make.room(16, name="Lokaal 1")
    return made


def address(course: Course) -> str:
    return reverse("enrolments:stamp", args=[course.slug])


def proposed(planner: Client, course: Course, **changes: str) -> dict[str, str]:
    """The fields of the form after asking for a proposal, as a browser would send them again."""
    page = planner.post(address(course), HEAD | {"deed": "propose"}).content.decode()
    fields = dict(re.findall(r'<input type="(?:hidden|date|time|number)" name="([^"]+)"[^>]*? value="([^"]*)"', page))
    for select in re.findall(r"<select.*?</select>", page, re.S):
        name = re.search(r'name="([^"]+)"', select)
        chosen = re.search(r'<option value="([^"]*)" selected', select)
        assert name
        fields[name.group(1)] = chosen.group(1) if chosen else ""
    fields |= dict(re.findall(r'<input type="checkbox" name="([^"]+)"[^>]*? value="([^"]*)"[^>]* checked', page))
    return fields | changes


def test_stamp_proposes_days_rooms_and_trainers_from_the_pattern(planner: Client, course: Course) -> None:
    fields = proposed(planner, course)

    trainer = User.objects.get(family_name="Vos")
    assert [fields["form-0-day"], fields["form-1-day"]] == ["2026-04-13", "2026-04-20"]
    assert fields["form-0-room"] == fields["form-1-room"] != ""
    assert fields["form-0-trainers"] == str(trainer.pk)


def test_stamp_saves_a_concept_when_asked(planner: Client, course: Course) -> None:
    answer = planner.post(address(course), proposed(planner, course, deed="save"))

    edition = Edition.objects.get()
    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse("courses:planned_edition", args=[edition.code])
    assert (edition.status, edition.capacity, edition.minimum) == (Edition.Status.CONCEPT, 12, 4)
    assert edition.sessions.count() == 2


def test_stamp_publishes_at_once_when_asked(planner: Client, course: Course) -> None:
    planner.post(address(course), proposed(planner, course, deed="publish"))

    assert Edition.objects.get().status == Edition.Status.PUBLISHED


@pytest.mark.parametrize(
    ("pattern", "typed", "becomes"),
    [
        ({}, "", (False, None)),  # everybody attends it
        ({}, "8", (True, 8)),  # the planner makes it a workshop
        ({"by_choice": True, "capacity": 6}, "8", (True, 8)),
        ({"by_choice": True, "capacity": 6}, "", (False, None)),  # or not
        ({"by_choice": True, "capacity": 6}, None, (True, 6)),  # as the pattern says
    ],
)
def test_stamp_makes_a_workshop_of_what_gets_seats_of_its_own(
    planner: Client, course: Course, pattern: dict[str, object], typed: str | None, becomes: tuple[bool, int | None]
) -> None:
    course.pattern.filter(day_offset=7).update(**pattern)
    wish = {} if typed is None else {"form-1-own_seats": typed}

    planner.post(address(course), proposed(planner, course, deed="save") | wish)

    session = Edition.objects.get().sessions.get(title="Dag 7")
    assert (session.by_choice, session.capacity) == becomes


def test_stamp_twice_makes_one_edition_when_the_key_is_the_same(planner: Client, course: Course) -> None:
    fields = proposed(planner, course, deed="publish")

    first, again = planner.post(address(course), fields), planner.post(address(course), fields)

    assert first.headers["Location"] == again.headers["Location"]
    assert Edition.objects.count() == 1
    assert AuditEvent.objects.filter(deed="stamp").count() == 1


def test_stamp_lists_a_double_booked_room_before_saving(planner: Client, course: Course) -> None:
    fields = proposed(planner, course, deed="check")
    taken = make.edition(starts_on=FIRST_DAY, room=make.room(name="Lokaal 2"))
    fields["form-0-room"] = str(taken.sessions.get().room_id)

    page = planner.post(address(course), fields)

    assert page.status_code == 200
    assert f"al bezet door {taken.code}" in page.content.decode()
    assert Edition.objects.count() == 1


def test_stamp_refuses_to_publish_a_double_booked_trainer_and_saves_nothing(planner: Client, course: Course) -> None:
    fields = proposed(planner, course, deed="publish")
    make.edition(starts_on=FIRST_DAY, trainers=[User.objects.get(family_name="Vos")])

    page = planner.post(address(course), fields)

    assert page.status_code == 409
    assert "Kim Vos" in page.content.decode()
    assert Edition.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("form-0-day", "31-04-2026", "een bestaande datum"),
        ("form-0-day", "1789-07-14", "tussen 1990 en 2100"),
        ("form-0-ends", "08:00", "Het einde moet na het begin liggen."),
        ("form-0-room", "999999", "Kies iets uit de lijst."),
        ("form-0-trainers", "999999", "Kies iets uit de lijst."),
        ("form-0-pattern", "999999", "Kies iets uit de lijst."),
        ("capacity", "0", "1"),
        ("capacity", "99999999999", "32767"),
        ("minimum", "13", "Het minimum is hoger dan het aantal plaatsen."),
        ("first_day", "vandaag", "een bestaande datum"),
    ],
)
def test_stamp_says_at_the_field_what_is_wrong(
    planner: Client, course: Course, field: str, value: str, message: str
) -> None:
    page = planner.post(address(course), proposed(planner, course, deed="publish", **{field: value}))

    assert page.status_code == 400
    assert message in page.content.decode()
    assert not Edition.objects.exists()


@pytest.mark.parametrize("night", ["2027-03-28", "2026-10-25", "2027-10-31"])
def test_stamp_refuses_an_hour_of_the_night_the_clock_changes(planner: Client, course: Course, night: str) -> None:
    fields = proposed(planner, course, deed="publish", **{"form-0-day": night, "form-0-starts": "02:30"})

    page = planner.post(address(course), fields)

    assert page.status_code == 400
    assert "de nacht waarin de klok verzet wordt" in page.content.decode()


def test_stamp_keeps_what_was_typed_when_something_is_wrong(planner: Client, course: Course) -> None:
    page = planner.post(
        address(course), proposed(planner, course, **{"form-0-ends": "08:00", "form-1-starts": "10:15"})
    )

    assert 'value="10:15"' in page.content.decode()


def test_stamp_takes_the_same_number_of_queries_for_more_sessions(
    planner: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    course = make.course(capacity=12)
    for offset in range(30):
        make.pattern_session(course, day_offset=offset)

    with django_assert_max_num_queries(18):
        planner.post(address(course), HEAD | {"deed": "propose"})


def test_publish_announces_a_concept(planner: Client) -> None:
    edition = make.edition(status=Edition.Status.CONCEPT)

    planner.post(reverse("enrolments:publish", args=[edition.code]))

    edition.refresh_from_db()
    assert edition.status == Edition.Status.PUBLISHED


def test_publish_refuses_what_is_published_already(planner: Client) -> None:
    edition = make.edition()

    answer = planner.post(reverse("enrolments:publish", args=[edition.code]))

    assert answer.status_code == 409
    assert "al gepubliceerd" in answer.content.decode()


def test_choose_course_shows_every_course_with_a_way_on(planner: Client, course: Course) -> None:
    page = planner.get(reverse("enrolments:choose_course")).content.decode()

    assert address(course) in page


def test_stamp_of_an_unknown_course_is_not_found(planner: Client) -> None:
    assert planner.get(reverse("enrolments:stamp", args=["bestaat-niet"])).status_code == 404


def test_stamp_without_sessions_makes_an_e_learning(planner: Client) -> None:
    course = make.course(kind=Course.Kind.E_LEARNING)
    fields = proposed(planner, course, deed="publish", delivery="e_learning")

    planner.post(address(course), fields)

    edition = Edition.objects.get()
    assert (edition.status, edition.starts_on) == (Edition.Status.PUBLISHED, FIRST_DAY)
    assert PatternSession.objects.count() == edition.sessions.count() == 0


# who waits for it


def _waiting(course: Course, people: int = 1) -> None:
    for _one in range(people):
        make.interest(course=course)


def test_choose_course_says_how_many_wait_for_each(planner: Client, course: Course) -> None:
    _waiting(course, 2)
    _waiting(make.course())
    make.interest(make.user(is_active=False), course)
    make.course("Niemand")

    page = planner.get(reverse("enrolments:choose_course"))

    assert [number for _course, number in page.context["courses"]] == [2, 0, 1]
    assert page.content.decode().count("belangstellende") == 2


def test_stamp_names_who_waits_for_it(planner: Client, course: Course) -> None:
    make.interest(make.user(given_name="Anna", infix="", family_name="Bos"), course)
    make.interest(make.user(given_name="Een", infix="", family_name="Ander"))

    page = planner.get(address(course)).content.decode()

    assert "1 belangstellende<" in page
    assert "Anna Bos" in page
    assert "Een Ander" not in page


@pytest.mark.parametrize("people", [1, 30])
def test_planner_pages_ask_as_much_whoever_waits(
    planner: Client, course: Course, django_assert_max_num_queries: DjangoAssertNumQueries, people: int
) -> None:
    _waiting(course, people)
    for page, most in ((reverse("enrolments:choose_course"), 8), (address(course), 12)):
        with django_assert_max_num_queries(most):
            planner.get(page)


@pytest.mark.parametrize("at_once", [True, False])
def test_publishing_tells_who_waits_for_it(planner: Client, course: Course, at_once: bool) -> None:
    interest = make.interest(course=course)

    planner.post(address(course), proposed(planner, course, deed="publish" if at_once else "save"))
    if not at_once:
        assert not Message.objects.filter(kind="edition_published").exists()
        planner.post(reverse("enrolments:publish", args=[Edition.objects.get().code]))

    assert Message.objects.get(kind="edition_published").recipient == interest.user


def test_publishing_that_is_refused_tells_nobody(planner: Client, course: Course) -> None:
    _waiting(course)
    fields = proposed(planner, course, deed="publish")
    make.edition(starts_on=FIRST_DAY, trainers=[User.objects.get(family_name="Vos")])

    assert planner.post(address(course), fields).status_code == 409
    assert not Message.objects.filter(kind="edition_published").exists()


def test_who_plans_one_edition_does_not_read_who_waits(as_user: AsUser, course: Course) -> None:
    make.interest(make.user(family_name="Bos"), course)
    edition, helper = make.edition(course, status=Edition.Status.CONCEPT), make.user()
    make.narrow_grant(helper, Role.PLANNER, edition)

    assert as_user(helper).get(address(course)).status_code == 403
    assert "Bos" not in as_user(helper).get(reverse("courses:planned_edition", args=[edition.code])).content.decode()
