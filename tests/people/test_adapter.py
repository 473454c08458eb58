"""Signing in, from the first page to the mail that leaves."""

import re
from datetime import timedelta
from pathlib import Path

import allauth
import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from people import outbox
from people.adapter import AccountAdapter, FactorAdapter
from people.models import Message, User
from tests import make

pytestmark = pytest.mark.django_db

CODE = re.compile(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", re.MULTILINE)
LIBRARY = Path(allauth.__file__).parent


def _letters() -> list[str]:
    """Every mail that the library can send from the parts we use."""
    texts = [file.read_text() for part in ("account", "mfa") for file in (LIBRARY / part).rglob("*.py")]
    found = {name for text in texts for name in re.findall(r'"((?:account|mfa)/email/\w+)"', text)}
    return sorted(found - {"account/email/password_reset_code"})  # we reset by link


@pytest.mark.parametrize("letter", _letters())
@pytest.mark.parametrize("language", ["nl", "en"])
def test_send_mail_has_a_letter_of_ours_for_all_the_library_sends(letter: str, language: str) -> None:
    make.account(language=language)

    AccountAdapter().send_mail(letter, "anna@example.org", {"code": "CWBN-ZWPX", "ip": "192.0.2.1"})

    message = Message.objects.get()
    assert message.subject
    assert settings.ADDRESS in message.body
    assert not re.search(r"\b(je|jij|jou|jouw)\b", message.body)


@pytest.mark.parametrize(("letter", "asks"), [("email_confirmation", True), ("password_changed", False)])
def test_send_mail_says_first_that_something_is_asked(letter: str, asks: bool) -> None:
    make.account()

    AccountAdapter().send_mail(f"account/email/{letter}", "anna@example.org", {"code": "CWBN-ZWPX", "ip": "192.0.2.1"})

    assert Message.objects.get().subject.startswith("Actie nodig: ") is asks


def test_send_mail_keeps_the_code_sealed_until_it_leaves(client: Client) -> None:
    make.account()

    client.post(reverse("account_request_login_code"), {"email": "Anna@example.org"})

    message = Message.objects.get()
    assert (message.kind, message.priority, message.address) == ("login_code", Message.CODES_FIRST, "anna@example.org")
    assert "\n\n[[code]]\n\n" in message.body
    assert not CODE.search(message.body + message.secret)

    outbox.send_due()

    message.refresh_from_db()
    sent = mail.outbox[0]
    assert (found := CODE.search(str(sent.body)))
    assert isinstance(sent, EmailMultiAlternatives)
    assert f'<p class="code">{found[0]}</p>' in str(sent.alternatives[0][0])
    assert (message.state, message.secret) == (Message.State.SENT, "")


def test_send_mail_keeps_a_code_here_when_it_has_expired(client: Client) -> None:
    user = make.account()
    client.post(reverse("account_request_login_code"), {"email": user.email})

    with time_machine.travel(timezone.now() + timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT + 1)):
        outbox.send_due()

    assert mail.outbox == []
    assert Message.objects.get().reason == Message.Reason.PAST_USE


def test_code_signs_in_and_goes_where_somebody_was_going(client: Client) -> None:
    user = make.account()
    client.post(reverse("account_request_login_code"), {"email": user.email, "next": "/mijn/"})
    outbox.send_due()

    code = CODE.findall(str(mail.outbox[0].body))[0]
    answer = client.post(reverse("account_confirm_login_code"), {"code": code, "next": "/mijn/"})

    assert answer.headers["Location"] == "/mijn/"
    assert client.session["_auth_user_id"] == str(user.pk)


def test_code_signs_in_whoever_was_enrolled_by_a_colleague(client: Client) -> None:
    user = User.objects.create_user("nieuw@example.org")  # no password, no confirmed address yet
    client.post(reverse("account_request_login_code"), {"email": user.email})
    outbox.send_due()

    client.post(reverse("account_confirm_login_code"), {"code": CODE.findall(str(mail.outbox[0].body))[0]})

    assert client.session["_auth_user_id"] == str(user.pk)
    assert EmailAddress.objects.get(user=user).verified


