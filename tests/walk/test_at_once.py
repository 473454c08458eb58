"""A right that ends is gone at the next request, in sessions and feeds that are open (promise P20)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse

from courses.models import TrainerAssignment
from enrolments.models import Enrolment
from people import calendars
from people.models import Affiliation, Deputyship, RoleGrant, User
from tests import make
from tests.walk import access, doors
from tests.walk.scene import Scene, scene
from trainees.models import Placement, Traineeship

pytestmark = pytest.mark.django_db

YESTERDAY = make.TODAY - timedelta(days=1)
ENDS: dict[str, tuple[str, str, Callable[[User], object]]] = {  # role -> its page, the thing there, and how it ends
    access.PLANNER: ("enrolments:participants", "announced", lambda who: _end_grants(who)),
    access.COORDINATOR: ("evaluations:advice", "advice", lambda who: _end_grants(who)),
    access.ADMINISTRATOR: ("people:person", "person", lambda who: _end_grants(who)),
    access.CONTACT: ("enrolments:approval", "request", lambda who: _end_grants(who)),
    access.MANAGER: ("enrolments:approval", "request", lambda who: _end_bonds(who)),
    access.TRAINER: ("enrolments:attendance", "session", lambda who: _decline(who)),
    access.SUPERVISOR: ("trainees:traineeship", "traineeship", lambda who: _end_placements(who)),
    access.COACH: ("trainees:traineeship", "traineeship", lambda who: _end_coaching(who)),
}


def _end_grants(who: User) -> None:
    RoleGrant.objects.filter(user=who).update(valid_from=make.LONG_AGO, valid_until=YESTERDAY)


def _end_bonds(who: User) -> None:
    Affiliation.objects.filter(manager=who).update(valid_until=YESTERDAY)


def _decline(who: User) -> None:
    TrainerAssignment.objects.filter(trainer=who).update(status=TrainerAssignment.Status.DECLINED)


def _end_placements(who: User) -> None:
    Placement.objects.filter(supervisor=who).update(starts_on=make.LONG_AGO, ends_on=YESTERDAY)


def _end_coaching(who: User) -> None:
    Traineeship.objects.filter(coach=who).update(coach=None)


def _page(staged: Scene, route: str, thing: str) -> str:
    return reverse(route, args=staged.things[thing].split())


@pytest.mark.parametrize("role", sorted(ENDS))
def test_page_closes_in_an_open_session_when_the_role_ends(role: str) -> None:
    staged = scene()
    route, thing, end = ENDS[role]
    browser, page = doors.browser(staged, role), _page(staged, route, thing)
    open_first = browser.get(page).status_code

    end(staged.people[role])

    assert (open_first, browser.get(page).status_code in (403, 404)) == (200, True)


def test_page_closes_in_an_open_session_when_standing_in_ends() -> None:
    staged = scene()
    deputy = make.user()
    standing_in = make.deputyship(staged.people[access.CONTACT], deputy)
    browser = doors.browser(Scene({"deputy": deputy}, staged.things), "deputy")
    page = _page(staged, "enrolments:approval", "request")
    open_first = browser.get(page).status_code

    Deputyship.objects.filter(pk=standing_in.pk).update(valid_from=make.LONG_AGO, valid_until=YESTERDAY)

    assert (open_first, browser.get(page).status_code) == (200, 404)


def test_feed_forgets_a_session_when_the_seat_is_gone() -> None:
    staged = scene()
    participant = staged.people[access.PARTICIPANT]
    feed = reverse("private_feed", args=[calendars.new_feed_token(participant)])
    enrolment = Enrolment.objects.get(pk=staged.things["enrolment"])
    uid, visitor = enrolment.edition.sessions.get().uid, doors.browser(staged, access.VISITOR)
    told_first = uid in visitor.get(feed).content.decode()

    Enrolment.objects.filter(pk=enrolment.pk).update(status="withdrawn")

    assert (told_first, uid in visitor.get(feed).content.decode()) == (True, False)


def test_feed_and_session_end_when_somebody_is_blocked() -> None:
    staged = scene()
    participant = staged.people[access.PARTICIPANT]
    feed = reverse("private_feed", args=[calendars.new_feed_token(participant)])
    browser = doors.browser(staged, access.PARTICIPANT)
    open_first = browser.get("/mijn/").status_code

    User.objects.filter(pk=participant.pk).update(is_active=False)

    assert open_first == 200
    assert browser.get("/mijn/").status_code == 302
    assert doors.browser(staged, access.VISITOR).get(feed).status_code == 404
