"""Papers of an organisation: added, read and thrown away by administrators, and by nobody else."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from people import papers
from people.models import AuditEvent, FileContent, Organisation, Paper, Role, StoredFile, User
from tests import make
from tests.conftest import AsUser
from tests.corpus.files import HOSTILE

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> User:
    return make.user(roles=[Role.ADMINISTRATOR])


def _send(browser: Client, of: Organisation, name: str, content: bytes, **fields: str) -> tuple[int, str]:
    answer = browser.post(
        reverse("people:add_paper", args=[of.pk]), {"file": SimpleUploadedFile(name, content)} | fields
    )
    return answer.status_code, answer.content.decode()


def test_add_paper_shows_it_on_the_page(as_user: AsUser, administrator: User) -> None:
    region, browser = make.organisation(), as_user(administrator)

    status, _page = _send(browser, region, "Aanwijzing Zoë.pdf", make.PDF)
    page = browser.get(region.get_absolute_url()).content.decode()

    assert status == 302
    assert "Aanwijzing Zoë.pdf" in page
    line = AuditEvent.objects.get(deed="add_paper")
    assert (line.actor, line.object_id, line.payload.data) == (
        administrator,
        str(region.pk),
        {"name": "Aanwijzing Zoë.pdf"},
    )


def test_add_paper_stores_nothing_and_says_why_when_the_file_is_refused(as_user: AsUser, administrator: User) -> None:
    region = make.organisation()

    status, page = _send(as_user(administrator), region, "lijst.xlsx", HOSTILE["macro"][0]())

    assert status == 400
    assert "Dit bestand bevat macro" in page
    assert not StoredFile.objects.exists()


def test_add_paper_asks_for_a_file_when_none_was_chosen(as_user: AsUser, administrator: User) -> None:
    answer = as_user(administrator).post(reverse("people:add_paper", args=[make.organisation().pk]), {})

    assert answer.status_code == 400
    assert "ll-field__error" in answer.content.decode()


def test_add_paper_adds_once_when_the_form_is_sent_twice(as_user: AsUser, administrator: User) -> None:
    region, browser, key = make.organisation(), as_user(administrator), str(uuid.uuid4())

    answers = [_send(browser, region, "brief.pdf", make.PDF, key=key)[0] for _twice in range(2)]

    assert (answers, Paper.objects.count()) == ([302, 302], 1)


def test_add_paper_refuses_another_file_in_a_form_that_was_sent(as_user: AsUser, administrator: User) -> None:
    region, browser, key = make.organisation(), as_user(administrator), str(uuid.uuid4())
    _send(browser, region, "brief.pdf", make.PDF, key=key)

    status, page = _send(browser, region, "brief.pdf", make.PDF + b"\n", key=key)

    assert (status, Paper.objects.count()) == (409, 1)
    assert "al eerder verstuurd" in page


def test_add_paper_refuses_when_there_are_too_many(as_user: AsUser, administrator: User) -> None:
    region = make.organisation()
    for _paper in range(papers.MOST):
        make.paper(region)

    status, page = _send(as_user(administrator), region, "brief.pdf", make.PDF)

    assert (status, StoredFile.objects.count()) == (409, papers.MOST)
    assert "al 20 documenten" in page


def test_paper_is_a_file_to_keep(as_user: AsUser, administrator: User) -> None:
    paper = make.paper()

    answer = as_user(administrator).get(paper.get_absolute_url())

    assert (answer.status_code, answer.content) == (200, make.PDF)
    assert answer["Content-Disposition"] == 'attachment; filename="brief.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


def test_paper_of_another_organisation_is_not_found(as_user: AsUser, administrator: User) -> None:
    paper, elsewhere = make.paper(), make.organisation()

    answer = as_user(administrator).get(reverse("people:paper", args=[elsewhere.pk, paper.file.key]))

    assert answer.status_code == 404


def test_paper_is_closed_to_who_is_no_administrator(as_user: AsUser) -> None:
    paper = make.paper()

    answer = as_user(make.user(roles=[Role.PLANNER])).get(paper.get_absolute_url())

    assert answer.status_code == 403


def test_drop_paper_leaves_nothing_but_a_line_in_the_trail(as_user: AsUser, administrator: User) -> None:
    paper = make.paper()

    answer = as_user(administrator).post(reverse("people:drop_paper", args=[paper.organisation_id, paper.file.key]))

    assert answer.status_code == 302
    assert not FileContent.objects.exists()
    assert not StoredFile.objects.exists()
    assert AuditEvent.objects.get(deed="drop_paper").payload.data == {"name": "brief.pdf"}


@pytest.mark.parametrize("papers", [1, 15])
def test_organisation_page_asks_as_much_for_many_papers(
    as_user: AsUser, administrator: User, django_assert_max_num_queries: DjangoAssertNumQueries, papers: int
) -> None:
    region = make.organisation()
    for _paper in range(papers):
        make.paper(region)

    browser = as_user(administrator)

    with django_assert_max_num_queries(9):
        page = browser.get(region.get_absolute_url())

    assert page.content.decode().count("brief.pdf</a>") == papers