def test_password_signs_in_without_a_step_between(client: Client) -> None:
    user = make.account()

    answer = client.post(reverse("account_login"), {"login": user.email, "password": make.PASSWORD, "next": "/mijn/"})

    assert answer.headers["Location"] == "/mijn/"
    assert client.session["_auth_user_id"] == str(user.pk)
    assert not Message.objects.exists()


@pytest.mark.parametrize("form", ["account_request_login_code", "account_reset_password"])
def test_form_says_the_same_when_the_address_is_unknown(form: str) -> None:
    make.account()

    known, unknown = (_asked(form, email) for email in ("anna@example.org", "bram@example.org"))

    assert known == unknown
    assert set(Message.objects.values_list("address", "kind")) == {
        ("anna@example.org", "login_code" if form == "account_request_login_code" else "password_reset_key"),
        ("bram@example.org", "unknown_account"),
    }


def _asked(form: str, email: str) -> tuple[list[tuple[str, int]], str]:
    """The steps and the last page, but for tokens and the address itself."""
    answer = Client().post(reverse(form), {"email": email}, follow=True)
    told = answer.content.decode().replace(email, "")
    return answer.redirect_chain, re.sub(r"\b\w{64}\b", "", told)


def test_sign_up_tells_only_the_mailbox_when_the_account_exists(client: Client) -> None:
    make.account()
    person = {"given_name": "Eve", "family_name": "Il", "email": "anna@example.org", "password1": make.PASSWORD}

    answer = client.post(reverse("account_signup"), person)

    assert answer.headers["Location"] == reverse("account_email_verification_sent")
    assert Message.objects.get().kind == "account_already_exists"
    assert User.objects.count() == 1


def test_sign_up_asks_a_code_and_knows_the_name(client: Client) -> None:
    person = {"given_name": "Anna", "infix": "van den", "family_name": "Berg"}
    client.post(reverse("account_signup"), person | {"email": "anna@example.org", "password1": make.PASSWORD})
    outbox.send_due()

    assert Message.objects.get().kind == "email_confirmation_signup"
    code = CODE.findall(str(mail.outbox[0].body))[0]
    client.post(reverse("account_email_verification_sent"), {"code": code})

    user = User.objects.get()
    assert user.full_name == "Anna van den Berg"
    assert client.session["_auth_user_id"] == str(user.pk)


def test_sign_up_mail_does_not_greet_with_a_name_a_stranger_chose(client: Client) -> None:
    person = {"given_name": "Win een prijs op evil.example", "family_name": "Berg", "email": "anna@example.org"}

    client.post(reverse("account_signup"), person | {"password1": make.PASSWORD})

    assert "evil" not in Message.objects.get().body


def test_reset_link_is_sealed_on_our_address_and_works_once(client: Client) -> None:
    make.account()
    client.post(reverse("account_reset_password"), {"email": "anna@example.org"}, headers={"host": "127.0.0.1"})
    assert "\n\n[[link]]\n\n" in Message.objects.get().body
    outbox.send_due()
    link = re.findall(rf"^{settings.ADDRESS}(/account/password/reset/key/\S+)$", str(mail.outbox[0].body), re.MULTILINE)

    form = client.get(link[0]).headers["Location"]
    client.post(form, {"password1": "een heel ander wachtwoord", "password2": "een heel ander wachtwoord"})

    assert User.objects.get().check_password("een heel ander wachtwoord")
    assert "werkt niet meer" in client.get(link[0], follow=True).content.decode()


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example",
        "https:evil.example",
        "https:///evil.example",
        "https://evil.example/mijn/",
        "//localhost@evil.example/",
        "/\\evil.example",
        "\thttps://evil.example",
        "javascript:alert(1)",
    ],
)
@pytest.mark.parametrize("form", ["account_login", "account_logout"])
def test_redirect_stays_inside_when_next_points_elsewhere(client: Client, form: str, elsewhere: str) -> None:
    user = make.account()

    answer = client.post(reverse(form), {"login": user.email, "password": make.PASSWORD, "next": elsewhere})

    assert answer.headers["Location"] == "/"


