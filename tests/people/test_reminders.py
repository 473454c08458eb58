"""One mail a day, each matter once, and nothing that no longer holds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from courses.models import Course, Edition
from people import outbox, reminders
from people.letters import actions as letters
from people.models import Message, Reminded, Role, User
from people.reminders import Reminder
from tests import make
from tests.mail_server import Mailbox
from tests.together import together

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
State, Reason = Message.State, Message.Reason


def _reminder(
    to: User | str, about: str = "1", *, name: str = "Wil", due: date = make.TODAY, asks: bool = False, **fields: Any
) -> Reminder:
    """Thanks for a course with this name, or a question about it; it holds as long as the course has that name."""
    course = Course.objects.filter(title=name).first() or make.course(name)
    plain: dict[str, Any] = {
        **{"kind": "trainer_reminder" if asks else "thanks", "until": make.at(make.TODAY + 5 * DAY, 0)},
        **{"context": {"edition": Edition(code="UITV-1", course=course), "course": course}},
        **{"rows": Course.objects.filter(title=name), "due": due},
    }
    return Reminder(to=to, about=about, **plain | fields)


def _mails() -> list[Message]:
    return list(Message.objects.filter(kind="reminder").order_by("pk"))


def _subjects() -> list[str]:
    return [mail.subject for mail in _mails()]


def test_one_matter_has_its_own_subject() -> None:
    anna = make.user()

    reminders.write([_reminder(anna)])

    assert _subjects() == ["Bedankt dat u er was: Wil"]


def test_something_that_is_asked_says_so_first() -> None:
    reminders.write([_reminder(make.user(), asks=True)])

    assert _subjects() == ["Actie nodig: laat weten of u komt als docent: Wil"]


def test_several_matters_are_one_mail_with_the_most_pressing_first() -> None:
    anna = make.user(given_name="Anna", infix="", family_name="Bos")
    later = _reminder(anna, "later", name="Lot", due=make.TODAY + 3 * DAY, asks=True)
    soon = _reminder(anna, "soon", name="Kees", due=make.TODAY + DAY, asks=True)
    good_to_know = _reminder(anna, "known", name="Kim", due=make.TODAY)

    reminders.write([good_to_know, later, soon])

    (told,) = _mails()
    assert told.subject == "Actie nodig: drie zaken"
    assert told.body.startswith("Beste Anna Bos,\n\nEr zijn drie zaken voor u. Wat het eerst moet, staat bovenaan.")
    assert [line for line in told.body.splitlines() if line[:3] in ("1. ", "2. ", "3. ")] == [
        "1. Laat weten of u komt als docent: Kees",
        "2. Laat weten of u komt als docent: Lot",
        "3. Bedankt dat u er was: Kim",
    ]


def test_several_matters_that_ask_nothing_are_for_information() -> None:
    anna = make.user(language="en")

    reminders.write([_reminder(anna, str(number)) for number in range(12)])

    assert _subjects() == ["For your information: 12 matters"]


def test_matter_has_the_words_of_staff_in_the_mail_of_all() -> None:
    make.mail_text("thanks", subject="dank van {opleiding}", body="Tot ziens bij {opleiding}.")
    anna = make.user()

    reminders.write([_reminder(anna, "1", name="Lot"), _reminder(anna, "2", name="Kees", asks=True)])

    (told,) = _mails()
    assert told.subject == "Actie nodig: twee zaken"
    assert "\n2. Dank van Lot\n\nTot ziens bij Lot.\n" in told.body
    assert told.body.count("Met vriendelijke groet,") == 1


def test_every_reader_has_a_mail_in_the_own_language() -> None:
    anna, bob = make.user(), make.user(language="en")

    reminders.write([_reminder(anna), _reminder(bob, "2"), _reminder("chef@regio.example", "3")])

    dutch, english = "Bedankt dat u er was: Wil", "Thank you for coming: Wil"
    assert sorted(_subjects()) == [dutch, dutch, english]


def test_a_step_is_told_once_and_the_next_step_after_a_rest(settings: Settings) -> None:
    anna = make.user()
    settings.MAIL_REST = 2 * DAY
    written = []
    for day, step in enumerate(["again", "again", "last", "last", "again"]):
        settings.AS_OF = make.TODAY + day // 2 * DAY
        reminders.write([_reminder(anna, step=step)])
        Message.objects.update(state=State.SENT)
        written.append(len(_mails()))

    assert written == [1, 1, 1, 1, 1]

    settings.AS_OF = make.TODAY + 2 * DAY
    reminders.write([_reminder(anna, step="last")])

    assert len(_mails()) == 2


def test_what_comes_up_later_that_day_waits_for_tomorrow(settings: Settings) -> None:
    anna = make.user()
    first, second = _reminder(anna, "1"), _reminder(anna, "2")
    reminders.write([first])
    reminders.write([first, second])
    assert len(_mails()) == 1

    settings.AS_OF = make.TODAY + DAY
    reminders.write([first, second])

    assert [told.reminded.get().matter for told in _mails()] == ["thanks:1", "thanks:2"]


def test_a_mail_that_waits_is_written_anew_without_what_is_over() -> None:
    anna = make.user()
    stays, ends = _reminder(anna, "1", name="Lot"), _reminder(anna, "2", name="Kees")
    reminders.write([stays, ends])

    reminders.write([stays])

    first, second = _mails()
    assert (first.state, first.reason) == (State.DROPPED, Reason.OVER)
    assert (second.state, second.subject) == (State.READY, "Bedankt dat u er was: Lot")
    assert first.message_id != second.message_id


def test_drop_takes_a_mail_back_at_once_and_the_rest_is_told_at_the_next_turn(mailbox: Mailbox) -> None:
    anna = make.user()
    stays, ends = _reminder(anna, "1", name="Lot"), _reminder(anna, "2", name="Kees")
    reminders.write([stays, ends])

    assert reminders.drop("thanks", about="2") == 1
    outbox.send_due()
    assert mailbox.subjects == []
    reminders.write([stays])
    outbox.send_due()

    assert mailbox.subjects == ["Bedankt dat u er was: Lot"]
    assert reminders.drop("thanks", about="1") == 0  # what has left, has left


def test_a_mail_that_came_too_late_is_written_anew_with_what_still_holds() -> None:
    anna = make.user()
    short = _reminder(anna, "1", name="Lot", until=make.at(make.TODAY, 0))
    long = _reminder(anna, "2", name="Kees")
    reminders.write([short, long])
    outbox.send_due()

    reminders.write([long])

    assert [(told.state, told.reason) for told in _mails()] == [(State.DROPPED, Reason.PAST_USE), (State.READY, "")]


def test_a_mail_with_a_sender_is_left_alone() -> None:
    anna = make.user()
    reminders.write([_reminder(anna)])
    outbox._lease(1)

    reminders.write([])

    assert [told.state for told in _mails()] == [State.READY]


def test_what_a_planner_took_away_is_not_written_again() -> None:
    anna, planner = make.user(), make.user(roles=[Role.PLANNER])
    reminders.write([_reminder(anna)])
    letters.drop_letter(_mails()[0], by=planner)

    reminders.write([_reminder(anna)])

    assert len(_mails()) == 1


def test_what_ended_since_it_was_found_is_not_told() -> None:
    anna = make.user()
    found = [_reminder(anna)]
    Course.objects.filter(title="Wil").update(title="Piet")

    reminders.write(found)

    assert _mails() == []


def test_who_stopped_reminders_hears_only_what_is_asked() -> None:
    anna, bas = make.user(), make.user()
    letters.stop_kind(anna, "reminder")

    reminders.write([_reminder(anna, "known"), _reminder(bas, "known"), _reminder(anna, "asked", asks=True)])

    assert {(mail.recipient, mail.subject) for mail in _mails()} == {
        (anna, "Actie nodig: laat weten of u komt als docent: Wil"),
        (bas, "Bedankt dat u er was: Wil"),
    }


@pytest.mark.parametrize("asks", [True, False])
def test_only_what_asks_nothing_can_be_stopped_from_the_mail(asks: bool) -> None:
    anna = make.user()

    reminders.write([_reminder(anna, "1"), _reminder(anna, "2", asks=asks)])
    letters.stop_kind(anna, "reminder")

    (told,) = _mails()
    assert ("[[stop]]" in told.body) is not asks
    assert (told.reason == Reason.STOPPED) is not asks


def test_every_matter_has_a_gap_of_its_own() -> None:
    anna, other = make.request(), make.request()
    manager = make.user()

    def asking(about: str, request: Any) -> Reminder:
        context = {"enrolment": request, "edition": request.edition, "course": request.edition.course}
        context |= {"asked_at": make.at(make.TODAY, 9), "last_day": make.TODAY}
        minted = {"link": ("approval_link", str(request.approvals.get().pk))}
        return _reminder(manager, about, context=context, minted=minted, kind="approval_reminder")

    reminders.write([asking("1", anna), asking("2", other)])

    (told,) = _mails()
    first, second = (outbox.filled(told).split("/goedkeuring/")[place].split("/")[0] for place in (1, 2))
    assert outbox.GAP.findall(told.body) == ["[[link_1]]", "[[link_2]]"]
    assert set(told.minted) == {"link_1", "link_2"}
    assert first != second
    assert "[[" not in outbox.filled(told)


def test_a_turn_with_nothing_new_takes_the_same_queries_for_one_and_for_thirty() -> None:
    def queries(found: list[Reminder]) -> int:
        reminders.write(found)
        with CaptureQueriesContext(connection) as counted:
            reminders.write(found)
        return len(counted)

    few = queries([_reminder(make.user())])
    many = [_reminder(make.user(), str(number)) for number in range(30)]

    assert queries(many) == few


@pytest.mark.postgresql  # on SQLite the second process waits at the door, whatever it compares
@pytest.mark.django_db(transaction=True)
def test_two_processes_at_once_write_one_mail() -> None:
    for _turn in range(5):
        anna = make.user()
        first, second = _reminder(anna, f"{anna.pk}-1"), _reminder(anna, f"{anna.pk}-2")

        ends = together([lambda found=found: reminders.write(found) for found in ([first], [first, second])] * 2)

        assert ends == [None] * 4
        told = Message.objects.filter(recipient=anna).exclude(reason=Reason.OVER)
        assert told.count() <= 1
        for matter in (first.matter, second.matter):
            assert Reminded.objects.filter(matter=matter).exclude(message__reason=Reason.OVER).count() <= 1


def test_who_is_blocked_is_not_reminded_and_what_waits_is_taken_back() -> None:
    anna = make.user()
    reminders.write([_reminder(anna)])
    User.objects.filter(pk=anna.pk).update(is_active=False)
    anna.refresh_from_db()

    reminders.write([_reminder(anna), _reminder(anna, "2")])

    assert [mail.reason for mail in _mails()] == [Reason.OVER]
