"""The list of attendants of a network day: one's own choice, for who comes, and gone a month after."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from courses.models import Course, Edition
from enrolments import actions, tasks
from enrolments.models import SEATED, Attendant, Enrolment, Status
from people.models import AuditEvent, Role, User
from tests import make
from tests.conftest import AsUser

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def edition() -> Edition:
    return make.edition(make.course(kind=Course.Kind.NETWORK_DAY))


def _page(edition: Edition) -> str:
    return f"/uitvoeringen/{edition.code}/aanwezigen/"


def _seat(edition: Edition, status: Status = Status.ENROLLED, *, listed: bool = False) -> Enrolment:
    here = make.organisation()
    seat = make.enrolment(make.user(organisation=here), edition, status, organisation=here)
    if listed:
        Attendant.objects.create(enrolment=seat)
    return seat


def _press(browser: Client, edition: Edition, button: str) -> str:
    return browser.post(_page(edition), {"lijst": button}, follow=True).content.decode()


def test_nobody_is_on_it_by_itself(as_user: AsUser, edition: Edition) -> None:
    anna = make.user()
    actions.enrol(anna, edition, by=anna)

    page = as_user(anna).get(_page(edition)).content.decode()

    assert "Nog niemand" in page
    assert "U staat niet op de lijst." in page


def test_who_comes_goes_on_it_and_off_it(as_user: AsUser, edition: Edition) -> None:
    seat = _seat(edition)
    browser = as_user(seat.user)

    on = _press(browser, edition, "op")
    again = _press(browser, edition, "op")
    off = _press(browser, edition, "af")

    assert f'<td data-label="Naam">{seat.user}</td>' in on
    assert str(seat.organisation) in on
    assert "U staat op de lijst." in again
    assert "Nog niemand" in off
    deeds = AuditEvent.objects.filter(subject=seat.user).order_by("pk").values_list("deed", flat=True)
    assert list(deeds) == ["join_list", "leave_list"]


def test_who_comes_reads_name_and_organisation_and_no_more(as_user: AsUser, edition: Edition) -> None:
    listed, reader = _seat(edition, listed=True), _seat(edition)

    page = as_user(reader.user).get(_page(edition)).content.decode()

    assert str(listed.user) in page
    assert str(listed.organisation) in page
    assert listed.user.email not in page
    assert f">{reader.user}</td>" not in page


def test_who_has_no_name_is_not_shown_by_address(as_user: AsUser, edition: Edition) -> None:
    listed, reader = _seat(edition, listed=True), _seat(edition)
    User.objects.filter(pk=listed.user.pk).update(given_name="", infix="", family_name="")

    page = as_user(reader.user).get(_page(edition)).content.decode()

    assert listed.user.email not in page
    assert str(listed.organisation) in page


def test_who_was_blocked_is_not_shown(as_user: AsUser, edition: Edition) -> None:
    listed, reader = _seat(edition, listed=True), _seat(edition)
    User.objects.filter(pk=listed.user.pk).update(is_active=False)

    page = as_user(reader.user).get(_page(edition)).content.decode()

    assert str(listed.user) not in page


@pytest.mark.parametrize("status", Status)
def test_it_is_for_who_has_a_seat(as_user: AsUser, edition: Edition, status: Status) -> None:
    browser = as_user(_seat(edition, status).user)

    may = status in SEATED

    assert browser.get(_page(edition)).status_code == (200 if may else 404)
    assert browser.post(_page(edition), {"lijst": "op"}).status_code == (302 if may else 404)
    assert Attendant.objects.exists() is may


def test_others_do_not_find_it_and_the_planner_reads_it(as_user: AsUser, edition: Edition) -> None:
    listed, passer_by = _seat(edition, listed=True), make.user()
    elsewhere = _seat(make.edition(make.course(kind=Course.Kind.NETWORK_DAY)))
    planner = as_user(make.user(roles=[Role.PLANNER]))

    assert [as_user(one).get(_page(edition)).status_code for one in (passer_by, elsewhere.user)] == [404, 404]
    assert str(listed.user) in planner.get(_page(edition)).content.decode()
    assert planner.post(_page(edition), {"lijst": "op"}).status_code == 302
    assert Attendant.objects.count() == 1


def test_only_network_days_have_one(as_user: AsUser) -> None:
    seat = _seat(make.edition())

    assert as_user(seat.user).get(_page(seat.edition)).status_code == 404


def test_who_leaves_is_not_on_it_any_more(as_user: AsUser, edition: Edition) -> None:
    gone, reader = _seat(edition, listed=True), _seat(edition)

    actions.withdraw(gone, by=gone.user)

    assert str(gone.user) not in as_user(reader.user).get(_page(edition)).content.decode()
    tasks.forget_attendants.call()
    assert not Attendant.objects.exists()


def test_a_substitute_decides_anew(edition: Edition) -> None:
    here = make.organisation()
    anna, bas = make.user(organisation=here), make.user(organisation=here)
    seat = actions.enrol(anna, edition, by=anna)
    Attendant.objects.create(enrolment=seat)

    taken = actions.substitute(seat, bas, by=anna)

    assert not Attendant.objects.filter(enrolment=taken).exists()


@pytest.mark.parametrize(("days", "kept"), [(0, True), (1, False)])
def test_it_is_gone_a_month_after_also_when_no_job_ran(
    as_user: AsUser, edition: Edition, days: int, kept: bool
) -> None:
    seat = _seat(edition, Status.COMPLETED, listed=True)
    ended = make.TODAY - settings.ATTENDANTS_KEPT - days * DAY
    Edition.objects.filter(pk=edition.pk).update(starts_on=ended, ends_on=ended, status=Edition.Status.COMPLETED)

    assert as_user(seat.user).get(_page(edition)).status_code == (200 if kept else 404)
    tasks.forget_attendants.call()
    assert Attendant.objects.exists() is kept


@pytest.mark.parametrize("form", [{}, {"lijst": ""}, {"lijst": "ja"}])
def test_another_answer_changes_nothing(as_user: AsUser, edition: Edition, form: dict[str, str]) -> None:
    seat = _seat(edition)

    assert as_user(seat.user).post(_page(edition), form).status_code == 400
    assert not Attendant.objects.exists()