ELSEWHERE = ["//evil.example", "https://evil.example/mijn/", "/\\evil.example"]


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_redirect_stays_inside_after_a_code(client: Client, elsewhere: str) -> None:
    user = make.account()
    client.post(reverse("account_request_login_code"), {"email": user.email, "next": elsewhere})
    outbox.send_due()

    code = CODE.findall(str(mail.outbox[0].body))[0]
    answer = client.post(reverse("account_confirm_login_code"), {"code": code, "next": elsewhere})

    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_redirect_stays_inside_after_confirming_who_is_there(client: Client, elsewhere: str) -> None:
    user = make.account()
    client.post(reverse("account_login"), {"login": user.email, "password": make.PASSWORD})

    answer = client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD, "next": elsewhere})

    assert answer.headers["Location"] == "/"


def test_change_of_password_leaves_a_mail_and_ends_other_sessions(client: Client) -> None:
    user, elsewhere = make.account(), Client()
    for browser in (client, elsewhere):
        browser.post(reverse("account_login"), {"login": user.email, "password": make.PASSWORD})
    new = "een heel ander wachtwoord"

    client.post(reverse("account_change_password"), {"oldpassword": make.PASSWORD, "password1": new, "password2": new})

    assert Message.objects.get().kind == "password_changed"
    assert client.get(reverse("mfa_index")).status_code == 200
    assert elsewhere.get(reverse("mfa_index")).status_code == 302


def test_address_changes_once_its_code_is_filled_in(client: Client) -> None:
    user = make.account()
    client.post(reverse("account_login"), {"login": user.email, "password": make.PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})
    client.post(reverse("account_email"), {"email": "anna.berg@example.org", "action_add": ""})
    assert User.objects.get().email == "anna@example.org"
    outbox.send_due()

    code = CODE.findall(str(mail.outbox[0].body))[0]
    client.post(reverse("account_email_verification_sent"), {"code": code})

    assert User.objects.get().email == "anna.berg@example.org"
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [
        ("anna.berg@example.org", True, True)
    ]
    assert list(Message.objects.order_by("pk").values_list("kind", "address")) == [
        ("email_confirmation", "anna.berg@example.org"),
        ("email_changed", "anna@example.org"),
    ]


def test_address_of_somebody_else_is_not_given_away(client: Client) -> None:
    user, other = make.account(), make.account("bram@example.org")
    client.post(reverse("account_login"), {"login": user.email, "password": make.PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})

    answer = client.post(reverse("account_email"), {"email": other.email, "action_add": ""})

    assert answer.headers["Location"] == reverse("account_email_verification_sent")  # as for a free address
    outbox.send_due()
    code = CODE.findall(str(mail.outbox[0].body))[0]
    client.post(reverse("account_email_verification_sent"), {"code": code})
    assert set(User.objects.values_list("email", flat=True)) == {"anna@example.org", "bram@example.org"}
    assert EmailAddress.objects.get(email=other.email).user == other


def test_factor_secret_rests_sealed(client: Client) -> None:
    sealed = FactorAdapter().encrypt("JBSWY3DPEHPK3PXP")

    assert "JBSWY3DPEHPK3PXP" not in sealed
    assert FactorAdapter().decrypt(sealed) == "JBSWY3DPEHPK3PXP"


def test_factor_picture_holds_nothing_a_strict_page_refuses() -> None:
    drawn = FactorAdapter().build_totp_svg("otpauth://totp/anna%40example.org?secret=JBSWY3DPEHPK3PXP&issuer=Leerlijn")

    assert drawn.startswith("<svg")
    assert "style" not in drawn


def test_passkeys_are_numbered() -> None:
    user = make.account()
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={})

    with translation.override("nl"):
        assert FactorAdapter().generate_authenticator_name(user, Authenticator.Type.WEBAUTHN) == "Passkey 2"


def test_library_texts_say_u() -> None:
    """All Dutch that the library's code (not its templates, which are ours) can show."""
    sources = [
        file.read_text() for part in ("account", "mfa", "usersessions") for file in (LIBRARY / part).rglob("*.py")
    ]
    with translation.override("nl"):
        told = {text: translation.gettext(text) for source in sources for text in _texts_of(source)}

    informal = {
        text: dutch for text, dutch in told.items() if re.search(r"\b(je|jij|jou|jouw)\b", dutch, re.IGNORECASE)
    }
    unused = re.compile("phone|username|same email", re.IGNORECASE)
    assert {text for text in informal if not unused.search(text)} == set()


def _texts_of(source: str) -> list[str]:
    return [found[1] for found in re.findall(r'_\(\s*(")(.+?)"\s*\)', source, re.DOTALL)]
