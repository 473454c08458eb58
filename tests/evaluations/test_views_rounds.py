import csv
import io
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluations import actions, gate
from evaluations.models import Audience, Question, Round
from evaluations.queries import Invitee
from people.models import Role, User
from tests import make

pytestmark = pytest.mark.django_db

AsUser = Callable[[User], Client]
ROUNDS, NEW = "/evaluaties/", "/evaluaties/nieuw/"


def _coordinator() -> User:
    return make.user(roles=[Role.COORDINATOR])


def _closed(*answers: int, text: str = "Hoe was het?") -> Round:
    round = make.round(make.questionnaire(make.question(text=text)), invited=20)
    make.answers(round, *answers)
    return gate.close(round.pk)


def test_coordinator_reads_the_distribution_n_and_response(as_user: AsUser) -> None:
    round = _closed(6, 7, 7, 8, 9)

    page = as_user(_coordinator()).get(round.get_absolute_url()).content.decode()

    assert "Hoe was het?" in page
    assert "n = 5" in page
    assert "gemiddeld 7,4" in page.lower()
    assert "<svg" in page
    assert "<table" in page


def test_too_few_answers_are_words_without_a_number(as_user: AsUser) -> None:
    round = _closed(6, 7, 7)

    page = as_user(_coordinator()).get(round.get_absolute_url()).content.decode()

    assert "minder dan vijf antwoorden" in page
    assert "n = " not in page
    assert "<table" not in page


def test_an_open_round_tells_no_answers_and_no_exact_response(as_user: AsUser) -> None:
    round = make.round(invited=12)
    make.answers(round, *range(7))
    actions.count_response(round, make.TODAY)

    page = as_user(_coordinator()).get(round.get_absolute_url()).content.decode()

    assert "5+" in page
    assert "verzegeld tot de ronde sluit" in page
    assert "n = " not in page


def test_who_was_asked_reads_what_came_of_it(as_user: AsUser) -> None:
    round = _closed(6, 7, 7, 8, 9)
    participant = make.invitations(round)[0].person

    browser = as_user(participant)

    assert round.get_absolute_url() in browser.get(ROUNDS).content.decode()
    assert "n = 5" in browser.get(round.get_absolute_url()).content.decode()


def test_others_do_not_find_a_round(as_user: AsUser) -> None:
    round = _closed(6, 7, 7, 8, 9)

    browser = as_user(make.user())

    assert browser.get(round.get_absolute_url()).status_code == 404
    assert browser.get(f"{round.get_absolute_url()}?export=csv").status_code == 404
    assert round.get_absolute_url() not in browser.get(ROUNDS).content.decode()


def test_trainer_reads_the_results_of_own_editions_only(as_user: AsUser) -> None:
    trainer = make.user()
    own, other = make.round(edition=make.over_edition(trainers=[trainer])), make.round()

    browser = as_user(trainer)

    assert browser.get(own.get_absolute_url()).status_code == 200
    assert browser.get(other.get_absolute_url()).status_code == 404


def test_planner_does_not_see_rounds_about_a_cohort(as_user: AsUser) -> None:
    about_cohort, about_edition = make.round(cohort=make.cohort()), make.round()

    browser = as_user(make.user(roles=[Role.PLANNER]))

    assert browser.get(about_cohort.get_absolute_url()).status_code == 404
    assert browser.get(about_edition.get_absolute_url()).status_code == 200


def test_export_says_what_the_page_says(as_user: AsUser) -> None:
    round = _closed(6, 7, 7, 8, 9, text="=1+1")

    answer = as_user(_coordinator()).get(f"{round.get_absolute_url()}?export=csv")

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][:4] == ["Vraag", "Groep", "Antwoord", "Aantal"]
    assert rows[7][:4] == ["'=1+1", "deelnemers", "7", "2"]


def test_export_of_too_few_has_no_number(as_user: AsUser) -> None:
    round = _closed(6, 7, 7)

    answer = as_user(_coordinator()).get(f"{round.get_absolute_url()}?export=csv")

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1][2:] == ["", "", "", "", "Te weinig antwoorden om te tonen (minder dan vijf)."]


def _named() -> Round:
    questionnaire = make.questionnaire(make.question(Question.Kind.OPEN, audiences=[Audience.REGION]))
    invitee = Invitee(make.user(), Audience.REGION, make.organisation("Zeeland"))
    round = make.round(questionnaire, people=[invitee], cohort=make.cohort(), anonymous=False)
    (invitation,) = make.invitations(round)
    question = questionnaire.questions.get()
    actions.answer(invitation, {str(question.pk): "Wij doen <b>mee</b>"}, given_by="Wil Bos")
    return round


