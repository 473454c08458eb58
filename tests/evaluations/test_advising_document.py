import io

import pikepdf
import pytest
from django.utils import translation

from evaluations import gate
from evaluations.advising import actions, document, queries
from evaluations.models import Advice, Question
from people.models import Role
from tests import make

pytestmark = pytest.mark.django_db


def _whole(advice: Advice) -> Advice:
    return queries.whole(make.user(roles=[Role.COORDINATOR])).get(pk=advice.pk)


def _with_evidence() -> Advice:
    advice = make.advice()
    question = make.question(Question.Kind.AGREE, text="Blijft u #emph[werken] $x$ \\ *hier*?")
    round = make.round(make.questionnaire(question), 9)
    make.answers(round, 2, 4, 4, 5, 5)
    actions.insert_result(advice, gate.close(round.pk), question, by=make.user())
    return _whole(advice)


def test_pdf_says_that_it_is_accessible_and_in_which_language() -> None:
    with pikepdf.open(io.BytesIO(document.pdf(_with_evidence()))) as pdf:
        assert str(pdf.Root.Lang) == "nl"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert b'pdfuaid:part="1"' in pdf.Root.Metadata.read_bytes() or (
            b"<pdfuaid:part>1</pdfuaid:part>" in pdf.Root.Metadata.read_bytes()
        )
        assert str(pdf.docinfo["/Title"]) == "Advies"


def test_pdf_is_made_in_english_too() -> None:
    with translation.override("en"), pikepdf.open(io.BytesIO(document.pdf(_with_evidence()))) as pdf:
        assert str(pdf.Root.Lang) == "en"


def test_an_empty_advice_is_a_document_too() -> None:
    assert document.pdf(_whole(make.advice(stamped=False))).startswith(b"%PDF")


@pytest.mark.parametrize("hostile", ['#read("/etc/passwd")', "#", "$", "*_`<@", "= Kop", "\\u{0}", "مرحبا 🙂"])
def test_what_people_type_is_text_and_never_markup(hostile: str) -> None:
    advice = make.advice()
    section = advice.sections.all()[0]
    actions.write(section, hostile, version=1, by=make.user())

    assert document.pdf(_whole(advice)).startswith(b"%PDF")


def test_every_bar_has_its_words_and_table_beside_it() -> None:
    (evidence,) = [one for section in _with_evidence().sections.all() for one in section.evidence.all()]

    assert document.source(evidence) == "deelnemers, n = 5, 2 maart 2026"
