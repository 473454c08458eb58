import uuid
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.core.mail.backends import locmem, smtp
from django.utils import timezone
from pytest_django import Settings

from people import outbox, sealing
from people.errors import NothingToMint
from people.letters import html
from people.models import Message, User
from tests import mail_server, make
from tests.mail_server import Mailbox, html_of, text_of

State, Reason = Message.State, Message.Reason
CODE = "KWMF-73QX"

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(settings: Settings, tmp_path: Path) -> str:
    """The name of a template with a subject, a greeting and a gap."""
    (tmp_path / "letter.txt").write_text("Over {{ title }}\n\nBeste {{ recipient }},\n\nUw code: [[code]]\n")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    return "letter.txt"


def _later(message: Message) -> timedelta:
    """How long until the next try."""
    message.refresh_from_db()
    return message.send_after - timezone.now()


def _post(to: User, letter: str, about: str = "7", title: str = "iets") -> None:
    outbox.post("test", to, about=about, template=letter, context={"title": title})


def mint(_message: Message, about: str) -> str:
    """As a floor would make a link."""
    if about == "over":
        raise NothingToMint
    return f"over-{about}-{uuid.uuid4()}"


# writing


def test_post_writes_a_mail_in_the_words_of_its_template(letter: str) -> None:
    anna = make.user("anna@example.org", given_name="Anna", infix="", family_name="Berg")

    _post(anna, letter, title="verven & <lakken>")

    message = Message.objects.get()
    assert (message.key, message.address, message.state) == (f"test:7:{anna.pk}", "anna@example.org", State.READY)
    assert message.subject == "Over verven & <lakken>"
    assert message.body == "Beste Anna Berg,\n\nUw code: [[code]]\n"


def test_post_tells_a_person_once_about_one_matter(letter: str) -> None:
    anna, bas = make.user(), make.user()

    for person in (anna, anna, bas):
        _post(person, letter)
    _post(anna, letter, about="8")

    assert Message.objects.count() == 3


def test_post_writes_to_an_address_without_an_account(letter: str, settings: Settings) -> None:
    address = f"{'lang' * 16}@{'veel.te.' * 22}example.org"

    for to in (address, address, "ander@example.org"):
        outbox.post("test", to, about="7", template=letter, context={"title": "iets"})

    message, _other = Message.objects.order_by("pk")
    assert (message.recipient, message.address, message.language) == (None, address, settings.LANGUAGE_CODE)
    assert message.body.startswith(f"Beste {address},")
    assert len(message.key) < 60
    assert "lang" not in message.key


def test_drop_takes_back_what_has_not_left_about_one_matter(letter: str) -> None:
    anna, bas = make.user(), make.user()
    for person, about in ((anna, "7"), (bas, "7"), (anna, "70"), (anna, "8")):
        _post(person, letter, about)
    Message.objects.update(secret=sealing.seal({"code": CODE}))
    Message.objects.filter(recipient=bas).update(state=State.SENT)

    assert outbox.drop("test", about="7") == 1

    states = dict(Message.objects.values_list("key", "state"))
    assert {key for key, state in states.items() if state == State.DROPPED} == {f"test:7:{anna.pk}"}
    assert Message.objects.get(state=State.DROPPED).secret == ""


def test_drop_for_now_lets_the_matter_be_told_when_it_comes_back(letter: str) -> None:
    anna, bas = make.user(), make.user()
    _post(bas, letter)
    Message.objects.update(state=State.SENT)
    _post(anna, letter)

    for _time in range(2):
        assert outbox.drop_for_now("test", about="7") == 1
        for person in (anna, bas):
            _post(person, letter)

    assert [one.recipient for one in Message.objects.filter(state=State.READY)] == [anna]
    assert Message.objects.filter(state=State.DROPPED).count() == 2


def test_drop_stops_a_mail_that_a_sender_holds(letter: str, mailbox: Mailbox) -> None:
    _post(make.user(), letter)
    (held,) = outbox._lease(1)

    outbox.drop("test", about="7")
    outbox._hand_over([held], mail.get_connection())

    assert not mailbox.received
    assert Message.objects.get().state == State.DROPPED


