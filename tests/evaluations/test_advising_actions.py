from datetime import timedelta

import pytest
from pytest_django import Settings

from evaluations import gate
from evaluations.advising import actions
from evaluations.advising.sections import sections
from evaluations.errors import AdviceRefused
from evaluations.models import Advice, Evidence, Question, Round, Yardstick
from people.models import AuditEvent, Role, User
from tests import make
from trainees import queries as trainees

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def _coordinator() -> User:
    return make.user(roles=[Role.COORDINATOR])


def _published(*answers: int, **about: object) -> tuple[Round, Question]:
    question = make.question(Question.Kind.AGREE, text="Blijft u?")
    round = make.round(make.questionnaire(question), 9, **about)  # type: ignore[arg-type]  # the maker's own fields
    make.answers(round, *answers)
    return gate.close(round.pk), question


def test_advice_begins_with_every_section_of_the_skeleton() -> None:
    advice = make.advice(stamped=False)

    assert [one.code for one in advice.sections.all()] == list(sections())
    assert not advice.is_stamped


def test_write_keeps_the_text_and_refuses_a_writer_who_saw_an_older_one() -> None:
    section = make.advice().sections.all()[0]
    actions.write(section, "Eerst", version=1, by=_coordinator())

    with pytest.raises(AdviceRefused, match="intussen gewijzigd"):
        actions.write(section, "Ook", version=1, by=_coordinator())

    section.refresh_from_db()
    assert (section.text, section.version) == ("Eerst", 2)


def test_stamp_fixes_criteria_and_options_for_good() -> None:
    advice = make.advice()
    yardstick = advice.yardsticks.all()[0]

    with pytest.raises(AdviceRefused):
        actions.add_yardstick(advice, Yardstick.Kind.OPTION, "Nog een", by=_coordinator())
    with pytest.raises(AdviceRefused):
        actions.drop_yardstick(yardstick, by=_coordinator())
    with pytest.raises(AdviceRefused):
        actions.stamp(advice, by=_coordinator())

    assert advice.yardsticks.count() == 2


@pytest.mark.parametrize("missing", Yardstick.Kind)
def test_stamp_needs_a_criterion_and_an_option(missing: Yardstick.Kind) -> None:
    advice = make.advice(stamped=False)
    advice.yardsticks.filter(kind=missing).delete()

    with pytest.raises(AdviceRefused, match="ten minste één"):
        actions.stamp(advice, by=_coordinator())


def test_insert_copies_question_group_n_day_and_figure() -> None:
    advice = make.advice()
    round, question = _published(2, 4, 4, 5, 5)

    actions.insert_result(advice, round, question, by=_coordinator())
    evidence = actions.insert_result(advice, round, question, by=_coordinator())

    assert Evidence.objects.count() == 1  # twice is once
    assert evidence.section.code == "findings"
    assert (evidence.title, evidence.group, evidence.n, evidence.day) == ("Blijft u?", "deelnemers", 5, make.TODAY)
    assert evidence.sentence == "gemiddeld 4,0 op een schaal tot 5 (n = 5)"
    assert evidence.figure[3] == ["4", 2, "2 van 5"]
    assert AuditEvent.objects.filter(deed="insert_evidence").count() == 1


def test_evidence_stays_as_it_was_when_its_question_is_reworded() -> None:
    advice = make.advice()
    round, question = _published(2, 4, 4, 5, 5)
    evidence = actions.insert_result(advice, round, question, by=_coordinator())

    Question.objects.update(text="Iets anders")

    evidence.refresh_from_db()
    assert evidence.title == "Blijft u?"


def test_a_result_in_words_is_quoted_without_a_number() -> None:
    round, question = _published(4, 4, 4, 4, 4)

    evidence = actions.insert_result(make.advice(), round, question, by=_coordinator())

    assert (evidence.n, evidence.figure) == (None, [])
    assert evidence.sentence.startswith("De antwoorden zijn overwegend positief.")


def test_too_few_answers_are_no_evidence() -> None:
    round, question = _published(4, 5, 3)

    with pytest.raises(AdviceRefused, match="kan niet worden getoond"):
        actions.insert_result(make.advice(), round, question, by=_coordinator())


def test_nothing_is_inserted_before_the_yardsticks_are_fixed() -> None:
    round, question = _published(2, 4, 4, 5, 5)

    with pytest.raises(AdviceRefused, match="Leg eerst"):
        actions.insert_result(make.advice(stamped=False), round, question, by=_coordinator())

    assert not Evidence.objects.exists()


def test_results_that_were_known_before_the_yardsticks_prove_nothing(settings: Settings) -> None:
    cohort = make.cohort()
    round, question = _published(2, 4, 4, 5, 5, cohort=cohort)
    settings.AS_OF = make.TODAY + DAY
    advice = make.advice(cohort)

    with pytest.raises(AdviceRefused, match="al bekend"):
        actions.insert_result(advice, round, question, by=_coordinator())


def test_progress_of_the_cohort_goes_into_the_figures_of_the_programme() -> None:
    advice = make.advice()
    traineeship = make.traineeship(cohort=advice.cohort)
    for month in (1, 2, 24):
        make.programme_item(advice.cohort, due_month=month)
    traineeship.progress.create(
        item=advice.cohort.tracks.get().items.all()[0], done_on=make.TODAY, by=traineeship.trainee
    )

    evidence = actions.insert_progress(advice, trainees.summary(advice.cohort, make.TODAY), by=_coordinator())

    assert evidence.section.code == "programme"
    assert evidence.sentence == "1 van de 2 onderdelen die nu klaar moeten zijn, zijn klaar (1 trainees)"
    assert evidence.figure[0] == ["inhoudelijke leerlijn", 1, "50 %"]


def test_evidence_can_be_taken_out_again() -> None:
    round, question = _published(2, 4, 4, 5, 5)
    evidence = actions.insert_result(make.advice(), round, question, by=_coordinator())

    actions.drop_evidence(evidence, by=_coordinator())

    assert not Evidence.objects.exists()
    assert Advice.objects.exists()
