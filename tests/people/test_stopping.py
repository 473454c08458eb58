"""Mail that its reader may stop: the headers, the address, the page, and what is not written any more."""

import re

import pytest
from django.conf import settings as site
from django.test import Client
from pytest_django import Settings

from people import joining, outbox, sealing, stopping
from people.letters import actions, queries
from people.models import AuditEvent, Message, StoppedKind, User
from tests import make
from tests.conftest import AsUser
from tests.mail_server import Mailbox, text_of

pytestmark = pytest.mark.django_db

State, Reason = Message.State, Message.Reason
MAY_STOP = list(site.MAIL_MAY_STOP)
KIND, OTHER, FIXED = "reminder", "deputy_named", "enrolment_enrolled"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture(autouse=True)
def two_kinds_may_be_stopped(settings: Settings) -> None:
    settings.MAIL_MAY_STOP = [KIND, OTHER]


def _post(to: User | str, kind: str = KIND, about: str = "7", *, is_readable: bool = True) -> None:
    """A mail of a kind; what it says is of no concern."""
    template, context = "account/email/password_changed.txt", {"email": "x"}
    outbox.post(kind, to, about=about, template=template, context=context, is_readable=is_readable)


def _address(reader: User, kind: str = KIND) -> str:
    return f"/mail-stoppen/{make.stop_link(reader, kind)}/"


# the mail


def test_mail_that_may_be_stopped_says_how_to_people_and_to_programs(mailbox: Mailbox, client: Client) -> None:
    anna = make.user()
    _post(anna)

    outbox.send_due()

    (mail,) = mailbox.received
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    header, written = mail["List-Unsubscribe"].strip(), text_of(mail).split()[-1]
    assert re.fullmatch(rf"<{re.escape(site.ADDRESS)}/mail-stoppen/[\w-]+/>", header)
    assert text_of(mail).rstrip().endswith(f"Wilt u zulke mail niet meer? Zet die uit: {written}")
    for address in (header.strip("<>"), written):
        StoppedKind.objects.all().delete()
        assert client.post(address.removeprefix(site.ADDRESS), ONE_CLICK).status_code == 200
        assert queries.stopped_by(anna) == {KIND}


def test_each_mail_has_an_address_of_its_own_that_is_kept_nowhere(mailbox: Mailbox) -> None:
    anna = make.user()
    for about in "78":
        _post(anna, about=about)

    outbox.send_due()

    addresses = {mail["List-Unsubscribe"] for mail in mailbox.received}
    assert len(addresses) == 2
    rows = str(list(Message.objects.values()))
    assert not any(address.rpartition("/mail-stoppen/")[2].rstrip("/>") in rows for address in addresses)
    assert "[persoonlijke link]" in outbox.shown(Message.objects.latest("pk"))


@pytest.mark.parametrize("kind", sorted(set(site.MAIL_KINDS) - {KIND, OTHER, joining.KIND}))  # that is made of others
def test_mail_that_may_not_be_stopped_has_no_such_address(kind: str, mailbox: Mailbox) -> None:
    _post(make.user(), kind)

    outbox.send_due()

    (mail,) = mailbox.received
    assert mail["List-Unsubscribe"] is None
    assert "mail-stoppen" not in text_of(mail)


def test_mail_of_an_anonymous_round_goes_to_everybody(mailbox: Mailbox) -> None:
    """Whoever stops it may well have answered: that is nobody's to know."""
    anna = make.user()
    actions.stop_kind(anna, OTHER)

    _post(anna, OTHER, is_readable=False)
    outbox.send_due()

    (mail,) = mailbox.received
    assert mail["List-Unsubscribe"] is None


def test_mail_to_an_address_without_an_account_has_nobody_to_stop_it(mailbox: Mailbox) -> None:
    _post("iemand@example.org")

    outbox.send_due()

    assert mailbox.received[0]["List-Unsubscribe"] is None


def test_mail_that_was_stopped_is_not_written_and_what_waits_stays_here() -> None:
    anna, bas = make.user(), make.user()
    for person in (anna, bas):
        _post(person)
    _post(anna, OTHER)
    make.message(anna, kind=KIND, state=State.HELD, minted=stopping.gap(KIND))
    make.message(anna, kind=KIND, state=State.FAILED, minted=stopping.gap(KIND))
    make.message(anna, kind=KIND, state=State.READY)  # it holds what must come
    make.message(anna, kind=KIND, state=State.SENT)
    make.message(anna, kind=OTHER, is_readable=False)

    actions.stop_kind(anna, KIND)
    _post(anna, about="8")
    _post(bas, about="8")

    mine = Message.objects.filter(recipient=anna)
    assert list(mine.filter(kind=KIND).order_by("state").values_list("state", "reason")) == [
        (State.DROPPED, Reason.STOPPED),
        (State.DROPPED, Reason.STOPPED),
        (State.DROPPED, Reason.STOPPED),
        (State.READY, ""),
        (State.SENT, ""),
    ]
    assert mine.filter(kind=OTHER, state=State.READY).count() == 2
    assert Message.objects.filter(recipient=bas, state=State.READY).count() == 2


