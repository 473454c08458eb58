"""What somebody typed while the session ended, or in a form of before, waits for the same person (H2 of the corpus)."""

import re
import time
from html import unescape

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from people.models import Paper, Role, User
from people.once import MARK
from people.unsent import TOKEN
from tests import make
from tests.walk.scene import scene
from trainees.models import ProgressMeeting, Traineeship

pytestmark = pytest.mark.django_db

AGAIN = "/opnieuw-versturen/"
LOGIN = f"/account/login/?next={AGAIN.replace('/', '%2F')}"
WORDS = "We spraken over de stage.\r\nEn over: " + "woord " * 600
FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@pytest.fixture
def supervisor() -> User:
    return make.account("begeleider@example.org")


@pytest.fixture
def trip(supervisor: User) -> Traineeship:
    made = make.traineeship()
    make.placement(made, supervisor=supervisor)
    return made


@pytest.fixture
def screen(supervisor: User) -> Client:
    """As browsers are: with the protection of forms."""
    return _signed_in(supervisor)


def _signed_in(user: User) -> Client:
    screen = Client(enforce_csrf_checks=True)
    screen.force_login(user)
    return screen


def _form(screen: Client, page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form on `page` that leads to `action`."""
    text = screen.get(page).content.decode()
    form = text[text.index(f'action="{action}"') :]
    return {name: unescape(value) for name, value in FIELD.findall(form[: form.index("</form>")])}


def _meeting(trip: Traineeship) -> str:
    return reverse("trainees:hold_meeting", args=[trip.pk])


def _typed(screen: Client, trip: Traineeship) -> dict[str, str]:
    hidden = _form(screen, trip.get_absolute_url(), _meeting(trip))
    return hidden | {"day": f"{make.TODAY}", "month": "3", "agreements": WORDS}


def _sign_in(screen: Client, user: User) -> None:
    screen.force_login(user)  # as the sign-in page does: what is in the session of a visitor stays


def test_text_is_kept_and_sent_again_when_the_session_had_ended(
    screen: Client, supervisor: User, trip: Traineeship
) -> None:
    typed = _typed(screen, trip)
    Session.objects.all().delete()

    sent = screen.post(_meeting(trip), typed)
    _sign_in(screen, supervisor)
    page = screen.get(AGAIN)
    again = _form(screen, AGAIN, _meeting(trip))
    done = screen.post(_meeting(trip), again)

    assert (sent.status_code, sent["Location"]) == (302, LOGIN)
    assert "We spraken over de stage." in page.content.decode()
    assert {name: again[name] for name in typed if name != TOKEN} == {
        name: text for name, text in typed.items() if name != TOKEN
    }
    assert done.status_code == 302
    assert ProgressMeeting.objects.get().agreements == WORDS.replace("\r\n", "\n").strip()
    assert "staat niets klaar" in screen.get(AGAIN).content.decode()


def test_form_of_yesterday_is_kept_when_somebody_signed_in_anew(
    screen: Client, supervisor: User, trip: Traineeship
) -> None:
    typed = _typed(screen, trip)
    screen.cookies["csrftoken"] = "n" * 32  # each signing in makes a new one

    sent = screen.post(_meeting(trip), typed)
    done = screen.post(_meeting(trip), _form(screen, AGAIN, _meeting(trip)))

    assert (sent.status_code, sent["Location"], done.status_code) == (302, AGAIN, 302)
    assert ProgressMeeting.objects.count() == 1


def test_text_is_shown_to_nobody_else_who_signs_in(screen: Client, trip: Traineeship) -> None:
    typed = _typed(screen, trip)
    Session.objects.all().delete()
    screen.post(_meeting(trip), typed)

    _sign_in(screen, make.user())

    assert "We spraken" not in screen.get(AGAIN).content.decode()


def test_text_waits_an_hour(screen: Client, trip: Traineeship, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = _typed(screen, trip)
    screen.cookies["csrftoken"] = "n" * 32
    screen.post(_meeting(trip), typed)
    later = time.time() + 3601
    monkeypatch.setattr(time, "time", lambda: later)

    assert "staat niets klaar" in screen.get(AGAIN).content.decode()


@pytest.mark.parametrize("made_for", [None, "", "1", "1:vals", "-"])
def test_form_of_another_site_is_refused_and_not_kept(screen: Client, trip: Traineeship, made_for: str | None) -> None:
    sent = screen.post(_meeting(trip), {"agreements": WORDS} | ({MARK: made_for} if made_for else {}))

    assert sent.status_code == 403
    assert "staat niets klaar" in screen.get(AGAIN).content.decode()


def test_form_with_the_token_of_another_session_is_kept_and_not_acted_on(screen: Client, trip: Traineeship) -> None:
    other = _signed_in(make.user())
    token = dict(FIELD.findall(other.get("/mijn/gegevens/").content.decode()))[TOKEN]

    sent = screen.post(_meeting(trip), _typed(screen, trip) | {TOKEN: token})

    assert sent["Location"] == AGAIN
    assert not ProgressMeeting.objects.exists()


def test_form_from_another_origin_is_not_acted_on(screen: Client, trip: Traineeship) -> None:
    sent = screen.post(_meeting(trip), _typed(screen, trip), headers={"Origin": "https://boos.example"})

    assert sent.status_code in (302, 403)
    assert not ProgressMeeting.objects.exists()


def test_page_says_that_a_file_has_to_be_chosen_again() -> None:
    boss, region = make.user(roles=[Role.ADMINISTRATOR]), make.organisation()
    screen = _signed_in(boss)
    typed = _form(screen, region.get_absolute_url(), reverse("people:add_paper", args=[region.pk]))
    screen.cookies["csrftoken"] = "n" * 32

    screen.post(
        reverse("people:add_paper", args=[region.pk]), typed | {"file": SimpleUploadedFile("brief.pdf", make.PDF)}
    )

    assert "Een bestand bewaren we niet" in screen.get(AGAIN).content.decode()
    assert not Paper.objects.exists()


def test_htmx_leaves_its_page_to_sign_in(screen: Client, trip: Traineeship) -> None:
    typed = _typed(screen, trip)
    Session.objects.all().delete()

    sent = screen.post(_meeting(trip), typed, headers={"HX-Request": "true"})

    assert sent["HX-Redirect"] == LOGIN


def test_open_page_says_of_nobody_for_whom_it_was_made(screen: Client) -> None:
    """Where an answer must not be tied to anybody, a form says nothing about who is signed in."""
    link = scene().things["approval link"]

    page = screen.get(reverse("enrolments:approval_by_link", args=[link])).content.decode()

    assert 'name="key"' in page
    assert f'name="{MARK}"' not in page
