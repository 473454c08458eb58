"""What waits for one reader at the same time leaves as one mail."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from people import clock, outbox
from people.errors import NothingToMint
from people.letters import actions, rules
from people.models import Message, User
from tests import make
from tests.mail_server import Mailbox, text_of
from tests.together import together

pytestmark = pytest.mark.django_db

State, Reason = Message.State, Message.Reason
ASKS, TELLS = "approval_request", "trainer_taken_off"
PAUSE = timedelta(minutes=5)
Post = Callable[..., Message]


@pytest.fixture
def post(settings: Settings, tmp_path: Path) -> Post:
    """Write a mail that waits for company."""
    (tmp_path / "letter.txt").write_text(
        "Over {{ title }}\n\nBeste {{ recipient }},\n\nHet gaat over {{ title }}.\n\nGroet\n"
    )
    (tmp_path / "link.txt").write_text(
        "Over {{ title }}\n\nBeste {{ recipient }},\n\nKies {{ title }}:\n[[link]]\n\nGroet\n"
    )
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    settings.MAIL_PAUSE = PAUSE
    settings.MAIL_GAPS = {"link": "tests.people.test_joining.mint"}

    def write(to: User | str, title: str, kind: str = TELLS, **fields: Any) -> Message:
        template = "link.txt" if "minted" in fields else "letter.txt"
        outbox.post(kind, to, about=title, template=template, context={"title": title}, facts=[], **fields)
        return Message.objects.get(key=outbox.key_of(kind, title, to))

    return write


def mint(_message: Message, about: str) -> str:
    if about == "over":
        raise NothingToMint
    return f"https://leerlijn.example/{about}"


def _anna() -> User:
    return make.user(given_name="Anna", infix="", family_name="Berg")


def _whole() -> Message:
    return Message.objects.get(kind="joined")


def _send(after: timedelta = PAUSE) -> None:
    with time_machine.travel(timezone.now() + after + timedelta(seconds=1)):
        outbox.send_due()


def _told(uid: str, sequence: int, method: str = "REQUEST") -> dict[str, Any]:
    return {"uid": uid, "sequence": sequence, "method": method}


# company


def test_one_matter_waits_and_leaves_as_it_is(post: Post, mailbox: Mailbox) -> None:
    message = post(_anna(), "verven")

    outbox.send_due()
    before = list(mailbox.subjects)
    _send()

    assert (before, mailbox.subjects) == ([], ["Over verven"])
    assert mailbox.received[0]["Message-ID"] == message.message_id


def test_several_matters_leave_as_one_mail_that_greets_once(post: Post, mailbox: Mailbox) -> None:
    anna = _anna()
    for title in ("verven", "lakken", "beitsen"):
        post(anna, title)

    _send()

    (mail,) = mailbox.received
    assert mail["Subject"] == "Ter informatie: drie zaken"
    assert text_of(mail) == (
        "Beste Anna Berg,\n\nEr zijn drie zaken voor u.\n\n"
        "1. Over verven\n\nHet gaat over verven.\n\n2. Over lakken\n\nHet gaat over lakken.\n\n"
        "3. Over beitsen\n\nHet gaat over beitsen.\n\nGroet\n"
    )
    assert _whole().state == State.SENT


def test_what_asks_something_comes_first_and_names_it(post: Post) -> None:
    anna = _anna()
    post(anna, "verven")
    post(anna, "lakken", ASKS)

    whole = _whole()

    assert whole.subject == "Actie nodig: twee zaken"
    assert whole.body.index("1. Actie nodig: Over lakken") < whole.body.index("2. Over verven")


def test_it_leaves_when_the_first_would_have(post: Post) -> None:
    anna = _anna()
    first = post(anna, "verven")
    with time_machine.travel(timezone.now() + timedelta(minutes=4)):
        post(anna, "lakken")

    assert _whole().send_after == first.send_after


def test_readers_do_not_read_what_is_for_others(post: Post) -> None:
    for reader in (_anna(), make.user(), "chef@example.org", "baas@example.org"):
        post(reader, "verven")

    assert not Message.objects.exclude(state=State.READY).exists()


def test_an_address_without_an_account_gets_one_mail_too(post: Post) -> None:
    for title in ("verven", "lakken"):
        post("chef@example.org", title)

    assert (_whole().address, _whole().recipient) == ("chef@example.org", None)


def test_what_is_about_tomorrow_or_answers_a_deed_does_not_wait(post: Post, mailbox: Mailbox) -> None:
    anna = _anna()
    post(anna, "verven")
    post(anna, "lakken", concerns=clock.now() + timedelta(days=1))
    post(anna, "inschrijven", "enrolment_enrolled")

    outbox.send_due()

    assert mailbox.subjects == ["Over lakken", "Over inschrijven"]


def test_what_left_or_is_leaving_or_is_held_gets_no_company(post: Post) -> None:
    anna, lease = _anna(), {"leased_until": timezone.now(), "lease": "0" * 32}
    gone: list[dict[str, Any]] = [{"state": State.SENT}, {"state": State.HELD}, {"attempts": 1}, lease]
    for number, fields in enumerate(gone):
        Message.objects.filter(pk=post(anna, f"verven {number}").pk).update(**fields)

    post(anna, "lakken")

    assert not Message.objects.filter(kind="joined").exists()


def test_a_link_is_minted_for_each_matter(post: Post, mailbox: Mailbox) -> None:
    anna = _anna()
    for title in ("verven", "lakken"):
        post(anna, title, ASKS, minted={"link": ("link", title)})

    _send()

    text = text_of(mailbox.received[0])
    assert "Kies verven:\nhttps://leerlijn.example/verven\n" in text
    assert "Kies lakken:\nhttps://leerlijn.example/lakken\n" in text


def test_a_calendar_hears_the_last_word_about_each_item(post: Post) -> None:
    anna = _anna()
    post(anna, "verven", calendar=[_told("a", 1), _told("b", 1)])
    post(anna, "lakken", calendar=[_told("a", 2, "CANCEL")])

    assert _whole().calendar == [_told("a", 2, "CANCEL"), _told("b", 1)]


# what ends


def test_the_rest_goes_on_when_one_matter_is_over(post: Post, mailbox: Mailbox) -> None:
    anna = _anna()
    for title in ("verven", "lakken"):
        post(anna, title)

    assert outbox.drop(TELLS, about="verven") == 1
    _send()

    assert mailbox.subjects == ["Over lakken"]
    assert text_of(mailbox.received[0]) == "Beste Anna Berg,\n\nHet gaat over lakken.\n\nGroet\n"


def test_nothing_leaves_when_all_is_over(post: Post, mailbox: Mailbox) -> None:
    anna = _anna()
    for title in ("verven", "lakken"):
        post(anna, title)
    for title in ("verven", "lakken"):
        outbox.drop(TELLS, about=title)

    _send()

    assert mailbox.received == []
    assert (_whole().state, _whole().reason) == (State.DROPPED, Reason.OVER)


def test_what_left_together_is_not_taken_back(post: Post, mailbox: Mailbox) -> None:
    anna = _anna()
    for title in ("verven", "lakken"):
        post(anna, title)
    _send()

    assert outbox.drop(TELLS, about="verven") == 0
    assert outbox.recall(TELLS, about="lakken", to=anna) == []


def test_a_planner_takes_away_one_matter_or_all(post: Post) -> None:
    anna, planner = _anna(), make.user()
    first, second, third = (post(anna, title) for title in ("verven", "lakken", "beitsen"))
    first.refresh_from_db()
    assert (rules.may_drop(first), rules.may_edit(first), rules.may_send(first)) == (True, False, False)

    actions.drop_letter(first, by=planner)
    assert "verven" not in _whole().body
    actions.drop_letter(_whole(), by=planner)

    states = {message.state for message in Message.objects.filter(pk__in=[first.pk, second.pk, third.pk])}
    assert states == {State.DROPPED}


def test_a_link_that_opens_nothing_any_more_does_not_take_the_others_along(post: Post, mailbox: Mailbox) -> None:
    anna = _anna()
    for title in ("verven", "over"):
        post(anna, title, ASKS, minted={"link": ("link", title)})
    _send()  # it ended, and nobody took it out yet
    assert (mailbox.received, _whole().state) == ([], State.READY)

    outbox.drop(ASKS, about="over")
    _send(timedelta(hours=1))

    assert mailbox.subjects == ["Actie nodig: Over verven"]


def test_it_is_tried_again_under_the_same_name(post: Post, mailbox: Mailbox) -> None:
    anna = _anna()
    for title in ("verven", "lakken"):
        post(anna, title)
    mailbox.to_text = "451 later"
    _send()
    mailbox.to_text = "250 OK"

    _send(timedelta(hours=1))

    assert [mail["Message-ID"] for mail in mailbox.received] == [_whole().message_id]


# taking back to tell anew


def test_recall_takes_back_what_waits_alone_or_in_company(post: Post) -> None:
    anna = _anna()
    first, second = post(anna, "verven"), post(anna, "lakken")

    assert outbox.recall(TELLS, about="verven", to=anna) == [first]
    assert outbox.recall(TELLS, about="verven", to=anna) == []
    outbox.post(TELLS, anna, about="beitsen", template="letter.txt", context={"title": "beitsen"}, instead_of=[first])

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.reason, second.state) == (State.DROPPED, Reason.RETOLD, State.JOINED)
    assert _whole().body.count("\n1. Over lakken\n") == _whole().body.count("\n2. Over beitsen\n") == 1


@pytest.mark.parametrize("fields", [{"facts": None}, {"may_have_arrived": True}, {"state": State.SENT}])
def test_recall_leaves_what_may_have_arrived_or_has_words_of_a_planner(post: Post, fields: dict[str, Any]) -> None:
    anna = _anna()
    message = post(anna, "verven")
    Message.objects.filter(pk=message.pk).update(**fields)

    assert outbox.recall(TELLS, about="verven", to=anna) == []


@pytest.mark.postgresql  # SQLite has one writer
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_time", range(5))  # they do not meet each time
def test_mails_written_and_dropped_at_once_end_in_one_mail_or_two_and_none_is_lost(
    _time: int, post: Post, mailbox: Mailbox
) -> None:
    anna = _anna()
    for title in ("verven", "lakken"):
        post(anna, title)

    ends = together(
        [
            lambda: post(anna, "beitsen").pk,
            lambda: outbox.drop(TELLS, about="verven"),
            lambda: post(anna, "schuren").pk,
        ]
    )
    _send()

    assert not [end for end in ends if isinstance(end, Exception)]
    text = "".join(map(text_of, mailbox.received))
    assert [text.count(f"over {title}.") for title in ("verven", "lakken", "beitsen", "schuren")] == [0, 1, 1, 1]
