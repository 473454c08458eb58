from datetime import date, datetime, timedelta

import pytest

from enrolments.models import Enrolment, Status
from enrolments.seat_offer import rules
from people import clock
from tests import make

MON, TUE, WED, THU = (date(2026, 3, day) for day in (2, 3, 4, 5))
FAR = date(2026, 12, 1)
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)  # Sundays on which the clock changes
DAY = timedelta(days=1)
at = make.at


@pytest.mark.parametrize(
    ("hours", "now", "begins", "until"),
    [
        # far from the start: so many hours
        (48, at(MON, 10), FAR, at(WED, 10)),
        (1, at(MON, 10, 30), FAR, at(MON, 11, 30)),
        # never at night
        (12, at(MON, 10), FAR, at(MON, 22)),  # ten o'clock is evening still
        (12, at(MON, 10, 1), FAR, at(TUE, 8)),
        (4, at(MON, 20), FAR, at(TUE, 8)),  # midnight
        (10, at(MON, 14, 30), FAR, at(TUE, 8)),
        (12, at(MON, 19, 59), FAR, at(TUE, 8)),
        (12, at(MON, 20), FAR, at(TUE, 8)),  # eight o'clock is morning already
        (12, at(MON, 20, 1), FAR, at(TUE, 8, 1)),
        (1, at(TUE, 3), FAR, at(TUE, 8)),
        # shorter near the start: half of what is left
        (48, at(MON, 10), THU, at(TUE, 17)),
        (48, at(WED, 10), THU, at(WED, 17)),
        (48, at(WED, 20), THU, at(WED, 22)),
        (2, at(WED, 10), THU, at(WED, 12)),  # what the course says is shorter still
        (48, at(TUE, 22, 30), THU, at(WED, 11, 15)),
        # the last evening: until ten, and at least an hour
        (48, at(WED, 20, 30), THU, at(WED, 22)),
        (48, at(WED, 21), THU, at(WED, 22)),
        (48, at(WED, 21, 1), THU, None),
        (48, at(WED, 23), THU, None),
        (48, at(THU, 0), THU, None),
        (48, at(THU, 12), THU, None),
        # a day of the clock change has 23 or 25 hours
        (24, at(SPRING - DAY, 10), FAR, at(SPRING, 11)),
        (24, at(SPRING - DAY, 21, 1), FAR, at(SPRING + DAY, 8)),  # by the old clock it would be evening still
        (24, at(AUTUMN - DAY, 10), FAR, at(AUTUMN, 9)),
        (12, at(AUTUMN - DAY, 20), FAR, at(AUTUMN, 8)),  # seven o'clock is night
        (24, at(AUTUMN - DAY, 22, 30), FAR, at(AUTUMN, 21, 30)),
        (48, at(SPRING - DAY, 22), SPRING + DAY, at(SPRING, 11, 30)),  # 25 hours are left
        (48, at(AUTUMN - DAY, 22), AUTUMN + DAY, at(AUTUMN, 10, 30)),  # 27 hours are left
    ],
)
def test_until_is_never_at_night_and_shorter_near_the_start(
    hours: int, now: datetime, begins: date, until: datetime | None
) -> None:
    assert rules.until(hours, now=now, begins=begins) == until


def _offer(**fields: object) -> Enrolment:
    return make.enrolment(status=Status.OFFERED, **fields)  # type: ignore[arg-type]  # fields of the row


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "sentence"), [(-1, ""), (0, "Dit aanbod gold tot"), (1, "Dit aanbod gold tot")])
def test_why_not_answer_looks_at_the_moment_itself(seconds: int, sentence: str) -> None:
    offer = _offer()
    assert offer.offered_until

    why_not = rules.why_not_answer(offer, now=offer.offered_until + timedelta(seconds=seconds))

    assert why_not.startswith(sentence)
    assert bool(why_not) is bool(sentence)


@pytest.mark.django_db
def test_why_not_answer_says_so_when_it_has_begun() -> None:
    edition = make.edition(starts_on=make.TODAY)

    assert rules.why_not_answer(_offer(edition=edition), now=clock.now()).startswith("Dit aanbod gold tot")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (Status.ENROLLED, "U hebt dit aanbod al aangenomen."),
        (Status.REQUESTED, "U hebt dit aanbod al aangenomen."),
        (Status.WITHDRAWN, "Dit aanbod staat niet meer open."),
        (Status.CANCELLED, "Deze uitvoering gaat niet door."),
        (Status.WAITING, "Er staat geen aanbod voor u open."),
    ],
)
def test_why_not_answer_says_what_became_of_it(status: Status, sentence: str) -> None:
    offer = _offer()
    offer.status = status

    assert rules.why_not_answer(offer, now=clock.now()) == sentence


@pytest.mark.django_db
def test_why_not_answer_knows_who_was_never_offered_anything() -> None:
    assert rules.why_not_answer(make.enrolment(), now=clock.now()) == "Er staat geen aanbod voor u open."


@pytest.mark.django_db
def test_why_not_accept_tells_of_another_session_at_that_time() -> None:
    offer = _offer()
    make.enrolment(offer.user, make.edition(make.course("Tankputten")))

    assert "Tankputten" in rules.why_not_accept(offer, now=clock.now())
    assert rules.why_not_answer(offer, now=clock.now()) == ""
