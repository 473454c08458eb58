"""No value that reaches a header of a mail, or a line of an invitation, adds another; else the mail stays here."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from django.core import mail
from icalendar import Calendar
from pytest_django import Settings

from people import outbox
from people.models import Message
from tests import corpus, make
from tests.mail_server import Mailbox

HEADERS = {
    *("Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted"),
    *("List-Unsubscribe", "List-Unsubscribe-Post"),
}
PART_HEADERS = {"Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Content-Disposition"}
LINES = {
    *("UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "STATUS", "LOCATION", "DESCRIPTION", "URL"),
    *("CATEGORIES", "ORGANIZER", "ATTENDEE"),
}
ANNA = "anna@example.org"
TOLD = {
    **{"uid": "een@leerlijn", "sequence": 3, "method": "REQUEST", "title": "Les", "place": "", "text": "", "url": ""},
    **{"starts_at": "2026-10-26T08:00:00+00:00", "ends_at": "2026-10-26T16:00:00+00:00", "category": ""},
    **{"changed_at": "2026-10-01T08:00:00+00:00", "cancelled": False},
}
FILES = ("headers", "calendar", "addresses", "names", "text", "log")
CORPUS = {f"{file}.{name}": typed for file in FILES for name, typed in corpus.of_file(file).items() if typed}
TYPED = {
    "key",
    "subject",
    "body",
    "address",
    "address and invitation",
    "title",
    "place",
    "text",
    "url",
    "category",
    "uid",
}


def _fields(place: str, typed: str) -> dict[str, Any]:
    if place in TOLD:
        return {"calendar": [TOLD | {place: typed}]}
    return {"address": typed, "calendar": [TOLD]} if place == "address and invitation" else {place: typed}


def _written(**fields: Any) -> EmailMessage | None:
    """The mail as it would leave, read again by another; None when it cannot be written and so does not leave."""
    message = Message(**{"key": "test:1", "subject": "Over", "body": "Dag.\n", "address": ANNA} | fields)
    try:
        email = outbox._email(message, mail.get_connection())
        raw = email.message().as_bytes()
        assert email.recipients() == [message.address]
    except ValueError as refused:
        kept_here = outbox._reason(refused) == Message.Reason.HEADER  # and so is not tried again and again
        return None if kept_here else pytest.fail(str(refused))
    return message_from_bytes(raw, _class=EmailMessage, policy=policy.default)


@pytest.mark.parametrize("place", sorted(TYPED))
def test_mail_has_its_own_headers_whatever_is_typed(place: str) -> None:
    written = 0
    for case, typed in CORPUS.items():
        if (email := _written(**_fields(place, typed))) is None:
            continue
        written += 1
        assert set(email.keys()) <= HEADERS, case
        assert len(email.keys()) == len(set(email.keys())), case
        for part in list(email.walk())[1:]:
            assert set(part.keys()) <= PART_HEADERS, case
            if part.get_content_type() == "text/calendar":
                (event,) = Calendar.from_ical(str(part.get_content())).walk("VEVENT")
                assert set(event.keys()) <= LINES, case
                assert not isinstance(event["ATTENDEE"], list), case
    assert written > len(CORPUS) / 20  # most places take nearly everything; an address takes an address


@pytest.mark.parametrize("case", corpus.of_file("headers"))
def test_subject_from_a_name_is_one_line(case: str) -> None:
    typed = corpus.of_file("headers")[case]
    email = _written(subject=" ".join(f"Over {typed}".split())[:200])

    assert email
    assert "\n" not in email["Subject"]


def test_sender_cannot_add_a_header_either(settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Leerlijn\nBcc: bo@example.org <a@example.org>"

    assert _written() is None


@pytest.mark.django_db
def test_nothing_is_half_sent_when_a_value_holds_a_header(mailbox: Mailbox) -> None:
    messages = [make.message(body="Goed.\n")]
    for typed in corpus.of_file("headers").values():
        messages += [make.message(), make.message()]
        Message.objects.filter(pk=messages[-2].pk).update(subject=typed[:200])
        Message.objects.filter(pk=messages[-1].pk).update(address=f"a@example.org{typed}"[:254])

    while outbox.send_due():
        pass

    states = dict(Message.objects.values_list("address", "state"))
    assert set(states.values()) == {Message.State.SENT, Message.State.FAILED}
    assert {address for address, state in states.items() if state == Message.State.SENT} == set(mailbox.tried)
    assert len(mailbox.received) == sum(mailbox.tried.values())
    assert all(set(email.keys()) <= HEADERS for email in mailbox.received)