def test_post_cannot_be_led_to_another_header(letter: str, mailbox: Mailbox) -> None:
    eva = make.user(given_name="Eva\nBcc: alles@example.org")

    _post(eva, letter, title="les\r\nBcc: iedereen@example.org\n\nNiet van ons")
    outbox.send_due()

    (received,) = mailbox.received
    assert received["Subject"] == "Over les"
    assert received["Bcc"] is None
    assert set(mailbox.tried) == {eva.email}


@pytest.mark.parametrize(
    "field",
    [{"subject": "Hallo\nBcc: x@example.org"}, {"address": "a@example.org\nBcc: x@example.org"}, {"address": ""}],
)
def test_send_due_refuses_a_row_that_holds_a_header_or_reaches_nobody(field: dict[str, str], mailbox: Mailbox) -> None:
    message = make.message()
    Message.objects.filter(pk=message.pk).update(recipient=None, **field)

    outbox.send_due()

    assert not mailbox.received
    message.refresh_from_db()
    assert message.state == State.FAILED


# sending


def test_send_due_goes_to_the_address_that_its_reader_has_by_now(mailbox: Mailbox) -> None:
    anna = make.user("oud@example.org")
    message = make.message(anna)
    User.objects.update(email="nieuw@example.org")

    outbox.send_due()

    assert set(mailbox.tried) == {"nieuw@example.org"}
    message.refresh_from_db()
    assert message.address == "nieuw@example.org"


def test_send_due_sends_what_proves_an_address_where_it_was_asked_for(mailbox: Mailbox) -> None:
    anna = make.user("oud@example.org")
    make.message(anna, priority=Message.CODES_FIRST)
    User.objects.update(email="nieuw@example.org")

    outbox.send_due()

    assert set(mailbox.tried) == {"oud@example.org"}


def test_send_due_sends_codes_first_and_then_the_oldest(mailbox: Mailbox) -> None:
    now = timezone.now()
    make.message(subject="tweede", send_after=now - timedelta(minutes=1))
    make.message(subject="eerste", send_after=now - timedelta(minutes=2))
    make.message(subject="code", priority=Message.CODES_FIRST)

    assert outbox.send_due() == 3
    assert outbox.send_due() == 0
    assert mailbox.subjects == ["code", "eerste", "tweede"]


def test_send_due_takes_codes_before_all_others_when_there_is_much_to_do(mailbox: Mailbox) -> None:
    for number in range(3):
        make.message(subject=str(number))
    make.message(subject="code", priority=Message.CODES_FIRST)

    outbox.send_due(limit=2)

    assert mailbox.subjects == ["code", "0"]


@pytest.mark.parametrize("state", [State.HELD, State.SENT, State.FAILED, State.DROPPED])
def test_send_due_leaves_alone_what_is_not_ready(state: str, mailbox: Mailbox) -> None:
    make.message(state=state)

    assert outbox.send_due() == 0
    assert not mailbox.received


def test_send_due_waits_until_a_mail_may_leave(mailbox: Mailbox) -> None:
    make.message(send_after=timezone.now() + timedelta(minutes=1))

    assert outbox.send_due() == 0


def test_send_due_fills_the_gaps_and_forgets_what_filled_them(mailbox: Mailbox) -> None:
    message = make.message(body="Uw code: [[code]]\n", secret=sealing.seal({"code": CODE}))
    assert CODE not in str(Message.objects.values().get())

    outbox.send_due()

    (received,) = mailbox.received
    assert CODE in text_of(received)
    message.refresh_from_db()
    assert (message.state, message.secret, message.lease) == (State.SENT, "", None)
    assert CODE not in str(Message.objects.values().get())


