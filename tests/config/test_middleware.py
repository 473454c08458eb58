"""What every request passes. Bad input gets the same page on both databases, and nothing is written."""

import pytest
from django.test import Client

from people.models import AuditEvent, Message, User
from tests import make
from tests.conftest import AsUser

pytestmark = pytest.mark.django_db

SIGN_UP = "/account/signup/"
FORM = "application/x-www-form-urlencoded"


def _person(**changes: str) -> dict[str, str]:
    return {
        "given_name": "Anna",
        "family_name": "Berg",
        "email": "anna@example.org",
        "password1": "een lang genoeg wachtwoord",
    } | changes


def _nothing_written() -> bool:
    return not User.objects.exists() and not Message.objects.exists()


def _says(page: bytes, heading: str) -> bool:
    return f"{heading}</h1>" in page.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/%00",
        "/aanbod/%00/",
        "/uitvoeringen/a%00b/",
        "/aanbod/?q=%00",
        "/aanbod/?%00=x",
        "/aanbod/?q=%ff",  # Latin-1
        "/aanbod/?q=%c0%80",  # NUL in too many bytes
        "/aanbod/?q=%ed%a0%80",  # half a surrogate pair
    ],
)
def test_address_is_refused_when_it_is_not_text(client: Client, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 400
    assert _says(answer.content, "Dit verzoek kunnen we niet lezen")


def test_path_is_unknown_when_it_is_not_utf8(client: Client) -> None:
    assert client.get("/aanbod/%ff/").status_code == 404


@pytest.mark.parametrize("field", ["given_name", "infix", "family_name", "email", "password1", "next", "unknown"])
@pytest.mark.parametrize("as_upload", [True, False])
def test_form_is_refused_when_a_field_holds_nul(client: Client, field: str, as_upload: bool) -> None:
    person = _person(**{field: "a\0b"})

    if as_upload:
        answer = client.post(SIGN_UP, person)  # multipart
    else:
        typed = "&".join(f"{name}={value}".replace("\0", "%00") for name, value in person.items())
        answer = client.post(SIGN_UP, typed, content_type=FORM)

    assert answer.status_code == 400
    assert _says(answer.content, "Dit verzoek kunnen we niet lezen")
    assert _nothing_written()


@pytest.mark.parametrize("body", [b"given_name=\xe9", b"given_name=%E9", b"%E9=x", b"given_name=\xed\xa0\x80"])
def test_form_is_refused_when_it_is_not_utf8(client: Client, body: bytes) -> None:
    answer = client.post(SIGN_UP, body, content_type=FORM)

    assert answer.status_code == 400
    assert _nothing_written()


def test_form_is_refused_when_it_is_cut_short(client: Client) -> None:
    answer = client.post(SIGN_UP, b"--x\r\nnonsense", content_type="multipart/form-data")

    assert answer.status_code == 400
    assert _says(answer.content, "Dit verzoek kunnen we niet lezen")


def test_cookie_is_refused_when_it_holds_nul(client: Client) -> None:
    client.cookies.load({"sessionid": "a\0bcdefghijkl"})

    assert client.get("/").status_code == 400


@pytest.mark.parametrize("as_upload", [True, False])
def test_form_is_refused_when_a_field_holds_a_megabyte(client: Client, as_upload: bool) -> None:
    person = _person(family_name="x" * 1024 * 1024)

    answer = client.post(SIGN_UP, person) if as_upload else client.post(SIGN_UP, _encoded(person), content_type=FORM)

    assert answer.status_code == 413
    assert _says(answer.content, "Dit is te veel ineens")
    assert _nothing_written()


def test_form_is_refused_when_it_has_thousands_of_fields(client: Client) -> None:
    answer = client.post(SIGN_UP, _encoded({f"field{number}": "x" for number in range(5000)}), content_type=FORM)

    assert answer.status_code == 413
    assert _nothing_written()


def test_form_shows_the_field_when_a_name_is_too_long(client: Client) -> None:
    answer = client.post(SIGN_UP, _person(family_name="x" * 300))

    assert answer.status_code == 200
    assert "niet meer dan 120 tekens" in answer.content.decode()
    assert _nothing_written()


def test_host_is_refused_when_it_is_not_ours(client: Client) -> None:
    answer = client.get("/aanbod/", headers={"host": "evil.example"})

    assert answer.status_code == 400
    assert _says(answer.content, "Dit verzoek kunnen we niet lezen")


def test_method_is_refused_with_words_when_the_page_has_no_such_method(client: Client) -> None:
    answer = client.post("/account/inactive/")

    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, OPTIONS"
    assert _says(answer.content, "Dit adres hoort bij een knop")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "LEERLIJN"])
