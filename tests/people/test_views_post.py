"""The pages with mail: for planners, and for everybody about themselves."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from people.letters import queries, rules
from people.models import Message, Role, User
from tests import make
from tests.conftest import AsUser

pytestmark = pytest.mark.django_db

State = Message.State
LIST = "/planning/post/"


@pytest.fixture
def planner() -> User:
    return make.user(roles=[Role.PLANNER])


def test_letters_are_for_planners(as_user: AsUser) -> None:
    assert as_user(make.user(roles=[Role.COORDINATOR])).get(LIST).status_code == 403


def test_letters_show_state_and_reason_and_no_codes(as_user: AsUser, planner: User) -> None:
    make.message(subject="Bevestiging", state=State.FAILED, reason=Message.Reason.ADDRESS)
    make.message(subject="Uw inlogcode", is_readable=False)

    page = as_user(planner).get(LIST).content.decode()

    assert "Bevestiging" in page
    assert "het adres bestaat niet, of neemt geen mail aan" in page
    assert "Uw inlogcode" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"stand": "sent"}, {"een"}),
        ({"soort": "enrolment_waiting"}, {"twee"}),
        ({"zoek": "vanDAMME"}, {"een"}),
        ({"zoek": "twee"}, {"twee"}),
        ({"zoek": "pgs15-2026-4"}, {"een"}),
        ({"zoek": "uitvoering"}, set()),  # words of the text are not looked for
        ({}, {"een", "twee"}),
    ],
)
def test_letters_are_filtered(query: dict[str, str], found: set[str], as_user: AsUser, planner: User) -> None:
    make.message(make.user(family_name="Vandamme"), subject="een", state=State.SENT, body="Uitvoering PGS15-2026-4\n")
    make.message(subject="twee", kind="enrolment_waiting")

    page = as_user(planner).get(LIST, query).content.decode()

    assert {word for word in ("een", "twee") if f">{word}</a>" in page} == found


def test_letters_take_as_many_queries_for_one_as_for_thirty(as_user: AsUser, planner: User) -> None:
    browser = as_user(planner)
    make.message()
    browser.get(LIST)
    with CaptureQueriesContext(connection) as one:
        browser.get(LIST)
    for _number in range(29):
        make.message()

    with CaptureQueriesContext(connection) as thirty:
        browser.get(LIST)

    assert len(one) == len(thirty)


def test_letter_shows_its_text_without_what_opens_a_door(as_user: AsUser, planner: User) -> None:
    message = make.message(body="Klik hier: [[link]]\n", state=State.SENT)

    page = as_user(planner).get(reverse("people:letter", args=[message.pk])).content.decode()

    assert "Klik hier: [persoonlijke link]" in page
    assert "Versturen" not in page


def test_letter_of_signing_in_is_not_there(as_user: AsUser, planner: User) -> None:
    message = make.message(is_readable=False)

    assert as_user(planner).get(reverse("people:letter", args=[message.pk])).status_code == 404


def test_draft_is_edited_sent_and_dropped_by_its_buttons(as_user: AsUser, planner: User) -> None:
    browser = as_user(planner)
    first, second = make.message(state=State.HELD), make.message(state=State.HELD)

    seen = rules.version(first.subject, first.body)
    browser.post(reverse("people:edit_letter", args=[first.pk]), {"subject": "Nieuw", "body": "Tekst", "seen": seen})
    browser.post(reverse("people:send_letter", args=[first.pk]))
    browser.post(reverse("people:drop_letter", args=[second.pk]))

    assert list(Message.objects.order_by("pk").values_list("subject", "state")) == [
        ("Nieuw", State.READY),
        ("Onderwerp", State.DROPPED),
    ]


def test_draft_says_at_the_text_that_a_link_was_lost(as_user: AsUser, planner: User) -> None:
    message = make.message(state=State.HELD, body="[[link]]")

    answer = as_user(planner).post(
        reverse("people:edit_letter", args=[message.pk]),
        {"subject": "Nieuw", "body": "Geen link", "seen": rules.version(message.subject, message.body)},
    )

    assert answer.status_code == 409
    assert "Laat deze plek staan zoals zij was, en voeg er geen toe: [[link]]." in answer.content.decode()


def test_letter_that_has_left_meanwhile_is_not_dropped(as_user: AsUser, planner: User) -> None:
    message = make.message(state=State.SENT)

    answer = as_user(planner).post(reverse("people:drop_letter", args=[message.pk]))

    assert answer.status_code == 409
    assert "met deze mail is intussen iets anders gebeurd" in answer.content.decode()


def test_kinds_are_held_and_drafts_sent_from_the_list(as_user: AsUser, planner: User) -> None:
    browser = as_user(planner)
    make.message(state=State.HELD)

    browser.post(reverse("people:hold_kinds"), {"kinds": ["approval_request"], "seen": rules.choice([])})
    page = browser.get(LIST).content.decode()
    browser.post(reverse("people:send_drafts"))

    assert "1 mail wacht op u" in page
    assert Message.objects.get().state == State.READY


def test_page_of_a_person_tells_what_became_of_the_mail(as_user: AsUser) -> None:
    anna = make.user()
    make.message(anna, subject="Voor Anna", state=State.FAILED, reason=Message.Reason.ADDRESS)
    make.message(anna, subject="Inlogcode", is_readable=False)

    page = as_user(make.user(roles=[Role.ADMINISTRATOR])).get(f"/beheer/mensen/{anna.pk}/").content.decode()

    assert "Voor Anna" in page
    assert "niet te bezorgen: het adres bestaat niet, of neemt geen mail aan" in page
    assert "Inlogcode" not in page


def test_my_letters_show_what_i_was_sent_and_nothing_of_others(as_user: AsUser) -> None:
    anna = make.user()
    make.message(anna, subject="Voor Anna", state=State.SENT, sent_at=make.message(anna).created_at)
    make.message(anna, subject="Nog niet weg")
    make.message(subject="Voor Bas", state=State.SENT)

    page = as_user(anna).get("/mijn/post/").content.decode()

    assert "Voor Anna" in page
    assert "Nog niet weg" not in page
    assert "Voor Bas" not in page


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_letter_says_what_it_does_to_a_calendar(method: str, as_user: AsUser, planner: User) -> None:
    told = [{"uid": f"{number}@leerlijn", "method": method, "sequence": 1} for number in range(2)]
    message = make.message(state=State.HELD, calendar=told)

    page = as_user(planner).get(reverse("people:letter", args=[message.pk])).content.decode()

    assert ("2 intrekkingen voor de agenda" in page) == (method == "CANCEL")
    assert ("dan blijven die daar staan" in page) == (method == "CANCEL")
    assert ("2 agenda-uitnodigingen" in page) == (method == "REQUEST")


def test_letter_leads_to_all_mail_to_its_reader(as_user: AsUser, planner: User) -> None:
    anna = make.user("anna+mail@example.org")
    first, _second, _other = make.message(anna, subject="een"), make.message(anna, subject="twee"), make.message()

    browser = as_user(planner)
    page = browser.get(reverse("people:letter", args=[first.pk])).content.decode()

    assert (address := f"{LIST}?zoek=anna%2Bmail%40example.org") in page
    assert len(browser.get(address).context["table"].rows) == 2


def test_draft_that_another_planner_changed_meanwhile_is_shown_beside_what_was_typed(
    as_user: AsUser, planner: User
) -> None:
    message = make.message(state=State.HELD)
    address = reverse("people:edit_letter", args=[message.pk])
    seen = rules.version(message.subject, message.body)
    as_user(planner).post(address, {"subject": "Van de een", "body": "Eerst", "seen": seen})

    answer = as_user(planner).post(address, {"subject": "Van de ander", "body": "Later", "seen": seen})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "<strong>Van de een</strong>" in page
    assert 'value="Van de ander"' in page
    assert Message.objects.get().subject == "Van de een"


def test_letter_says_with_which_others_it_leaves(as_user: AsUser, planner: User) -> None:
    whole = make.message(kind="joined", subject="Twee zaken", send_after=timezone.now() + timedelta(minutes=5))
    part = make.message(whole.recipient, subject="De ene", state=State.JOINED, joined_in=whole)

    browser = as_user(planner)
    pages = [browser.get(reverse("people:letter", args=[one.pk])).content.decode() for one in (whole, part)]

    assert "gaat mee" in pages[0]
    assert f'<a href="{reverse("people:letter", args=[part.pk])}">De ene</a>' in pages[0]
    assert f'<a href="{reverse("people:letter", args=[whole.pk])}">Twee zaken</a>' in pages[1]


def test_kinds_that_another_planner_chose_meanwhile_are_shown_beside_what_was_ticked(
    as_user: AsUser, planner: User
) -> None:
    browser, seen = as_user(planner), {"seen": rules.choice([])}
    browser.post(reverse("people:hold_kinds"), {"kinds": ["approval_request"]} | seen)

    answer = browser.post(reverse("people:hold_kinds"), {"kinds": ["enrolment_waiting"]} | seen)

    assert answer.status_code == 409
    assert "Zo staat het er nu" in answer.content.decode()
    assert queries.held_kinds() == ["approval_request"]
