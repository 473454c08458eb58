"""The pages with the words of each kind of mail."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from people.letters import html, rules, texts
from people.models import AuditEvent, MailText, Role, User
from tests import make
from tests.conftest import AsUser

pytestmark = pytest.mark.django_db

LIST = "/planning/post/teksten/"
TEXT = f"{LIST}approval_request/nl/"
SEEN = rules.version(*texts.to_edit("approval_request", "nl", None))
WORDS = {"subject": "beslis vóór {begin}", "body": "{aanhef}\n\nBeslis hier:\n{link}\n\n{link_werkt}\n", "seen": SEEN}


@pytest.fixture
def planner(as_user: AsUser) -> Client:
    return as_user(make.user(roles=[Role.PLANNER]))


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR])
def test_texts_are_for_planners(as_user: AsUser, role: Role) -> None:
    other = as_user(make.user(roles=[role]))

    assert [other.get(LIST).status_code, other.get(TEXT).status_code] == [403, 403]
    assert other.post(f"{TEXT}aanpassen/", WORDS).status_code == 403
    assert not MailText.objects.exists()


def test_texts_name_every_kind_and_who_changed_it(planner: Client) -> None:
    anna = make.user(given_name="Anna", infix="", family_name="Bos")
    make.mail_text(changed_by=anna)
    make.mail_text("start_reminder", body="{weg}")

    page = planner.get(LIST).content.decode()

    assert page.count('href="/planning/post/teksten/') == 2 * len(texts.texts()) + 1  # the alert has a link too
    assert "Anna Bos" in page
    assert "De eigen tekst van Herinnering aan het begin (NL) past niet meer" in page
    assert "1 eigen tekst past niet meer" in planner.get("/planning/post/").content.decode()


def test_texts_take_as_many_queries_for_one_as_for_all(planner: Client) -> None:
    def counted() -> int:
        with CaptureQueriesContext(connection) as captured:
            planner.get(LIST)
        return len(captured)

    make.mail_text(changed_by=make.user())
    counted()
    one = counted()
    for kind in texts.texts():
        make.mail_text(kind, "en", changed_by=make.user())

    assert counted() == one


@pytest.mark.parametrize(
    "address", ["login_code/nl/", "password_changed/nl/", "approval_request/de/", "bestaat-niet/nl/"]
)
def test_text_of_signing_in_or_of_nothing_is_not_there(planner: Client, address: str) -> None:
    assert planner.get(f"{LIST}{address}").status_code == 404
    assert planner.post(f"{LIST}{address}aanpassen/", WORDS).status_code == 404


def test_text_shows_the_default_what_may_be_filled_in_and_the_mail(planner: Client) -> None:
    answer = planner.get(TEXT)

    page = answer.content.decode()
    assert "Dit is de standaardtekst." in page
    assert "<code>{link}</code>" in page
    assert "Actie nodig:" in page
    assert 'sandbox=""' in page
    assert "&lt;h1&gt;Actie nodig: uw goedkeuring uiterlijk 12 april voor" in page
    assert html.STYLE_HASH in answer["Content-Security-Policy"]


@pytest.mark.parametrize(("kind", "asks"), [("approval_reminder", True), ("start_reminder", False)])
def test_text_of_a_reminder_shows_the_mail_around_it(planner: Client, kind: str, asks: bool) -> None:
    page = planner.get(f"{LIST}{kind}/nl/").content.decode()

    assert "Deze tekst staat in een herinnering" in page
    assert ("&lt;h1&gt;Actie nodig: antwoord op de aanvraag van Anna de Vries" in page) is asks
    assert ("&lt;h1&gt;Op 13 april: Brandveiligheid van gebouwen" in page) is not asks
    assert "Beste Sam Smit," in page
    assert "Met vriendelijke groet," in page
    assert "Deze tekst staat in een herinnering" not in planner.get(TEXT).content.decode()


def test_preview_shows_what_was_typed_and_keeps_nothing(planner: Client) -> None:
    answer = planner.post(f"{TEXT}voorbeeld/", WORDS | {"subject": "kom vóór {begin} & <b>snel</b>"})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "&lt;h1&gt;Actie nodig: kom vóór 13 april 2026 &amp;amp; &amp;lt;b&amp;gt;snel" in page
    assert "kom vóór {begin}" in page  # still in its field
    assert not MailText.objects.exists()


@pytest.mark.parametrize("deed", ["voorbeeld", "aanpassen"])
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"body": "Beslis hier."}, "Dit moet in de tekst blijven staan: {link}, {link_werkt}."),
        ({"body": "{link} {onbekend}"}, "ingevuld: {onbekend}. Dit moet in de tekst blijven staan: {link_werkt}."),
        ({"subject": "Dag {link}"}, "Dit kan hier niet worden ingevuld: {link}."),
        ({"subject": ""}, "Dit veld is verplicht."),
    ],
)
def test_text_says_at_the_field_what_is_wrong(planner: Client, deed: str, typed: dict[str, str], words: str) -> None:
    answer = planner.post(f"{TEXT}{deed}/", WORDS | typed)

    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert "<iframe" not in answer.content.decode()
    assert not MailText.objects.exists()


def test_text_is_changed_and_put_back_by_its_buttons(as_user: AsUser) -> None:
    anna: User = make.user(roles=[Role.PLANNER], given_name="Anna", infix="", family_name="Bos")
    browser = as_user(anna)

    page = browser.post(f"{TEXT}aanpassen/", WORDS, follow=True).content.decode()
    assert "De tekst is bewaard." in page
    assert "Dit is een eigen tekst." in page
    assert "door Anna Bos" in page

    seen = {"seen": re.findall(r'name="seen" value="([0-9a-f]{16})"', page)[0]}
    page = browser.post(f"{TEXT}standaard/", seen, follow=True).content.decode()
    assert "De standaardtekst geldt weer." in page
    assert "uw goedkeuring uiterlijk {uiterlijk}" in page
    assert [line.deed for line in AuditEvent.objects.order_by("pk")] == ["edit_text", "restore_text"]


def test_text_that_no_longer_fits_is_shown_to_be_mended(planner: Client) -> None:
    make.mail_text("approval_request", subject="Dag {weg}")

    page = planner.get(TEXT).content.decode()

    assert "Deze eigen tekst past niet meer" in page
    assert "Dag {weg}" in page


def test_text_that_another_planner_changed_meanwhile_is_shown_beside_what_was_typed(planner: Client) -> None:
    page = planner.get(TEXT).content.decode()
    seen = re.findall(r'name="seen" value="([0-9a-f]{16})"', page)[0]
    planner.post(f"{TEXT}aanpassen/", WORDS | {"subject": "van de een", "seen": seen})

    answer = planner.post(f"{TEXT}aanpassen/", WORDS | {"subject": "van de ander", "seen": seen})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Iemand anders heeft deze tekst intussen gewijzigd." in page
    assert "<strong>van de een</strong>" in page
    assert 'value="van de ander"' in page
    assert MailText.objects.get().subject == "van de een"
    now = re.findall(r'name="seen" value="([0-9a-f]{16})"', page)[0]
    planner.post(f"{TEXT}aanpassen/", WORDS | {"subject": "van de ander", "seen": now})
    assert MailText.objects.get().subject == "van de ander"


def test_text_that_another_planner_changed_meanwhile_is_not_put_back(planner: Client) -> None:
    planner.post(f"{TEXT}aanpassen/", WORDS)

    answer = planner.post(f"{TEXT}standaard/", {"seen": SEEN})

    assert answer.status_code == 409
    assert f"<strong>{WORDS['subject']}</strong>" in answer.content.decode()
    assert MailText.objects.get().subject == WORDS["subject"]
