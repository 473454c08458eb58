from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from evaluations import actions, gate
from evaluations.models import Audience, BallotBox, NamedAnswer, Question, Round
from evaluations.queries import Invitee
from people.models import User
from tests import make

pytestmark = pytest.mark.django_db

AsUser = Callable[[User], Client]
THANKS = "/evaluatie/bedankt/"


def _link(round: Round, place: int = 0) -> str:
    return f"/evaluatie/{actions.new_link(make.invitations(round)[place])}/"


def _field(round: Round, place: int = 0) -> str:
    return f"q{round.questionnaire.questions.all()[place].pk}"


def _sealed() -> bytes:
    return bytes(BallotBox.objects.get().sealed)


def test_link_shows_the_questions_without_signing_in(client: Client) -> None:
    round = make.round(make.questionnaire(make.question(text="Hoe was het?")))

    answer = client.get(_link(round))

    assert answer.status_code == 200
    assert "Hoe was het?" in answer.content.decode()
    assert answer["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert answer["Referrer-Policy"] == "strict-origin"


def test_opening_the_link_changes_nothing(client: Client) -> None:
    round = make.round()
    link, before = _link(round), _sealed()

    for _time in range(2):
        client.get(link)
    client.head(link)

    assert _sealed() == before


def test_sending_leads_to_the_same_thanks_for_everybody(client: Client) -> None:
    round = make.round()

    answer = client.post(_link(round), {_field(round): "7"})

    assert (answer.status_code, answer["Location"]) == (302, THANKS)
    assert client.get(THANKS).status_code == 200


def test_answering_writes_the_box_only_and_no_session(client: Client) -> None:
    round = make.round()
    link = _link(round)

    with CaptureQueriesContext(connection) as captured:
        client.post(link, {_field(round): "7"})

    written = [q["sql"] for q in captured if not q["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE", "BEGIN"))]
    assert len(written) == 1
    assert written[0].startswith('UPDATE "evaluations_ballotbox" SET "sealed"')
    assert not Session.objects.exists()
    assert "sessionid" not in client.cookies


def test_answers_of_a_page_are_counted_at_closing(client: Client) -> None:
    round = make.round()
    for place, mark in enumerate([6, 7, 7, 8, 9]):
        client.post(_link(round, place), {_field(round): str(mark)})

    closed = gate.close(round.pk)

    assert closed.answered == 5


def _used(round: Round, client: Client, settings: Settings) -> str:
    link = _link(round)
    client.post(link, {_field(round): "7"})
    return link


def _used_by_another_mail(round: Round, client: Client, settings: Settings) -> str:
    client.post(_link(round), {_field(round): "7"})
    return _link(round)


def _closed(round: Round, client: Client, settings: Settings) -> str:
    link = _link(round)
    gate.close(round.pk)
    return link


def _late(round: Round, client: Client, settings: Settings) -> str:
    settings.AS_OF = make.TODAY + timedelta(days=30)
    return _link(round)


def _unknown(round: Round, client: Client, settings: Settings) -> str:
    return "/evaluatie/bestaat-niet/"


@pytest.mark.parametrize("reason", [_used, _used_by_another_mail, _closed, _late, _unknown])
def test_every_refusal_is_the_same_page(
    reason: Callable[[Round, Client, Settings], str], client: Client, settings: Settings
) -> None:
    round = make.round()
    field, link = _field(round), reason(round, client, settings)

    shown, sent = client.get(link), client.post(link, {field: "3"})

    assert (shown.status_code, sent.status_code) == (410, 410)
    for answer in (shown, sent):
        assert "Deze link werkt niet (meer)" in answer.content.decode()
    unknown = "/evaluatie/x/"
    pages = [_body(answer.content.decode(), link) for answer in (shown, sent)]
    assert pages == [_body(client.get(unknown).content.decode(), unknown)] * 2


def _body(page: str, link: str) -> str:
    """The words of the page, without its own address and the keys of its forms."""
    return page[page.index("<main") : page.index("</main>")].replace(link, "")


def test_a_region_answers_by_name_and_once(client: Client) -> None:
    questionnaire = make.questionnaire(make.question(Question.Kind.GRADE, audiences=[Audience.REGION]))
    invitee = Invitee(make.user(), Audience.REGION, make.organisation("Zeeland"))
    round = make.round(questionnaire, people=[invitee], cohort=make.cohort(), anonymous=False)
    link = _link(round)
    assert "namens Veiligheidsregio Zeeland" in client.get(link).content.decode()

    nameless = client.post(link, {_field(round): "8"})
    named = client.post(link, {_field(round): "8", "given_by": "Wil Bos"})
    again = client.post(link, {_field(round): "1", "given_by": "Wil Bos"})

    assert [answer.status_code for answer in (nameless, named, again)] == [400, 302, 410]
    assert NamedAnswer.objects.get().answers == {_field(round)[1:]: 8}


def test_page_costs_the_same_for_any_number_of_questions(client: Client) -> None:
    costs = set()
    for number in (1, 30):
        link = _link(make.round(make.questionnaire(*(make.question() for _question in range(number)))))
        with CaptureQueriesContext(connection) as captured:
            client.get(link)
        costs.add(len(captured))

    assert len(costs) == 1