def test_send_due_mints_a_link_that_is_stored_nowhere(settings: Settings, mailbox: Mailbox) -> None:
    settings.MAIL_GAPS = {"number": f"{__name__}.mint"}
    make.message(body="Uw link: [[link]]\n", minted={"link": ["number", "7"]})

    for _try in range(2):
        Message.objects.update(state=State.READY)
        outbox.send_due()

    first, second = (text_of(mail).split()[-1] for mail in mailbox.received)
    assert first != second
    assert first.startswith("over-7-")
    assert first not in str(Message.objects.values().get())


def test_send_due_keeps_a_mail_here_when_what_it_links_to_is_over(settings: Settings, mailbox: Mailbox) -> None:
    settings.MAIL_GAPS = {"number": f"{__name__}.mint"}
    message = make.message(minted={"link": ["number", "over"]})

    outbox.send_due()

    message.refresh_from_db()
    assert (message.state, message.reason, mailbox.received) == (State.DROPPED, Reason.OVER, [])


@pytest.mark.parametrize(("is_readable", "text"), [(True, "Klik: [persoonlijke link]\n"), (False, "")])
def test_shown_has_nothing_that_opens_a_door(is_readable: bool, text: str) -> None:
    assert outbox.shown(make.message(body="Klik: [[link]]\n", is_readable=is_readable)) == text


def test_send_due_calls_a_mail_by_one_name_at_every_try(mailbox: Mailbox) -> None:
    message = make.message()

    outbox.send_due()
    Message.objects.update(state=State.READY)  # as after a crash between the server's yes and our mark
    outbox.send_due()

    first, second = mailbox.received
    assert first["Message-ID"] == second["Message-ID"] == message.message_id
    assert first["Auto-Submitted"] == "auto-generated"


def test_message_ids_differ_per_mail_and_tell_nothing() -> None:
    one, other = make.message(), make.message()

    assert one.message_id != other.message_id
    assert one.key not in one.message_id
    assert one.message_id.endswith(f"@{settings.MAIL_DOMAIN}>")


# the lease


def test_send_due_leaves_a_mail_to_who_has_the_lease(mailbox: Mailbox) -> None:
    make.message(lease=uuid.uuid4(), leased_until=timezone.now() + timedelta(seconds=30))

    assert outbox.send_due() == 0


def test_send_due_takes_over_a_lease_that_has_lapsed(mailbox: Mailbox) -> None:
    message = make.message(lease=uuid.uuid4(), leased_until=timezone.now() - timedelta(seconds=1))

    assert outbox.send_due() == 1

    message.refresh_from_db()
    assert message.state == State.SENT


def test_send_due_keeps_a_mail_back_when_the_own_lease_has_lapsed(settings: Settings, mailbox: Mailbox) -> None:
    settings.MAIL_LEASE = timedelta(0)  # as after a long wait for the mails before it
    message = make.message()

    outbox.send_due()

    assert not mailbox.received
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.READY, 0)


def test_send_due_takes_what_another_sender_left(mailbox: Mailbox) -> None:
    for number in range(5):
        make.message(subject=str(number))

    assert [outbox.send_due(limit=2) for _turn in range(4)] == [2, 2, 1, 0]
    assert mailbox.subjects == ["0", "1", "2", "3", "4"]


# trouble


def test_send_due_gives_up_at_once_when_an_address_is_refused_for_good(mailbox: Mailbox) -> None:
    wrong, right = make.message(secret=sealing.seal({"code": CODE})), make.message(subject="goed")
    mailbox.to_recipient[wrong.address] = "550 5.1.1 onbekend"

    outbox.send_due()

    wrong.refresh_from_db()
    assert (wrong.state, wrong.attempts, wrong.secret) == (State.FAILED, 1, "")
    assert wrong.last_error.startswith("SMTPRecipientsRefused")
    assert wrong.address not in wrong.last_error
    right.refresh_from_db()
    assert right.state == State.SENT


def test_send_due_gives_up_at_once_when_the_text_is_refused_for_good(mailbox: Mailbox) -> None:
    message = make.message()
    mailbox.to_text = "554 5.7.1 geweigerd"

    outbox.send_due()

    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.FAILED, 1)


