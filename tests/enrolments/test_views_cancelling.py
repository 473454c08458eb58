"""Leaving with its cost on the page, calling an edition off, waiving, and the lines for invoicing."""

import csv
import io
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import Settings

from courses.models import Course, Edition
from enrolments import actions
from enrolments.cancelling import rules
from enrolments.models import Enrolment, Status, Withdrawal
from people.models import Message, Role
from tests import make
from tests.conftest import AsUser

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
LINES = "/planning/facturatie/"


@pytest.fixture
def planner(as_user: AsUser) -> Client:
    return as_user(make.user(roles=[Role.PLANNER]))


@pytest.fixture
def coordinator(as_user: AsUser) -> Client:
    return as_user(make.user(roles=[Role.COORDINATOR]))


def _paid(**fields: Any) -> Edition:
    """It costs € 900, begins on 13 April 2026; free until 28 days before, half until 14."""
    return make.edition(make.course(price=900, cancellation_tiers=[[28, 0], [14, 50]]), **fields)


def _key() -> dict[str, str]:
    return {"key": str(uuid.uuid4())}


def _page(browser: Client, address: str) -> str:
    return browser.get(address).content.decode()


# the participant


def test_edition_says_what_leaving_will_cost_before_one_enrols(as_user: AsUser) -> None:
    page = _page(as_user(make.user()), _paid().get_absolute_url())

    assert "Tot en met 16 maart 2026 kosteloos; vanaf 17 maart 2026 € 450 (50%)" in page
    assert "Uitschrijven kan tot en met 12 april 2026." in page
    assert 'name="cost_centre"' in page


def test_edition_asks_nothing_where_there_is_nothing_to_pay(as_user: AsUser) -> None:
    assert 'name="cost_centre"' not in _page(as_user(make.user()), make.edition().get_absolute_url())


def test_enrol_keeps_the_cost_centre(as_user: AsUser) -> None:
    edition = _paid()

    as_user(make.user()).post(reverse("enrolments:enrol", args=[edition.code]), _key() | {"cost_centre": "4410 IV"})

    assert Enrolment.objects.get().cost_centre == "4410 IV"


def test_enrol_answers_409_when_it_costs_something_else_than_the_page_said(as_user: AsUser) -> None:
    edition, browser = _paid(), as_user(make.user())
    seen = rules.mark(edition)
    Course.objects.update(price=1200)

    answer = browser.post(reverse("enrolments:enrol", args=[edition.code]), _key() | {"seen": seen})

    assert answer.status_code == 409
    assert "De kosten of de eerste dag zijn intussen veranderd." in answer.content.decode()
    assert "1.200" in answer.content.decode()
    assert not Enrolment.objects.exists()


def test_enrol_refuses_a_cost_centre_that_is_too_long(as_user: AsUser) -> None:
    address = reverse("enrolments:enrol", args=[_paid().code])

    answer = as_user(make.user()).post(address, _key() | {"cost_centre": "x" * 41})

    assert answer.status_code == 400
    assert "Schrijf hoogstens 40 tekens" in answer.content.decode()
    assert not Enrolment.objects.exists()


def test_withdraw_shows_what_it_costs_and_then_costs_that(as_user: AsUser, settings: Settings) -> None:
    enrolment = make.enrolment(edition=_paid())
    settings.AS_OF, browser = enrolment.edition.starts_on - 20 * DAY, as_user(enrolment.user)

    page = _page(browser, enrolment.edition.get_absolute_url())
    browser.post(
        reverse("enrolments:withdraw", args=[enrolment.edition.code]), _key() | {"cause": "illness", "seen": "45000"}
    )

    assert "Tot en met 16 maart 2026 kosteloos; nu € 450 (50%)" in page
    assert "Ja, schrijf mij uit voor € 450" in page
    assert 'value="45000"' in page
    assert Withdrawal.objects.get().amount == 450


def test_withdraw_answers_409_with_the_cost_of_now(as_user: AsUser, settings: Settings) -> None:
    enrolment = make.enrolment(edition=_paid())
    settings.AS_OF = enrolment.edition.starts_on - 20 * DAY

    answer = as_user(enrolment.user).post(
        reverse("enrolments:withdraw", args=[enrolment.edition.code]), _key() | {"seen": "0"}
    )

    assert answer.status_code == 409
    assert "De kosten zijn intussen veranderd." in answer.content.decode()
    assert 'value="45000"' in answer.content.decode()
    assert Enrolment.objects.get().status == Status.ENROLLED


def test_edition_that_was_called_off_offers_other_dates(as_user: AsUser) -> None:
    enrolment = make.enrolment()
    other = make.edition(enrolment.edition.course, starts_on=enrolment.edition.starts_on + make.AHEAD)
    actions.cancel_edition(enrolment.edition, by=make.user())

    page = _page(as_user(enrolment.user), enrolment.edition.get_absolute_url())

    assert "Op deze data is er nog plaats" in page
    assert other.get_absolute_url() in page


# calling off


def _call_off(edition: Edition) -> str:
    return reverse("enrolments:cancel_edition", args=[edition.code])


def _seen(enrolled: int) -> dict[str, str]:
    others = dict.fromkeys(("requested", "waiting", "offered", "trainers"), "0")
    return {"enrolled": f"{enrolled}", "reason": "Te weinig."} | others


def test_cancel_edition_shows_who_will_be_told(planner: Client) -> None:
    edition = make.edition(seats=2, trainers=[make.user()])
    for status in (Status.ENROLLED, Status.ENROLLED, Status.WAITING, Status.OFFERED):
        make.enrolment(edition=edition, status=status)

    page = _page(planner, _call_off(edition))

    for said in (
        "2 deelnemers",
        "1 wachtende",
        "1 deelnemer aan wie een plaats is aangeboden",
        "1 docent",
        "Niemand betaalt iets.",
    ):
        assert said in page
    edition.refresh_from_db()
    assert edition.status == Edition.Status.PUBLISHED


