from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses import actions as course_actions
from courses.errors import EditionRefused
from courses.models import Course, Edition
from courses.slot import Slot
from enrolments import actions
from enrolments.errors import EnrolmentRefused, InterestRefused
from enrolments.interest.actions import lose_interest, show_interest
from enrolments.models import Enrolment, Interest
from people.models import AuditEvent, Message, Organisation, User
from tests import make
from tests.together import together

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
KIND = "edition_published"


def _publish(course: Course, **fields: object) -> Edition:
    concept = make.edition(course, status=Edition.Status.CONCEPT, **fields)  # type: ignore[arg-type]  # any of them
    return actions.publish_edition(concept, by=make.user())


def _told() -> list[User | None]:
    return [one.recipient for one in Message.objects.filter(kind=KIND, state=Message.State.READY).order_by("pk")]


# showing it and taking it back


def test_show_interest_is_one_row_however_often() -> None:
    anna, course = make.user(), make.course()

    first, again = (show_interest(anna, course) for _time in range(2))

    assert first == again == Interest.objects.get()
    assert AuditEvent.objects.filter(deed="show_interest", actor=anna).count() == 1
    assert not Message.objects.exists()


def test_show_interest_is_refused_when_the_rule_says_so() -> None:
    enrolment = make.enrolment()

    with pytest.raises(InterestRefused, match="al ingeschreven"):
        show_interest(enrolment.user, enrolment.edition.course)

    assert not Interest.objects.exists()


def test_lose_interest_leaves_other_people_and_courses() -> None:
    mine = make.interest()
    others = {make.interest(mine.user), make.interest(course=mine.course)}

    for _time in range(2):
        lose_interest(mine.user, mine.course)

    assert set(Interest.objects.all()) == others
    assert AuditEvent.objects.filter(deed="lose_interest").count() == 1


# what comes of it


def test_publish_edition_tells_who_waits_once_and_in_their_language() -> None:
    course = make.course("Bijscholing PGS 31", title_en="PGS 31 refresher")
    anna, bob = make.user(given_name="Anna"), make.user(language="en")
    for person in (anna, bob):
        make.interest(person, course)
    make.interest()

    edition = _publish(course)

    dutch, english = Message.objects.filter(kind=KIND).order_by("recipient")
    assert [dutch.recipient, english.recipient] == [anna, bob]
    assert dutch.subject == "Er is een uitvoering van Bijscholing PGS 31, inschrijven kan vanaf nu"
    assert english.subject == "There is an edition of PGS 31 refresher, you can enrol from now"
    assert "De eerste dag is 13 april 2026." in dutch.body
    assert "vanaf nu, tot en met maandag 6 april 2026:" in dutch.body
    assert edition.get_absolute_url() in dutch.body
    assert f"/aanbod/{course.slug}/" in dutch.body
    assert "maandag 13 april 2026, 09:00-17:00" in dutch.body
    assert "[[" not in dutch.body  # it is stopped where it was asked for


def test_publish_edition_says_from_when_one_can_enrol() -> None:
    interest = make.interest()

    _publish(interest.course, enrol_from=date(2026, 3, 20))

    assert Message.objects.get(kind=KIND).subject.endswith("inschrijven kan vanaf 20 maart 2026")


def test_mail_has_no_use_once_enrolling_is_over() -> None:
    interest = make.interest()

    _publish(interest.course, enrol_until=make.TODAY)

    until = Message.objects.get(kind=KIND).send_until
    assert until is not None
    assert timezone.now() < until <= timezone.now() + DAY


def test_publish_edition_tells_only_who_may_enrol() -> None:
    course = make.course(admits=[Organisation.Kind.SAFETY_REGION])
    admitted = make.user(organisation=make.organisation())
    for person in (admitted, make.user(), make.user(organisation=make.organisation(), is_active=False)):
        make.interest(person, course)

    _publish(course)

    assert _told() == [admitted]


def test_publish_edition_tells_also_who_has_something_else_that_day() -> None:
    interest = make.interest()
    make.enrolment(interest.user, make.edition())

    _publish(interest.course)

    assert _told() == [interest.user]


@pytest.mark.parametrize("fields", [{"enrol_until": make.TODAY - DAY, "enrol_from": make.LONG_AGO}, {"hidden": True}])
def test_publish_edition_tells_nobody_when_nobody_can_enrol(fields: dict[str, object]) -> None:
    interest = make.interest()
    if fields.pop("hidden", False):
        Course.objects.update(is_published=False)
        interest.course.refresh_from_db()

    _publish(interest.course, **fields)

    assert _told() == []


def test_publish_edition_that_is_refused_tells_nobody() -> None:
    interest = make.interest()
    edition = _publish(interest.course)

    with pytest.raises(EditionRefused):
        actions.publish_edition(edition, by=make.user())

    assert _told() == [interest.user]