@pytest.mark.parametrize("answer", ["421 4.3.2 even dicht", "450 4.2.1 bezet", "451 4.7.1 straks"])
def test_send_due_waits_longer_each_time_when_the_server_is_busy(answer: str, mailbox: Mailbox) -> None:
    message = make.message(secret=sealing.seal({"code": CODE}))
    mailbox.to_recipient[message.address] = answer

    waits = []
    for attempt in range(1, 4):
        Message.objects.update(send_after=timezone.now())
        outbox.send_due()
        waits.append(_later(message))
        assert (message.state, message.attempts, message.lease) == (State.READY, attempt, None)
    assert waits == sorted(waits)
    assert outbox.FIRST_WAIT / 2 < waits[0] <= outbox.FIRST_WAIT

    mailbox.to_recipient.clear()
    Message.objects.update(send_after=timezone.now())
    outbox.send_due()
    assert len(mailbox.received) == 1


def test_send_due_lets_nobody_wait_behind_an_address_that_hangs_up(mailbox: Mailbox) -> None:
    first = make.message()
    make.message(subject="tweede")
    mailbox.to_recipient[first.address] = "421 4.3.2 even dicht"  # and the connection is closed

    outbox.send_due()

    assert mailbox.subjects == ["tweede"]


def test_send_due_loses_nothing_when_the_server_is_away(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail_server.free_port()
    messages = [make.message(), make.message()]

    assert outbox.send_due() == 2

    for message in messages:
        assert timedelta() < _later(message) <= outbox.FIRST_WAIT
        assert (message.state, message.attempts, message.lease) == (State.READY, 1, None)
        assert message.last_error.startswith("ConnectionRefusedError")

    with mail_server.listening(settings.EMAIL_PORT) as mailbox:
        Message.objects.update(send_after=timezone.now())
        outbox.send_due()
    assert len(mailbox.received) == 2


def test_send_due_never_waits_longer_than_agreed(mailbox: Mailbox) -> None:
    message = make.message(attempts=40)
    mailbox.to_recipient[message.address] = "450 bezet"

    outbox.send_due()

    assert settings.MAIL_LONGEST_WAIT / 2 < _later(message) <= settings.MAIL_LONGEST_WAIT


@pytest.mark.parametrize(("minutes", "state"), [(-5, State.READY), (5, State.FAILED)])
def test_send_due_tries_for_three_days(minutes: int, state: str, mailbox: Mailbox) -> None:
    message = make.message()
    mailbox.to_recipient[message.address] = "450 bezet"

    with time_machine.travel(timezone.now() + timedelta(hours=72, minutes=minutes)):
        outbox.send_due()

    message.refresh_from_db()
    assert message.state == state


@pytest.mark.parametrize(("seconds", "state", "sent"), [(-1, State.DROPPED, 0), (60, State.SENT, 1)])
def test_send_due_keeps_a_mail_here_when_it_is_past_its_use(
    seconds: int, state: str, sent: int, mailbox: Mailbox
) -> None:
    until = timezone.now() + timedelta(seconds=seconds)
    message = make.message(secret=sealing.seal({"code": CODE}), send_until=until)

    outbox.send_due()

    message.refresh_from_db()
    assert (message.state, message.secret, len(mailbox.received)) == (state, "", sent)
    assert message.reason == (Reason.PAST_USE if state == State.DROPPED else "")


def test_send_due_drops_what_is_past_its_use_also_when_the_server_is_away(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail_server.free_port()
    message = make.message(send_until=timezone.now() - timedelta(seconds=1))

    outbox.send_due()

    message.refresh_from_db()
    assert (message.state, message.reason) == (State.DROPPED, Reason.PAST_USE)


@pytest.mark.parametrize(
    ("reason", "left"), [(Reason.AWAY, 2), (Reason.BUSY, 1)], ids=["away", "asked to come back later"]
)
def test_send_due_lets_nobody_sit_out_a_wait_when_the_server_is_back(reason: str, left: int, mailbox: Mailbox) -> None:
    make.message(attempts=9, reason=reason, send_after=timezone.now() + timedelta(minutes=25))
    make.message()

    while outbox.send_due():
        pass

    assert len(mailbox.received) == left


@pytest.mark.parametrize(
    ("answer", "reason"),
    [("550 5.1.1 onbekend", Reason.ADDRESS), ("450 4.2.1 bezet", Reason.BUSY), ("421 4.3.2 dicht", Reason.BUSY)],
)
def test_send_due_says_why_a_mail_did_not_leave(answer: str, reason: str, mailbox: Mailbox) -> None:
    message = make.message()
    mailbox.to_recipient[message.address] = answer

    outbox.send_due()

    message.refresh_from_db()
    assert message.reason == reason


# what is asked comes first


@pytest.mark.parametrize(("language", "subject"), [("nl", "Actie nodig: Over les"), ("en", "Action needed: Over les")])
def test_post_says_first_that_something_is_asked(letter: str, language: str, subject: str) -> None:
    context = {"title": "les"}
    outbox.post("approval_request", make.user(language=language), about="7", template=letter, context=context)
    outbox.post("enrolment_enrolled", make.user(language=language), about="7", template=letter, context=context)

    assert list(Message.objects.order_by("pk").values_list("subject", flat=True)) == [subject, "Over les"]


def test_headed_keeps_a_subject_as_short_as_it_may_be() -> None:
    assert outbox.headed("approval_request", "x" * 200, "nl") == f"Actie nodig: {'x' * 187}"


# text and HTML


def test_send_due_sends_the_same_words_as_text_and_as_html(settings: Settings, mailbox: Mailbox) -> None:
    settings.MAIL_GAPS = {"number": f"{__name__}.mint"}
    make.message(subject="Over u & ons", body="Uw link: [[link]]\n", minted={"link": ["number", "7"]}, language="en")

    outbox.send_due()

    (received,) = mailbox.received
    assert received.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in received.iter_parts()] == ["text/plain", "text/html"]
    link = text_of(received).split()[-1]
    assert html_of(received) == html.page("Over u & ons", f"Uw link: {link}", "en")


# invitations


def test_send_due_sends_an_invitation_that_mail_programs_understand(mailbox: Mailbox) -> None:
    told = {
        "uid": "een@leerlijn",
        "sequence": 3,
        "method": "CANCEL",
        "starts_at": "2026-10-26T08:00:00+00:00",
        "ends_at": "2026-10-26T16:00:00+00:00",
        "changed_at": "2026-10-01T08:00:00+00:00",
        "title": "Brandveiligheid: les 1",
        "place": "",
        "text": "",
        "url": "",
        "category": "",
        "cancelled": False,
    }
    make.message(calendar=[told, told | {"uid": "twee@leerlijn"}])

    outbox.send_due()

    (received,) = mailbox.received
    shown, *_attached = received.iter_parts()
    kinds = [part.get_content_type() for part in shown.iter_parts()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]  # the best of them last, as Outlook and Google want
    calendars = [part for part in received.walk() if part.get_content_type() == "text/calendar"]
    assert [part.get_filename() for part in calendars] == [None, "bijeenkomst-1.ics", "bijeenkomst-2.ics"]
    assert {part.get_param("method") for part in calendars} == {"CANCEL"}
    assert "UID:een@leerlijn" in calendars[0].get_content()
    assert "SEQUENCE:3" in calendars[0].get_content()


# whether it may have arrived


@pytest.mark.parametrize(
    ("trouble", "may_have"),
    [
        ({}, True),
        ({"hangs_up": True}, True),
        ({"to_text": "451 4.7.1 later"}, False),
        ({"to_text": "554 5.7.1 spam"}, False),
    ],
)
def test_send_due_remembers_whether_a_mail_may_have_arrived(
    trouble: dict[str, Any], may_have: bool, mailbox: Mailbox
) -> None:
    vars(mailbox).update(trouble)
    message = make.message()

    outbox.send_due()

    message.refresh_from_db()
    assert message.may_have_arrived == may_have


def test_send_due_remembers_an_earlier_try_that_may_have_arrived(mailbox: Mailbox) -> None:
    message = make.message()
    for hangs_up, answer in ((True, "250 OK"), (False, "451 4.7.1 later")):
        mailbox.hangs_up, mailbox.to_text = hangs_up, answer
        Message.objects.update(send_after=timezone.now())
        outbox.send_due()

    message.refresh_from_db()
    assert (message.attempts, message.may_have_arrived) == (2, True)


def test_send_due_knows_that_nothing_arrives_at_a_server_that_is_away(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = mail_server.free_port()
    message = make.message()

    outbox.send_due()

    message.refresh_from_db()
    assert (message.reason, message.may_have_arrived) == (Reason.AWAY, False)


class DroppingBackend(locmem.EmailBackend):
    """While the server takes the mail, its matter comes to an end."""

    def send_messages(self, messages: Sequence[mail.EmailMessage]) -> int:
        outbox.end(Message.objects.filter(state=State.READY), Reason.OVER)
        return super().send_messages(messages)


def test_send_due_marks_what_left_although_it_was_dropped_meanwhile(settings: Settings) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.DroppingBackend"
    message = make.message()

    outbox.send_due()

    message.refresh_from_db()
    assert (message.state, message.reason) == (State.SENT, "")


class GoingBackend(smtp.EmailBackend):
    """A server that goes away after it broke off once."""

    def send_messages(self, messages: Sequence[mail.EmailMessage]) -> int:
        self.port = mail_server.free_port()
        raise ConnectionResetError


def test_send_due_waits_with_all_others_when_the_server_goes_away_halfway(settings: Settings, mailbox: Mailbox) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.GoingBackend"
    for _mail in range(3):
        make.message()

    outbox.send_due()

    found = Message.objects.order_by("pk").values_list("reason", "may_have_arrived")
    assert list(found) == [(Reason.BUSY, True), (Reason.AWAY, False), (Reason.AWAY, False)]


# the order of mails to one reader


def _next(minutes: int) -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
        outbox.send_due()


def test_a_later_mail_does_not_overtake_one_that_is_tried_again(letter: str, mailbox: Mailbox) -> None:
    anna, bas = make.user(), make.user()
    mailbox.to_recipient[anna.email] = "451 later"
    _post(anna, letter, title="een")
    outbox.send_due()
    mailbox.to_recipient.clear()
    _post(anna, letter, about="8", title="twee")
    _post(bas, letter, title="iets anders")

    outbox.send_due()
    before = list(mailbox.subjects)
    _next(1)
    _next(1)  # the second is free once the first has left

    assert before == ["Over iets anders"]
    assert mailbox.subjects == ["Over iets anders", "Over een", "Over twee"]


def test_mails_that_leave_together_keep_their_order_when_the_first_is_refused(letter: str, mailbox: Mailbox) -> None:
    anna, bas = make.user(), make.user()
    mailbox.to_recipient[anna.email] = "451 later"
    for about, to in enumerate((anna, anna, bas)):
        _post(to, letter, about=str(about), title=str(about))

    outbox.send_due()

    assert mailbox.tried[anna.email] == 1
    assert mailbox.subjects == ["Over 2"]
    assert not Message.objects.exclude(lease=None).exists()


def test_a_code_waits_for_no_other_mail(letter: str, mailbox: Mailbox) -> None:
    anna = make.user()
    mailbox.to_recipient[anna.email] = "451 later"
    _post(anna, letter)
    outbox.send_due()
    mailbox.to_recipient.clear()
    _post(anna, letter, about="code", title="uw code")
    Message.objects.filter(key__contains="code").update(priority=Message.CODES_FIRST)

    outbox.send_due()

    assert mailbox.subjects == ["Over uw code"]