def test_cancel_edition_calls_it_off_once(planner: Client) -> None:
    enrolment, key = make.enrolment(), _key()

    for _time in range(2):
        answer = planner.post(_call_off(enrolment.edition), key | _seen(1))

    assert answer.status_code == 302
    assert Enrolment.objects.get().status == Status.CANCELLED
    assert "Te weinig." in Message.objects.get(kind="enrolment_cancelled").body


def test_cancel_edition_answers_409_when_somebody_came_meanwhile(planner: Client) -> None:
    enrolment = make.enrolment()

    answer = planner.post(_call_off(enrolment.edition), _key() | _seen(0))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Er zijn intussen mensen bijgekomen of weggegaan." in page
    assert "1 deelnemer" in page
    assert "Te weinig." in page
    assert Enrolment.objects.get().status == Status.ENROLLED


def test_cancel_edition_answers_409_when_it_is_over(planner: Client) -> None:
    answer = planner.post(_call_off(make.over_edition()), _key() | _seen(0))

    assert answer.status_code == 409
    assert "al voorbij" in answer.content.decode()


# the lines for invoicing


def test_invoice_lines_show_what_is_due_and_what_that_comes_to(coordinator: Client) -> None:
    make.enrolment(edition=make.over_edition(course=make.course(price=900)), status=Status.COMPLETED)
    left = make.withdrawal()

    page = _page(coordinator, LINES)

    assert "2 regels</strong>, € 1.350" in page
    assert f"INS-{left.enrolment_id}" in page
    assert reverse("enrolments:waive", args=[left.enrolment_id]) in page


def test_invoice_lines_offer_no_waiver_and_no_cause_to_the_planner(planner: Client) -> None:
    make.withdrawal()

    page = _page(planner, LINES)

    assert "kwijtschelden/" not in page
    assert "ziekte" not in page


def test_invoice_lines_are_filtered_by_period_and_organisation(planner: Client) -> None:
    here, there = make.organisation(), make.organisation()
    edition = make.edition(make.course(price=900), seats=9)
    old, other, wanted = (
        make.withdrawal(make.enrolment(edition=edition, organisation=where), left_on=make.TODAY - days * DAY)
        for where, days in ((here, 40), (there, 3), (here, 3))
    )

    page = _page(planner, f"{LINES}?vanaf={make.TODAY - 7 * DAY}&tot_en_met={make.TODAY}&organisatie={here.pk}")

    found = [f"INS-{one.enrolment_id}<" in page for one in (old, other, wanted)]
    assert found == [False, False, True]


@pytest.mark.parametrize("query", ["vanaf=gisteren", "organisatie=987654", "waarvoor=alles"])
def test_invoice_lines_refuse_a_filter_that_is_none(planner: Client, query: str) -> None:
    make.withdrawal()

    answer = planner.get(f"{LINES}?{query}&export=csv")

    assert answer.status_code == 400
    assert "INS-" not in answer.content.decode()


def test_invoice_lines_leave_as_filtered_with_text_that_stays_text(planner: Client) -> None:
    edition = make.edition(make.course(price=900), seats=9)
    make.withdrawal(make.enrolment(edition=edition, cost_centre="=4410"))
    make.withdrawal(make.enrolment(edition=edition), left_on=make.TODAY - 40 * DAY)

    text = planner.get(f"{LINES}?vanaf={make.TODAY}&export=csv").content.decode("utf-8-sig")
    book = load_workbook(io.BytesIO(planner.get(f"{LINES}?vanaf={make.TODAY}&export=xlsx").content))

    (row,) = csv.DictReader(io.StringIO(text), delimiter=";")
    assert (row["Kostenplaats"], row["Bedrag"], row["Procent"]) == ("'=4410", "450,00", "50")
    cells = list(book.active.iter_rows(min_row=2, values_only=True))
    assert len(cells) == 1
    assert (cells[0][4], cells[0][13]) == ("=4410", 450)


# waiving


def _waive(withdrawal: Withdrawal) -> str:
    return reverse("enrolments:waive", args=[withdrawal.enrolment_id])


def test_waive_shows_the_case_and_waives_it(coordinator: Client) -> None:
    withdrawal = make.withdrawal()

    page = _page(coordinator, _waive(withdrawal))
    answer = coordinator.post(_waive(withdrawal), _key() | {"reason": "Opgeroepen."}, follow=True)

    assert "ziekte" in page
    assert "€ 450 kwijtschelden" in page
    assert "De kosten zijn kwijtgescholden." in answer.content.decode()
    withdrawal.refresh_from_db()
    assert withdrawal.due == 0


def test_waive_asks_why(coordinator: Client) -> None:
    withdrawal = make.withdrawal()

    answer = coordinator.post(_waive(withdrawal), _key() | {"reason": " "})

    assert answer.status_code == 400
    assert not Withdrawal.objects.exclude(waived_at=None).exists()


def test_waive_answers_409_when_somebody_else_was_first(coordinator: Client) -> None:
    withdrawal = make.withdrawal()
    coordinator.post(_waive(withdrawal), _key() | {"reason": "Opgeroepen."})

    answer = coordinator.post(_waive(withdrawal), _key() | {"reason": "Iets anders."})

    assert answer.status_code == 409
    assert "al kwijtgescholden" in answer.content.decode()
    withdrawal.refresh_from_db()
    assert withdrawal.waiver == "Opgeroepen."


def test_waive_is_not_there_for_who_paid_nothing(coordinator: Client) -> None:
    assert coordinator.get(_waive(make.withdrawal(amount=0))).status_code == 404