def test_each_kind_that_may_be_stopped_has_a_name() -> None:
    assert set(MAY_STOP) <= set(site.MAIL_KINDS)


# the page


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_stop_mail_changes_nothing_when_it_is_opened(method: str, client: Client) -> None:
    anna = make.user()

    page = client.generic(method, _address(anna))

    assert page.status_code == 200
    assert not StoppedKind.objects.exists()


def test_stop_mail_takes_the_press_of_a_mail_program() -> None:
    anna = make.user()
    program = Client(enforce_csrf_checks=True)

    for _twice in range(2):
        page = program.post(_address(anna), ONE_CLICK)
        assert page.status_code == 200
        assert "Herinnering of dank" in page.content.decode()

    assert not program.cookies.get("sessionid")
    assert StoppedKind.objects.get().user == anna
    assert AuditEvent.objects.filter(deed="stop_kind", actor=None, subject=anna).count() == 1


def test_stop_mail_takes_the_press_on_its_page(client: Client) -> None:
    anna = make.user()
    page = client.get(_address(anna)).content.decode()
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]+)"', page))

    assert "Zet deze mail uit" in page
    assert "U krijgt deze mail niet meer" in client.post(_address(anna), fields).content.decode()
    assert "U krijgt deze mail niet meer" in client.get(_address(anna)).content.decode()


@pytest.mark.parametrize("body", [{}, {"List-Unsubscribe": "iets"}, {"anders": "One-Click"}])
def test_stop_mail_refuses_another_press(body: dict[str, str], client: Client) -> None:
    assert client.post(_address(make.user()), body).status_code == 400
    assert not StoppedKind.objects.exists()


@pytest.mark.parametrize("values", [{"code": "KWMF-73QX"}, {"for": "anders", "reader": "1", "kind": KIND}])
def test_stop_mail_is_not_opened_by_what_was_sealed_for_something_else(values: dict[str, str], client: Client) -> None:
    make.user()

    assert client.post(f"/mail-stoppen/{sealing.seal(values).rstrip('=')}/", ONE_CLICK).status_code == 410


@pytest.mark.parametrize("token", ["onzin", "é", "%e2%82", "=" * 3, "gAAAAA"])
def test_stop_mail_says_the_same_of_every_address_that_is_not_ours(token: str, client: Client) -> None:
    page = client.post(f"/mail-stoppen/{token}/", ONE_CLICK)

    assert page.status_code == 410
    assert "Er is niets veranderd" in page.content.decode()


def test_stop_mail_of_somebody_who_is_gone_or_of_a_kind_that_must_come(client: Client, settings: Settings) -> None:
    gone, anna = make.user(), make.user()
    address, other = _address(gone), _address(anna, OTHER)
    gone.delete()
    settings.MAIL_MAY_STOP = [KIND]

    assert [client.post(one, ONE_CLICK).status_code for one in (address, other)] == [410, 410]


# the choice


def test_choose_kinds_stops_and_resumes(as_user: AsUser, settings: Settings) -> None:
    settings.MAIL_MAY_STOP = MAY_STOP
    anna, bas = make.user(), make.user()
    actions.stop_kind(bas, KIND)
    browser = as_user(anna)

    browser.post("/mijn/post/keuze/", {"kinds": []})
    assert queries.stopped_by(anna) == {KIND}
    assert not re.search(rf'value="{KIND}"[^>]* checked', browser.get("/mijn/post/").content.decode())

    browser.post("/mijn/post/keuze/", {"kinds": [KIND]})
    assert re.search(rf'value="{KIND}"[^>]* checked', browser.get("/mijn/post/").content.decode())
    _post(anna)
    assert queries.stopped_by(anna) == set()
    assert Message.objects.get().state == State.READY
    assert queries.stopped_by(bas) == {KIND}
    assert AuditEvent.objects.filter(deed="choose_kinds", actor=anna).count() == 2


def test_choose_kinds_offers_only_what_may_be_stopped(as_user: AsUser) -> None:
    anna = make.user()

    page = as_user(anna).post("/mijn/post/keuze/", {"kinds": [FIXED]})

    assert page.status_code == 400
    assert "Kies iets uit de lijst" in page.content.decode()
    assert not StoppedKind.objects.exists()


def test_address_holds_whose_mail_of_which_kind() -> None:
    anna = make.user()

    assert stopping.wish_of(make.stop_link(anna)) == stopping.Wish(anna, KIND)
