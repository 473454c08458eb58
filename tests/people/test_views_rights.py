"""The rights report: who holds what, on the page and in a file."""

import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from people import audit
from people.models import AuditEvent, Role, User
from tests import make

pytestmark = pytest.mark.django_db

AsUser = Callable[[User], Client]
RIGHTS = "/beheer/rechten/"


def test_rights_shows_who_holds_what_since_when_and_from_whom(as_user: AsUser) -> None:
    boss = make.user(roles=[Role.ADMINISTRATOR])
    region = make.organisation("Zeeland")
    contact = make.user(given_name="Daan", infix="", family_name="Achterberg")
    make.role_grant(contact, Role.TRAINING_CONTACT, organisation=region, granted_by=boss, valid_from=date(2025, 9, 1))
    make.role_grant(contact, Role.PLANNER, valid_until=make.TODAY - timedelta(days=1))
    make.role_grant(contact, Role.READER, valid_from=make.TODAY + timedelta(days=1))

    page = as_user(boss).get(RIGHTS).content.decode()

    assert page.count("Achterberg, Daan") == 2
    assert '<td data-label="Waarvoor">Veiligheidsregio Zeeland</td>' in page
    assert "1\u00a0sep\u00a02025" in page
    assert f'<td data-label="Gegeven door">{boss}</td>' in page
    assert '<td data-label="Rol">planner</td>' not in page


def test_rights_tells_the_last_deed_of_the_holder(as_user: AsUser) -> None:
    boss = make.user(roles=[Role.ADMINISTRATOR])
    planner = make.user(roles=[Role.PLANNER])
    before = as_user(boss).get(RIGHTS).content.decode()

    day = audit.record(planner, "publish").at

    after = as_user(boss).get(RIGHTS).content.decode()
    assert before.count('<td data-label="Laatste handeling">nooit</td>') == 2
    assert after.count('<td data-label="Laatste handeling">nooit</td>') == 1
    assert f"{day:%Y}" in after


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_rights_as_a_file_has_every_row_and_leaves_a_line(as_user: AsUser, kind: str) -> None:
    boss = make.user(roles=[Role.ADMINISTRATOR])
    blocked = make.user("weg@example.org", roles=[Role.PLANNER], is_active=False)

    answer = as_user(boss).get(f"{RIGHTS}?export={kind}")

    rows = _rows(kind, answer.content)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="rechten-{make.TODAY}.{kind}"'
    assert [row[1] for row in rows] == ["E-mail", boss.email, blocked.email]
    assert rows[2][9] == "geblokkeerd"
    assert AuditEvent.objects.get(deed="export_rights").actor == boss


def test_rights_is_a_page_when_the_format_is_unknown(as_user: AsUser) -> None:
    boss = make.user(roles=[Role.ADMINISTRATOR])

    assert "<html" in as_user(boss).get(f"{RIGHTS}?export=exe").content.decode()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_rights_refuses_every_other_role(as_user: AsUser, role: Role) -> None:
    other = make.user(roles=[role], organisation=make.organisation(area=make.area()))

    assert as_user(other).get(RIGHTS).status_code == 403


@pytest.mark.parametrize("rows", [1, 30])
def test_rights_costs_the_same_for_more_rows(
    as_user: AsUser, django_assert_max_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    boss = make.user(roles=[Role.ADMINISTRATOR])
    for _ in range(rows):
        make.role_grant(make.user(), Role.TRAINING_CONTACT, organisation=make.organisation(), granted_by=boss)
    browser = as_user(boss)

    with django_assert_max_num_queries(8):
        browser.get(RIGHTS)


def _rows(kind: str, content: bytes) -> list[list[str]]:
    if kind == "csv":
        return [line.strip('"').split('";"') for line in content.decode("utf-8-sig").splitlines()]
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    return [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
