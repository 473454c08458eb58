"""What a passkey must have done before it opens a door."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import make
from tests.passkey import SIGN_IN, Passkey

pytestmark = pytest.mark.django_db


def _asked(browser: Client) -> str:
    """The challenge of the sign-in page."""
    options = browser.get(SIGN_IN, headers={"X-Requested-With": "XMLHttpRequest"}).json()["request_options"]
    return str(options["publicKey"]["challenge"])


def _sends(browser: Client, answer: str) -> bool:
    """Whether `answer` signs in."""
    browser.post(SIGN_IN, {"credential": answer})
    return "_auth_user_id" in browser.session


def test_passkey_signs_in(client: Client) -> None:
    passkey = Passkey(make.account())

    assert _sends(client, passkey.answer(_asked(client)))


def test_passkey_is_refused_when_it_did_not_look_who_is_there(client: Client) -> None:
    passkey = Passkey(make.account(), verifies=False)

    assert not _sends(client, passkey.answer(_asked(client)))


def test_passkey_is_refused_when_it_answers_an_earlier_question(client: Client) -> None:
    passkey, earlier = Passkey(make.account()), _asked(client)

    _asked(client)

    assert not _sends(client, passkey.answer(earlier))


def test_passkey_is_refused_when_it_answers_a_question_to_another_browser(client: Client) -> None:
    passkey = Passkey(make.account())
    _asked(client)

    assert not _sends(client, passkey.answer(_asked(Client())))


def test_passkey_is_refused_when_it_answers_the_same_question_again(client: Client) -> None:
    passkey, other = Passkey(make.account()), Client()
    answer = passkey.answer(_asked(client))
    state = dict(client.session.items())
    assert _sends(client, answer)

    session = other.session
    session.update(state)  # as a copy that was read before the challenge was taken out
    session.save()

    assert not _sends(other, answer)


def test_passkey_is_refused_when_it_was_made_for_another_site(client: Client) -> None:
    passkey = Passkey(make.account(), host="leerlijn.example")

    assert not _sends(client, passkey.answer(_asked(client)))


def test_passkey_confirms_who_is_there_once(client: Client) -> None:
    user = make.account()
    passkey = Passkey(user)
    client.force_login(user)
    address = reverse("mfa_reauthenticate_webauthn")
    challenge = client.get(address).context["js_data"]["request_options"]["publicKey"]["challenge"]

    answers = [client.post(address, {"credential": passkey.answer(challenge)}) for _time in range(2)]

    assert [answer.headers["Location"] for answer in answers] == [reverse("home"), reverse("account_login")]
