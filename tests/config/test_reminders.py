"""What every floor has to tell becomes one mail."""

from datetime import time, timedelta
from unittest.mock import ANY

import pytest
from pytest_django import Settings

from config import reminders, tasks
from people.models import Message
from tests import make

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def _manager_with_a_seat() -> None:
    """Somebody who has a seat in what begins soon, and a request to answer."""
    here = make.organisation()
    manager = make.user(organisation=here)
    make.enrolment(manager, make.edition(starts_on=make.TODAY + 2 * DAY))
    request = make.request(make.user(organisation=here, manager=manager))
    request.approvals.update(asked_at=make.at(make.TODAY - 9 * DAY, 9))


def test_write_puts_what_several_floors_say_into_one_mail() -> None:
    _manager_with_a_seat()

    reminders.write(make.TODAY)

    (told,) = Message.objects.all()
    assert told.subject == "Actie nodig: twee zaken"
    assert told.minted == {"link_1": ["approval_link", ANY]}


@pytest.mark.parametrize(
    ("begins", "ends", "mails"), [(time.max, time.max, 0), (time.min, time.min, 0), (time.min, time.max, 1)]
)
def test_remind_does_nothing_at_night(settings: Settings, begins: time, ends: time, mails: int) -> None:
    _manager_with_a_seat()
    settings.REMINDERS_FROM, settings.REMINDERS_UNTIL = begins, ends

    tasks.remind.call()

    assert Message.objects.count() == mails
