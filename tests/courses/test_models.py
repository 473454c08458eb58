from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from courses.models import Edition, Session, TrainerAssignment
from people.models import Organisation, Role, User
from tests import make

pytestmark = pytest.mark.django_db

Status = Edition.Status

DAY = timedelta(days=1)
BEGIN = make.TODAY + 30 * DAY

SEE_ALL = {Role.PLANNER, Role.COORDINATOR, Role.COURSE_OWNER}


@pytest.fixture
def region() -> Organisation:
    return make.organisation(area=make.area())


def _sees(user: Any, edition: Edition) -> bool:
    return Edition.objects.visible_to(user).filter(pk=edition.pk).exists()


# who sees which edition


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("on_offer", [True, False])
def test_visible_to_a_visitor_is_what_is_announced_and_on_offer(status: Status, on_offer: bool) -> None:
    edition = make.edition(make.course(is_published=on_offer), status=status)

    seen = status != Status.CONCEPT and on_offer
    assert _sees(None, edition) is seen
    assert _sees(AnonymousUser(), edition) is seen
    assert _sees(make.user(), edition) is seen


@pytest.mark.parametrize("role", Role)
def test_visible_to_a_role_is_everything_for_who_plans(role: Role, region: Organisation) -> None:
    user = make.user(roles=[role], organisation=region)

    assert _sees(user, make.edition(status=Status.CONCEPT)) is (role in SEE_ALL)
    assert _sees(user, make.edition(make.course(is_published=False))) is (role in SEE_ALL)


def test_visible_to_a_planner_ends_with_the_role() -> None:
    user = make.user()
    make.role_grant(user, Role.PLANNER, valid_until=make.TODAY - DAY)

    assert not _sees(user, make.edition(status=Status.CONCEPT))


@pytest.mark.parametrize(
    ("answer", "seen"),
    [
        (TrainerAssignment.Status.ASKED, True),
        (TrainerAssignment.Status.ACCEPTED, True),
        (TrainerAssignment.Status.DECLINED, False),
    ],
)
def test_visible_to_a_trainer_are_the_own_concepts(answer: TrainerAssignment.Status, seen: bool) -> None:
    trainer = make.user()
    own, other = make.edition(status=Status.CONCEPT), make.edition(status=Status.CONCEPT)
    make.trainer_assignment(own.sessions.get(), trainer, answer)

    assert _sees(trainer, own) is seen
    assert not _sees(trainer, other)


def test_visible_to_a_trainer_is_an_edition_once() -> None:
    trainer = make.user()
    edition = make.edition(sessions=3, trainers=[trainer, make.user()])

    assert list(Edition.objects.visible_to(trainer)) == [edition]


# when one can enrol


@pytest.mark.parametrize(
    ("day", "accepts"),
    [
        (make.TODAY - DAY, False),
        (make.TODAY, True),  # the first day counts
        (BEGIN - 8 * DAY, True),
        (BEGIN - 7 * DAY, True),  # the last day too
        (BEGIN - 6 * DAY, False),
    ],
)
def test_accepts_enrolments_from_the_first_day_to_the_last(day: date, accepts: bool) -> None:
    edition = make.edition(starts_on=BEGIN, enrol_from=make.TODAY, enrol_until=BEGIN - 7 * DAY)

    assert edition.accepts_enrolments(day) is accepts


@pytest.mark.parametrize(("day", "accepts"), [(BEGIN - DAY, True), (BEGIN, False)])
def test_accepts_enrolments_until_it_begins(day: date, accepts: bool) -> None:
    edition = make.edition(starts_on=BEGIN, enrol_from=make.TODAY, enrol_until=BEGIN + 7 * DAY)

    assert edition.accepts_enrolments(day) is accepts


@pytest.mark.parametrize("status", Status)
def test_accepts_enrolments_when_announced(status: Status) -> None:
    announced = status in (Status.PUBLISHED, Status.CONFIRMED)

    assert make.edition(status=status).accepts_enrolments(make.TODAY) is announced


def test_upcoming_begins_today_at_the_earliest() -> None:
    make.edition(starts_on=make.TODAY - DAY)
    today, later = make.edition(starts_on=make.TODAY), make.edition(starts_on=make.TODAY + DAY)

    assert list(Edition.objects.upcoming(make.TODAY)) == [today, later]


# sessions


@pytest.mark.parametrize(
    ("hours", "overlaps"),
    [((9, 11), True), ((10, 12), True), ((8, 10), True), ((11, 12), False), ((8, 9), False)],
)
def test_overlapping_sessions_share_a_moment(hours: tuple[int, int], overlaps: bool) -> None:
    session = make.session(make.edition(sessions=0), BEGIN, (9, 11))

    found = Session.objects.overlapping(make.at(BEGIN, hours[0]), make.at(BEGIN, hours[1]))

    assert list(found) == ([session] if overlaps else [])


@pytest.mark.parametrize("status", Status)
def test_released_sessions_are_those_people_were_told_about(status: Status) -> None:
    make.edition(status=status)

    assert Session.objects.released().exists() is (status not in (Status.CONCEPT, Status.CANCELLED))


def test_session_has_a_calendar_uid_of_its_own() -> None:
    make.edition(sessions=3)

    uids = set(Session.objects.values_list("uid", flat=True))
    assert len(uids) == 3
    assert all(uid.endswith("@leerlijn") for uid in uids)


# never


def _edition(**fields: Any) -> None:
    make.edition(**fields)


def _session(**fields: Any) -> None:
    make.session(make.edition(), **fields)


def _course(**fields: Any) -> None:
    make.course(**fields)


def _unavailability(**fields: Any) -> None:
    room, trainer = fields.get("room"), fields.get("trainer")
    make.unavailability(
        BEGIN,
        fields.get("hours", (9, 17)),
        room=make.room() if room else None,
        trainer=make.user() if trainer else None,
    )


@pytest.mark.parametrize(
    ("thing", "fields", "constraint"),
    [
        (_edition, {"seats": 0}, "edition_capacity_at_least_one"),
        (_edition, {"seats": 5, "minimum": 6}, "edition_minimum_within_capacity"),
        (_edition, {"enrol_from": BEGIN, "enrol_until": BEGIN - DAY}, "enrolment_window_in_order"),
        (_edition, {"starts_on": BEGIN, "ends_on": BEGIN - DAY}, "edition_ends_after_start"),
        (_session, {"hours": (9, 9)}, "session_ends_after_start"),
        (_course, {"capacity": 0}, "course_capacity_at_least_one"),
        (_course, {"capacity": 5, "minimum": 6}, "course_minimum_within_capacity"),
        (_course, {"price": -1}, "course_price_not_negative"),
        (_unavailability, {"room": True, "trainer": True}, "unavailability_of_a_room_or_a_trainer"),
        (_unavailability, {}, "unavailability_of_a_room_or_a_trainer"),
        (_unavailability, {"room": True, "hours": (9, 9)}, "unavailability_ends_after_start"),
    ],
)
def test_what_may_never_be_is_refused_by_the_database(thing: Any, fields: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        thing(**fields)


def test_code_of_an_edition_belongs_to_one() -> None:
    make.edition(code="NFPA-2026-1")

    with pytest.raises(IntegrityError), transaction.atomic():
        make.edition(code="NFPA-2026-1")


def test_trainer_is_asked_once_for_a_session() -> None:
    trainer: User = make.user()
    session = make.edition(trainers=[trainer]).sessions.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        make.trainer_assignment(session, trainer)
