"""What planners do with mails: the rules, and what comes of it."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone
from pytest_django import Settings

from people import outbox
from people.errors import ChangeRefused
from people.letters import actions, queries, rules
from people.models import AuditEvent, Message, Role
from tests import make
from tests.mail_server import Mailbox, text_of
from tests.together import together

pytestmark = pytest.mark.django_db

State, Reason = Message.State, Message.Reason


@pytest.mark.parametrize(
    ("state", "may"),
    [
        (State.HELD, (True, True, True)),
        (State.READY, (False, False, True)),
        (State.SENT, (False, False, False)),
        (State.FAILED, (False, True, True)),
        (State.DROPPED, (False, False, False)),
    ],
)
def test_what_may_be_done_follows_from_the_state(state: str, may: tuple[bool, bool, bool]) -> None:
    message = make.message(state=state)

    assert (rules.may_edit(message), rules.may_send(message), rules.may_drop(message)) == may


def test_a_kind_that_is_held_waits_for_a_planner_and_then_leaves(mailbox: Mailbox) -> None:
    planner, anna = make.user(roles=[Role.PLANNER]), make.user()
    actions.hold_kinds(["enrolment_waiting"], seen=rules.choice([]), by=planner)
    for kind in ("enrolment_waiting", "enrolment_enrolled"):
        outbox.post(kind, anna, about="7", template="account/email/password_changed.txt", context={"email": "x"})

    outbox.send_due()
    (draft,) = queries.drafts()
    assert (draft.kind, len(mailbox.received)) == ("enrolment_waiting", 1)

    assert actions.send_drafts(by=planner) == 1
    outbox.send_due()

    assert len(mailbox.received) == 2
    assert queries.held_kinds() == ["enrolment_waiting"]
    assert list(AuditEvent.objects.order_by("pk").values_list("deed", "subject")) == [
        ("hold_kinds", None),
        ("send_letter", anna.pk),
    ]


def test_drafts_leave_in_the_order_in_which_they_were_written(mailbox: Mailbox) -> None:
    anna = make.user()
    for subject in ("U bent ingeschreven", "Verplaatst", "Gaat niet door"):
        make.message(anna, state=State.HELD, subject=subject)

    actions.send_drafts(by=make.user())
    outbox.send_due()

    assert mailbox.subjects == ["U bent ingeschreven", "Verplaatst", "Gaat niet door"]


@pytest.mark.postgresql  # on SQLite the second planner waits before there is anything to read
@pytest.mark.django_db(transaction=True)
def test_drafts_that_two_planners_send_at_one_moment_are_sent_once() -> None:
    planners = [make.user(roles=[Role.PLANNER]) for _planner in range(2)]
    for _draft in range(20):
        make.message(state=State.HELD)

    numbers = together([partial(actions.send_drafts, by=planner) for planner in planners])

    assert sorted(numbers, key=str) == [0, 20]
    assert AuditEvent.objects.filter(deed="send_letter").count() == 20


def test_a_kind_that_is_no_longer_held_leaves_by_itself() -> None:
    planner = make.user(roles=[Role.PLANNER])
    actions.hold_kinds(["enrolment_waiting"], seen=rules.choice([]), by=planner)

    actions.hold_kinds([], seen=rules.choice(["enrolment_waiting"]), by=planner)

    assert queries.held_kinds() == []


def test_send_letter_tries_again_for_as_long_as_a_new_mail(mailbox: Mailbox) -> None:
    long_ago = timezone.now() - timedelta(days=9)
    message = make.message(
        state=State.FAILED, reason=Reason.TIME, attempts=40, created_at=long_ago, tries_from=long_ago
    )
    mailbox.to_recipient[message.address] = "450 4.2.1 bezet"

    actions.send_letter(message, by=make.user(roles=[Role.PLANNER]))
    outbox.send_due()

    message.refresh_from_db()
    assert (message.state, message.reason, message.attempts) == (State.READY, Reason.BUSY, 1)


def test_send_letter_mints_the_link_of_a_mail_that_did_not_arrive(settings: Settings, mailbox: Mailbox) -> None:
    settings.MAIL_GAPS = {"number": "tests.people.test_outbox.mint"}
    message = make.message(state=State.FAILED, body="[[link]]\n", minted={"link": ["number", "7"]})

    actions.send_letter(message, by=make.user(roles=[Role.PLANNER]))
    outbox.send_due()

    (received,) = mailbox.received
    assert text_of(received).startswith("over-7-")


def test_edit_letter_keeps_the_gaps() -> None:
    planner = make.user(roles=[Role.PLANNER])
    message = make.message(state=State.HELD, body="Klik: [[link]]\n")
    seen = rules.version(message.subject, message.body)

    for body in ("Klik niet.", "Klik: [[link]] of [[ander]]", "https://elders.example/?[[link]]", "Hier[[link]]of"):
        with pytest.raises(ChangeRefused):
            actions.edit_letter(message, "Nieuw", body, by=planner, seen=seen)
    actions.edit_letter(message, "Nieuw", "Of (hier): [[link]].", by=planner, seen=seen)

    message.refresh_from_db()
    assert (message.subject, message.body) == ("Nieuw", "Of (hier): [[link]].")


def test_drop_letter_says_who_and_why() -> None:
    planner = make.user(roles=[Role.PLANNER])
    message = make.message(state=State.FAILED)

    actions.drop_letter(message, by=planner)

    message.refresh_from_db()
    assert (message.state, message.reason) == (State.DROPPED, Reason.BY_HAND)
    assert AuditEvent.objects.get().actor == planner


def test_nothing_happens_to_a_mail_that_has_left() -> None:
    planner = make.user(roles=[Role.PLANNER])
    message = make.message(state=State.SENT)

    with pytest.raises(ChangeRefused):
        actions.edit_letter(message, "x", "y", by=planner, seen=rules.version(message.subject, message.body))
    with pytest.raises(ChangeRefused):
        actions.send_letter(message, by=planner)
    with pytest.raises(ChangeRefused):
        actions.drop_letter(message, by=planner)

    message.refresh_from_db()
    assert (message.state, message.subject) == (State.SENT, "Onderwerp")


def test_the_last_of_two_planners_does_not_overwrite_the_first() -> None:
    planner, draft = make.user(), make.message(state=State.HELD)
    seen = rules.version(draft.subject, draft.body)
    actions.edit_letter(draft, "Van de een", "Tekst", by=planner, seen=seen)

    with pytest.raises(ChangeRefused, match="intussen gewijzigd"):
        actions.edit_letter(draft, "Van de ander", "Tekst", by=planner, seen=seen)

    draft.refresh_from_db()
    assert draft.subject == "Van de een"