def test_method_is_refused_on_every_page_when_no_page_knows_it(client: Client, method: str) -> None:
    answer = client.generic(method, "/aanbod/")

    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert _says(answer.content, "Dit adres hoort bij een knop")


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/xml", ""])
def test_body_is_refused_when_it_is_no_form(as_user: AsUser, kind: str) -> None:
    edition, anna = make.edition(), make.user()

    answer = as_user(anna).post(f"/uitvoeringen/{edition.code}/inschrijven/", b"{}", content_type=kind)

    assert answer.status_code == 415
    assert _says(answer.content, "Dit verzoek kunnen we niet lezen")
    assert not edition.enrolments.exists()


def test_body_is_refused_unread_when_it_is_larger_than_any_file(client: Client) -> None:
    answer = client.generic("POST", SIGN_UP, b"", FORM, CONTENT_LENGTH="99999999999")

    assert answer.status_code == 413
    assert _says(answer.content, "Dit is te veel ineens")


def test_form_is_refused_when_it_has_no_csrf_token() -> None:
    answer = Client(enforce_csrf_checks=True).post(SIGN_UP, _person())

    assert answer.status_code == 403
    assert _says(answer.content, "Dit formulier is verlopen")
    assert _nothing_written()


def _encoded(fields: dict[str, str]) -> str:
    return "&".join(f"{name}={value}" for name, value in fields.items())


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example/", "https:evil.example", "/\\evil.example"]
)
def test_choice_of_language_stays_inside_when_next_points_elsewhere(client: Client, elsewhere: str) -> None:
    answer = client.post("/taal/", {"language": "en", "next": elsewhere})

    assert answer.headers["Location"] == "/"


def test_request_leaves_its_origin_in_the_audit_trail(as_user: AsUser) -> None:
    edition = make.edition()

    as_user(make.user()).post(f"/uitvoeringen/{edition.code}/inschrijven/", REMOTE_ADDR="192.0.2.7")

    assert AuditEvent.objects.get().origin == "web 192.0.2.7"


@pytest.mark.parametrize(
    "address", ["/evaluatie/s3cr3t/", "/evaluatie/s3cr3t/?x=%ff", "/agenda/mijn/s3cr3t.ics", "/agenda/zaal/s3cr3t.ics"]
)
def test_page_behind_a_personal_link_tells_its_address_to_nobody(client: Client, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code >= 400
    assert answer["Referrer-Policy"] == "strict-origin"
    assert "/account/login/?" not in answer.content.decode()
    assert client.get("/aanbod/")["Referrer-Policy"] == "same-origin"


def test_requests_have_a_number_each(client: Client) -> None:
    numbers = {client.get("/healthz")["X-Request-ID"] for _one in range(3)}

    assert len(numbers) == 3


def test_personal_page_stays_out_of_caches(client: Client, as_user: AsUser) -> None:
    assert "no-store" in as_user(make.user()).get("/mijn/")["Cache-Control"]
    assert not client.get("/aanbod/").has_header("Cache-Control")


@pytest.mark.parametrize(
    ("cookie", "wish", "language"),
    [("", "en", "nl"), ("en", "nl", "en"), ("nl", "en", "nl"), ("xx", "en", "nl"), ("../en", "", "nl")],
)
def test_language_is_the_one_that_was_chosen_and_not_the_wish_of_the_browser(
    cookie: str, wish: str, language: str, client: Client
) -> None:
    client.cookies.load({"django_language": cookie})

    answer = client.get("/aanbod/", headers={"accept-language": wish})

    assert answer["Content-Language"] == language
    assert f'<html lang="{language}"' in answer.content.decode()
