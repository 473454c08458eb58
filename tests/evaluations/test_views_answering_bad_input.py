"""What arrives at a personal link that is not a plain answer: told in words, and nothing is kept."""

import inspect
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.views.debug import ExceptionReporter

from evaluations import actions, gate, keys
from evaluations.models import Audience, Question, Round
from evaluations.views import answering
from tests import make
from tests.rows import everything

pytestmark = pytest.mark.django_db

TRIES = {"people_tally"}  # how often a link that does not exist (any more) was tried


def _link(round: Round, place: int = 0) -> str:
    return f"/evaluatie/{actions.new_link(make.invitations(round)[place])}/"


def _field(round: Round, place: int = 0) -> str:
    return f"q{round.questionnaire.questions.all()[place].pk}"


def _texts(round: Round) -> list[str]:
    """What the review desk will read."""
    (waiting,) = round.open_answers.all()
    sealed, about = bytes(waiting.sealed), f"leerlijn-texts-1|{round.pk}|{waiting.question_id}".encode()
    found: list[str] = json.loads(
        AESGCM(keys.read(gate.review_key_name(round))).decrypt(sealed[:12], sealed[12:], about)
    )
    return found


def test_link_of_another_round_does_not_answer_this_one(client: Client) -> None:
    mine, other = make.round(), make.round()
    link, before = _link(other), everything()

    answer = client.post(link, {_field(mine): "7"})

    assert answer.status_code == 400
    assert "Beantwoord ten minste één vraag." in answer.content.decode()
    assert everything() == before


@pytest.mark.parametrize("typed", ["11", "-1", "zeven"])
def test_choice_outside_the_scale_is_told_at_its_question(client: Client, typed: str) -> None:
    round = make.round()
    link, before = _link(round), everything()

    answer = client.post(link, {_field(round): typed})

    assert answer.status_code == 400
    assert "aria-invalid" in answer.content.decode()
    assert f"Selecteer een geldige keuze. {typed} is geen beschikbare keuze." in answer.content.decode()
    assert everything() == before


def test_a_text_that_is_too_long_is_told_and_still_there(client: Client) -> None:
    round = make.round()
    text, link, before = "lang " * 500, _link(round), everything()

    answer = client.post(link, {_field(round, 1): text})

    assert everything() == before
    assert answer.status_code == 400
    assert "Deze tekst is te lang" in answer.content.decode()
    assert text.strip() in answer.content.decode()


@pytest.mark.parametrize("as_upload", [True, False])
def test_a_megabyte_is_refused_before_it_is_read(client: Client, *, as_upload: bool) -> None:
    round = make.round()
    link, field, before = _link(round), _field(round, 1), everything()

    form, text = "application/x-www-form-urlencoded", "x" * 1_000_000
    answer = client.post(link, {field: text}) if as_upload else client.post(link, f"{field}={text}", content_type=form)

    assert answer.status_code == 413
    assert "Dit is te veel ineens" in answer.content.decode()
    assert everything() == before


HOSTILE = ["<script>alert(1)</script>", '=HYPERLINK("//evil.example")', "'; DROP TABLE x; --", "{{ 7|add:7 }}", "-1+1"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_script_or_formula_is_a_text_like_any_other(client: Client, text: str) -> None:
    round = make.round(make.questionnaire(make.question(Question.Kind.OPEN)))

    for place in range(5):
        assert client.post(_link(round, place), {_field(round): text}).status_code == 302

    gate.close(round.pk)
    assert _texts(round) == [text] * 5


def test_a_script_is_shown_as_text_when_the_page_comes_back(client: Client) -> None:
    round = make.round()

    answer = client.post(_link(round), {_field(round): "11", _field(round, 1): HOSTILE[0]})

    assert answer.status_code == 400
    assert "&lt;script&gt;alert(1)" in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()


def test_the_second_of_two_tabs_is_told_that_the_link_was_used(client: Client) -> None:
    round = make.round()
    link = _link(round)
    assert [client.get(link).status_code for _tab in range(2)] == [200, 200]
    client.post(link, {_field(round): "7"})
    before = everything()

    second = client.post(link, {_field(round): "3"})

    assert second.status_code == 410
    assert "Misschien is hij al gebruikt" in second.content.decode()
    assert everything() == before


def test_who_sends_while_the_round_closes_is_told_and_nothing_is_kept(client: Client) -> None:
    round = make.round()
    link = _link(round)
    assert client.get(link).status_code == 200
    actions.close_round(round, by=None)
    before = everything(without=TRIES)

    late = client.post(link, {_field(round): "7", _field(round, 1): "Te laat"})

    assert late.status_code == 410
    assert "is de ronde gesloten" in late.content.decode()
    assert everything(without=TRIES) == before


def test_answers_to_what_was_not_asked_are_not_kept(client: Client) -> None:
    other = make.question(audiences=[Audience.TRAINER])
    round = make.round(make.questionnaire(make.question(), other))

    for place in range(5):
        client.post(
            _link(round, place), {_field(round): str(6 + place % 2), f"q{other.pk}": "1", "audience": "trainer"}
        )
    gate.close(round.pk)

    assert [group.question_id for group in round.published.all()] == [round.questionnaire.questions.all()[0].pk]


def test_report_of_an_error_tells_no_answer() -> None:
    """An error inside the box passes through frames that hold the answer; the view without its shield tells it."""
    round = make.round()
    Round.objects.update(record_bytes=10)  # less than any answer
    token, canary = actions.new_link(make.invitations(round)[0]), str(round.pk)

    def report(view: Callable[..., HttpResponse]) -> str:
        request = RequestFactory().post("/evaluatie/", {_field(round, 1): f"Kanarie {canary}"})
        with pytest.raises(ValueError, match="longer") as trouble:
            view(request, token)
        told = ExceptionReporter(request, trouble.type, trouble.value, trouble.tb)
        return str(told.get_traceback_text()) + str(told.get_traceback_html())

    assert f"Kanarie {canary}" not in report(answering.answer)
    assert f"Kanarie {canary}" in report(inspect.unwrap(answering.answer))


def test_what_was_typed_stays_in_the_page_when_the_keys_are_away(client: Client, ballot_keys: list[Path]) -> None:
    round = make.round()
    link, before = _link(round), everything()
    for directory in ballot_keys:
        directory.rename(directory.with_suffix(".away"))

    answer = client.post(link, {_field(round, 1): "Niet kwijtraken"})

    assert answer.status_code == 503
    assert "Nu niet te versturen" in answer.content.decode()
    assert "Niet kwijtraken" in answer.content.decode()
    assert everything() == before