def test_interest_stays_and_hears_of_the_next_edition_too() -> None:
    interest = make.interest()

    for weeks in (6, 12):
        _publish(interest.course, starts_on=make.TODAY + weeks * 7 * DAY)

    assert _told() == [interest.user] * 2
    assert Interest.objects.get() == interest


def test_stamp_and_publish_on_the_lower_floor_alone_tells_nobody() -> None:
    interest = make.interest()

    course_actions.publish(make.edition(interest.course, status=Edition.Status.CONCEPT), by=make.user())

    assert _told() == []


# how it ends


def test_enrol_ends_the_interest_in_that_course_alone() -> None:
    mine = make.interest()
    others = {make.interest(mine.user), make.interest(course=mine.course)}

    actions.enrol(mine.user, make.edition(mine.course), by=mine.user)

    assert set(Interest.objects.all()) == others


def test_enrol_ends_the_interest_also_for_a_place_in_line_or_a_request() -> None:
    full, asking = make.edition(seats=1), make.edition(make.course(needs_approval=True))
    make.enrolment(edition=full)
    for edition in (full, asking):
        anna = make.interest(course=edition.course).user
        actions.enrol(anna, edition, by=anna)

    assert not Interest.objects.exists()


def test_enrol_that_is_refused_leaves_the_interest() -> None:
    interest = make.interest()
    begun = make.edition(interest.course, starts_on=make.TODAY)

    with pytest.raises(EnrolmentRefused), transaction.atomic():
        actions.enrol(interest.user, begun, by=interest.user)

    assert Interest.objects.get() == interest


def test_enrol_costs_nothing_more_for_who_waited_for_nothing() -> None:
    course = make.course()
    make.interest(course=course)
    anna = make.user()

    with CaptureQueriesContext(connection) as captured:
        actions.enrol(anna, make.edition(course), by=anna)

    touching = [one["sql"] for one in captured if "enrolments_interest" in one["sql"]]
    assert len(touching) == 1  # inside the statement that locks
    assert "courses_edition" in touching[0]


def test_cancel_edition_leaves_the_interest_for_the_next() -> None:
    interest = make.interest()
    edition = _publish(interest.course)

    actions.cancel_edition(edition, by=make.user())
    _publish(interest.course, starts_on=make.TODAY + 84 * DAY)

    assert _told() == [interest.user]
    assert Message.objects.filter(kind=KIND, state=Message.State.DROPPED).count() == 1


# at once


@pytest.mark.postgresql  # on SQLite the second waits at the door, whatever we lock
@pytest.mark.django_db(transaction=True)
def test_show_interest_is_one_row_when_pressed_at_once() -> None:
    anna, course = make.user(), make.course()

    ends = together([partial(show_interest, anna, course)] * 6)

    assert {type(end).__name__ for end in ends} == {"Interest"}
    assert Interest.objects.count() == AuditEvent.objects.filter(deed="show_interest").count() == 1


@pytest.mark.postgresql  # on SQLite the second waits at the door, whatever we lock
@pytest.mark.django_db(transaction=True)
def test_who_enrols_while_an_edition_is_published_has_no_mail_waiting() -> None:
    planner = make.user()
    for week in range(8):
        interest = make.interest()
        there = make.edition(interest.course, starts_on=make.TODAY + (6 + week) * 7 * DAY)
        concept = make.edition(interest.course, status=Edition.Status.CONCEPT, starts_on=there.starts_on + 3 * DAY)

        deeds: list[Callable[[], object]] = [
            partial(actions.publish_edition, concept, by=planner),
            partial(actions.enrol, interest.user, there, by=interest.user),
        ]
        ends = together(deeds)

        assert [type(end).__name__ for end in ends] == ["Edition", "Enrolment"]
        assert _told() == []
    assert not Interest.objects.exists()
    assert Enrolment.objects.count() == 8


@pytest.mark.postgresql  # on SQLite there are no row locks to cross
@pytest.mark.django_db(transaction=True)
def test_publish_edition_does_not_lock_up_with_who_stamps_and_publishes_at_once() -> None:
    course, room, planner = make.course(), make.room(), make.user()
    make.interest(course=course)

    @transaction.atomic
    def stamp_and_publish(day: date) -> Edition:
        wish = course_actions.Stamp(course, day, Edition.Delivery.CLASSROOM, capacity=12, minimum=0)
        slot = Slot("Les", make.at(day, 9), make.at(day, 17), room=room, trainers=(), seats=12)
        return actions.publish_edition(course_actions.stamp(wish, [slot], by=planner), by=planner)

    for week in range(6, 14):
        day = make.TODAY + week * 7 * DAY
        concept = make.edition(course, status=Edition.Status.CONCEPT, starts_on=day, room=room)

        ends = together([partial(actions.publish_edition, concept, by=planner), partial(stamp_and_publish, day + DAY)])

        assert [type(end).__name__ for end in ends] == ["Edition", "Edition"]
    assert len(_told()) == 16
