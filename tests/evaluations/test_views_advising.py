from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluations import gate
from evaluations.advising import actions
from evaluations.models import Advice, AdviceSection, Evidence, Question, Round, Yardstick
from people.models import Role, User
from tests import make

pytestmark = pytest.mark.django_db

AsUser = Callable[[User], Client]


def _coordinator() -> User:
    return make.user(roles=[Role.COORDINATOR])


def _published(*answers: int, text: str = "Blijft u?") -> tuple[Round, Question]:
    question = make.question(Question.Kind.AGREE, text=text)
    round = make.round(make.questionnaire(question), 9)
    make.answers(round, *answers)
    return gate.close(round.pk), question


def test_coordinator_begins_an_advice(as_user: AsUser) -> None:
    typed = {"cohort": make.cohort().pk, "title": "Door?", "question": "Gaan we door?", "due_on": "2026-06-30"}

    answer = as_user(_coordinator()).post("/advies/nieuw/", typed)

    advice = Advice.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, advice.get_absolute_url())
    assert "Door?" in as_user(_coordinator()).get("/advies/").content.decode()


@pytest.mark.parametrize("wrong", [{"title": ""}, {"due_on": "ooit"}, {"cohort": "99999"}, {"question": "x" * 2001}])
def test_a_wrong_advice_is_told_at_its_field(as_user: AsUser, wrong: dict[str, str]) -> None:
    right = {"cohort": make.cohort().pk, "title": "Door?", "question": "Gaan we door?", "due_on": "2026-06-30"}

    answer = as_user(_coordinator()).post("/advies/nieuw/", right | wrong)

    assert answer.status_code == 400
    assert "aria-invalid" in answer.content.decode()
    assert not Advice.objects.exists()


def test_criteria_come_first_and_then_lie_fixed(as_user: AsUser) -> None:
    advice = make.advice(stamped=False)
    browser, page = as_user(_coordinator()), advice.get_absolute_url()

    browser.post(f"{page}maatstaf/", {"kind": "option", "text": "Stoppen <b>nu</b>"})
    assert "Stoppen &lt;b&gt;nu&lt;/b&gt;" in browser.get(page).content.decode()
    browser.post(f"{page}vastleggen/")
    late = browser.post(f"{page}maatstaf/", {"kind": "option", "text": "Te laat"})

    assert late.status_code == 409
    assert "liggen vast" in late.content.decode()
    assert not Yardstick.objects.filter(text="Te laat").exists()


def test_one_click_on_the_results_puts_a_finding_in_the_advice(as_user: AsUser) -> None:
    advice = make.advice()
    round, question = _published(2, 4, 4, 5, 5)
    browser = as_user(_coordinator())
    results = browser.get(round.get_absolute_url()).content.decode()
    assert f"{advice.get_absolute_url()}bewijs/" in results

    answer = browser.post(f"{advice.get_absolute_url()}bewijs/", {"round": round.pk, "question": question.pk})

    assert answer["Location"] == f"{advice.get_absolute_url()}#findings"
    page = browser.get(advice.get_absolute_url()).content.decode()
    assert "deelnemers, n = 5, 2 maart 2026" in page
    assert "Gemiddeld 4,0" in page


def test_results_that_may_not_be_shown_have_no_such_button(as_user: AsUser) -> None:
    advice = make.advice()
    round, question = _published(2, 4, 4)
    browser = as_user(_coordinator())

    assert "bewijs/" not in browser.get(round.get_absolute_url()).content.decode()
    answer = browser.post(f"{advice.get_absolute_url()}bewijs/", {"round": round.pk, "question": question.pk})

    assert answer.status_code == 409
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    "typed", [{"round": "x", "question": "1"}, {"round": "", "question": ""}, {"question": "1 OR 1=1"}]
)
def test_evidence_that_is_no_result_is_refused(as_user: AsUser, typed: dict[str, str]) -> None:
    advice = make.advice()

    assert as_user(_coordinator()).post(f"{advice.get_absolute_url()}bewijs/", typed).status_code == 400


def test_a_question_of_another_round_is_not_there(as_user: AsUser) -> None:
    advice = make.advice()
    round, _question = _published(2, 4, 4, 5, 5)
    _other, question = _published(2, 4, 4, 5, 5)

    answer = as_user(_coordinator()).post(
        f"{advice.get_absolute_url()}bewijs/", {"round": round.pk, "question": question.pk}
    )

    assert answer.status_code == 404


def test_a_second_tab_does_not_overwrite_and_keeps_what_was_typed(as_user: AsUser) -> None:
    advice = make.advice()
    browser, write = as_user(_coordinator()), f"{advice.get_absolute_url()}costs/"
    browser.post(write, {"text": "Eerst", "version": "1"})

    second = browser.post(write, {"text": "Tweede tabblad", "version": "1"})

    assert second.status_code == 409
    assert "Tweede tabblad" in second.content.decode()
    assert AdviceSection.objects.get(advice=advice, code="costs").text == "Eerst"


def test_progress_goes_in_by_one_click(as_user: AsUser) -> None:
    advice = make.advice()
    make.traineeship(cohort=advice.cohort)
    make.programme_item(advice.cohort, due_month=1)

    as_user(_coordinator()).post(f"{advice.get_absolute_url()}voortgang/")

    assert Evidence.objects.get().n == 1


def test_pdf_is_handed_out(as_user: AsUser) -> None:
    answer = as_user(_coordinator()).get(f"{make.advice().get_absolute_url()}advies.pdf")

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_a_reader_has_no_advice_before_one_is_put_to_them(as_user: AsUser) -> None:
    advice = make.advice()
    browser = as_user(make.user(roles=[Role.READER]))

    assert "Er ligt nu geen advies aan u voor." in browser.get("/advies/").content.decode()
    assert browser.get(advice.get_absolute_url()).status_code == 403


def test_others_do_not_come_in(as_user: AsUser) -> None:
    browser = as_user(make.user(roles=[Role.PLANNER]))

    assert browser.get("/advies/").status_code == 403
    assert browser.get(make.advice().get_absolute_url()).status_code == 403


def test_advice_costs_the_same_for_one_figure_and_thirty(as_user: AsUser) -> None:
    advice, coordinator = make.advice(), _coordinator()
    costs = []
    for number in (1, 10):
        for _one in range(number):
            round, question = _published(2, 4, 4, 5, 5)
            actions.insert_result(advice, round, question, by=coordinator)
        with CaptureQueriesContext(connection) as captured:
            assert as_user(coordinator).get(advice.get_absolute_url()).status_code == 200
        costs.append(len(captured))

    assert costs[0] == costs[1]