def test_coordinator_reads_official_answers_with_their_author(as_user: AsUser) -> None:
    page = as_user(_coordinator()).get(_named().get_absolute_url()).content.decode()

    assert "Veiligheidsregio Zeeland" in page
    assert "Wil Bos" in page
    assert "Wij doen &lt;b&gt;mee&lt;/b&gt;" in page


def test_who_was_asked_does_not_read_official_answers(as_user: AsUser) -> None:
    round = _named()

    page = as_user(make.invitations(round)[0].person).get(round.get_absolute_url()).content.decode()

    assert "Wil Bos" not in page


def test_coordinator_opens_a_round_about_a_cohort(as_user: AsUser) -> None:
    cohort = make.cohort()
    for _trainee in range(5):
        make.traineeship(cohort=cohort)
    questionnaire = make.questionnaire(make.question(audiences=[Audience.TRAINEE]))
    typed = {"questionnaire": questionnaire.pk, "cohort": cohort.pk, "audience": "trainee", "how": "anonymous"}

    answer = as_user(_coordinator()).post(NEW, typed | {"closes_on": "2026-03-20"})

    round = Round.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, round.get_absolute_url())
    assert (round.cohort, round.invited, round.audiences) == (cohort, 5, ["trainee"])


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"closes_on": "2026-03-01"}, "De laatste dag mag niet voorbij zijn."),
        ({"closes_on": "gisteren"}, "Vul een bestaande datum in, zoals 31-12-2026."),
        ({"audience": "supervisor"}, "geen vragen voor deze groep"),
        ({"audience": "iedereen"}, "Selecteer een geldige keuze."),
        ({"questionnaire": "99999"}, "Selecteer een geldige keuze."),
        ({"how": ""}, "Dit veld is verplicht."),
    ],
)
def test_new_round_says_at_the_field_what_is_wrong(as_user: AsUser, wrong: dict[str, str], words: str) -> None:
    cohort = make.cohort()
    make.traineeship(cohort=cohort)
    questionnaire = make.questionnaire(make.question(audiences=[Audience.TRAINEE]))
    right = {"questionnaire": questionnaire.pk, "cohort": cohort.pk, "audience": "trainee", "how": "anonymous"}

    answer = as_user(_coordinator()).post(NEW, right | {"closes_on": "2026-03-20"} | wrong)

    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not Round.objects.exists()


def test_new_round_is_refused_for_a_group_that_could_never_be_shown(as_user: AsUser) -> None:
    cohort = make.cohort()
    make.traineeship(cohort=cohort)
    questionnaire = make.questionnaire(make.question(audiences=[Audience.TRAINEE]))
    typed = {"questionnaire": questionnaire.pk, "cohort": cohort.pk, "audience": "trainee", "how": "anonymous"}

    answer = as_user(_coordinator()).post(NEW, typed | {"closes_on": "2026-03-20"})

    assert answer.status_code == 409
    assert "Onder de 5 antwoorden kan niets worden getoond." in answer.content.decode()
    assert not Round.objects.exists()


def test_new_round_is_for_the_coordinator(as_user: AsUser) -> None:
    assert as_user(make.user(roles=[Role.PLANNER])).get(NEW).status_code == 403


def test_coordinator_closes_early_and_what_is_counted_is_final(as_user: AsUser) -> None:
    round = make.round()
    make.answers(round, 6, 7, 7, 8, 9)
    browser, close = as_user(_coordinator()), f"{round.get_absolute_url()}sluiten/"

    first, again = browser.post(close), browser.post(close)

    assert (first.status_code, again.status_code) == (302, 302)
    assert Round.objects.get().answered == 5


def test_only_the_coordinator_closes(as_user: AsUser) -> None:
    round = make.round()

    answer = as_user(make.invitations(round)[0].person).post(f"{round.get_absolute_url()}sluiten/")

    assert answer.status_code == 403
    assert Round.objects.get().is_open


def _queries(browser: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(path).status_code == 200
    return len(captured)


def test_pages_cost_the_same_for_any_number(as_user: AsUser) -> None:
    coordinator = _coordinator()
    one = _closed(6, 7, 7, 8, 9)
    few = _queries(as_user(coordinator), ROUNDS), _queries(as_user(coordinator), one.get_absolute_url())
    many = make.round(make.questionnaire(*(make.question() for _question in range(20))))
    gate.close(many.pk)
    for _round in range(3):
        make.round()

    assert _queries(as_user(coordinator), ROUNDS) == few[0]
    assert _queries(as_user(coordinator), many.get_absolute_url()) == few[1]
