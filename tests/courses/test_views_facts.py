"""Where planners and owners of courses change practical facts."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.facts.rules import CourseFacts, EditionFacts
from courses.models import Course, Edition
from people.models import AuditEvent, Role
from tests import make
from tests.conftest import AsUser

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def owner(as_user: AsUser) -> Client:
    return as_user(make.user(roles=[Role.COURSE_OWNER]))


@pytest.fixture
def planner(as_user: AsUser) -> Client:
    return as_user(make.user(roles=[Role.PLANNER]))


def _course_page(course: Course) -> str:
    return reverse("enrolments:edit_course", args=[course.slug])


def _facts(course: Course, **changes: str) -> dict[str, str]:
    """What the page sends, but for these changes."""
    course.refresh_from_db()
    usual = {"price": "450", "funding": "market", "leave_days_before": "2", "capacity": "16", "minimum": "8"}
    usual |= {"offer_hours": "0"}
    tiers = {"days0": "28", "percentage0": "0", "days1": "14", "percentage1": "50"}
    sent = {"key": str(uuid.uuid4()), "seen": CourseFacts.of(course).mark, "closes_days_before": "7"}
    return usual | tiers | sent | {"bring": "Een laptop", "bring_en": "A laptop"} | changes


def test_courses_lists_every_course(owner: Client) -> None:
    make.course("Tankputten", price=900, cancellation_tiers=[[28, 0], [14, 50]])
    make.course("Nieuw", is_published=False)

    page = owner.get("/planning/opleidingen/").content.decode()

    assert "tot 28 dagen ervoor 0%, tot 14 dagen ervoor 50%, daarna 100%" in page
    assert "niet in het aanbod" in page


def test_edit_course_changes_what_was_typed(owner: Client) -> None:
    course = make.course()

    answer = owner.post(_course_page(course), _facts(course, price="412,50", needs_approval="on"))

    course.refresh_from_db()
    assert answer.status_code == 302
    assert (float(course.price), course.needs_approval, course.bring_en) == (412.5, True, "A laptop")
    assert course.cancellation_tiers == [[28, 0], [14, 50]]
    assert AuditEvent.objects.filter(deed="edit_course").count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"price": "1e3"}, "Vul een bedrag in"),
        ({"price": "-1"}, "Vul een bedrag in"),
        ({"days1": "28"}, "minder dagen"),
        ({"percentage1": "0"}, "hoger percentage"),
        ({"percentage1": ""}, "Vul beide in"),
        ({"percentage1": "101"}, "100"),
        ({"leave_days_before": "0"}, "1"),
        ({"minimum": "17"}, "Het minimum is hoger"),
    ],
)
def test_edit_course_refuses_what_cannot_be(owner: Client, changes: dict[str, str], said: str) -> None:
    course = make.course()

    answer = owner.post(_course_page(course), _facts(course, **changes))

    assert answer.status_code == 400
    assert said in answer.content.decode()
    course.refresh_from_db()
    assert course.price == 0


def test_edit_course_answers_409_when_somebody_else_was_first(owner: Client) -> None:
    course = make.course()
    mine, theirs = _facts(course, price="100"), _facts(course, price="200")
    owner.post(_course_page(course), theirs)

    answer = owner.post(_course_page(course), mine)

    assert answer.status_code == 409
    assert "intussen gewijzigd" in answer.content.decode()
    course.refresh_from_db()
    assert course.price == 200


def test_edit_course_changes_nothing_when_it_is_as_it_was(owner: Client) -> None:
    course = make.course()
    owner.post(_course_page(course), _facts(course))

    owner.post(_course_page(course), _facts(course))

    assert AuditEvent.objects.filter(deed="edit_course").count() == 1


def _edition_page(edition: Edition) -> str:
    return reverse("courses:edit_edition", args=[edition.code])


def _window(edition: Edition, **changes: Any) -> dict[str, str]:
    facts = EditionFacts.of(edition)
    sent = vars(facts) | {"decide_by": edition.starts_on - 21 * DAY, "minimum": 4} | changes
    return {"key": str(uuid.uuid4()), "seen": facts.mark} | {name: str(value) for name, value in sent.items()}


def test_edit_edition_changes_what_was_typed(planner: Client) -> None:
    edition = make.edition()
    until = edition.starts_on - 3 * DAY

    answer = planner.post(_edition_page(edition), _window(edition, enrol_until=until))

    edition.refresh_from_db()
    assert answer.status_code == 302
    assert (edition.enrol_until, edition.decide_by, edition.minimum) == (until, edition.starts_on - 21 * DAY, 4)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("enrol_until", make.TODAY - DAY, "voor de eerste dag om zich in te schrijven"),
        ("enrol_until", make.TODAY + make.AHEAD + DAY, "al begonnen"),
        ("decide_by", make.TODAY + make.AHEAD + DAY, "al begonnen"),
        ("minimum", 13, "maar 12 plaatsen"),
        ("enrol_from", "morgen", "Vul een bestaande datum in"),
    ],
)
def test_edit_edition_refuses_what_cannot_be(planner: Client, field: str, value: object, said: str) -> None:
    edition = make.edition()

    answer = planner.post(_edition_page(edition), _window(edition, **{field: value}))

    assert answer.status_code == 400
    assert said in answer.content.decode()
    edition.refresh_from_db()
    assert edition.minimum == 0


def test_edit_edition_answers_409_when_somebody_else_was_first(planner: Client) -> None:
    edition = make.edition()
    mine, theirs = _window(edition, minimum=3), _window(edition, minimum=5)
    planner.post(_edition_page(edition), theirs)

    answer = planner.post(_edition_page(edition), mine)

    assert answer.status_code == 409
    edition.refresh_from_db()
    assert edition.minimum == 5


def test_edit_edition_is_refused_when_it_is_called_off(planner: Client) -> None:
    edition = make.edition(status=Edition.Status.CANCELLED)

    assert planner.post(_edition_page(edition), _window(edition)).status_code == 409


def test_facts_that_another_saved_meanwhile_are_shown_beside_what_was_typed(owner: Client) -> None:
    course = make.course()
    mine, theirs = _facts(course, price="100"), _facts(course, price="200", bring="<b>Helm</b>")
    owner.post(_course_page(course), theirs)

    page = owner.post(_course_page(course), mine).content.decode()

    assert "<dd>200,00</dd>" in page
    assert "<dd>&lt;b&gt;Helm&lt;/b&gt;</dd>" in page
    assert 'value="100"' in page
