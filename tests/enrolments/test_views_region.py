import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.models import Edition
from enrolments import actions
from enrolments.approval.queries import Approver
from enrolments.models import Approval, Enrolment, Status
from people.models import Message, Organisation, Role, User
from tests import make

pytestmark = pytest.mark.django_db

AsUser = Callable[[User], Client]

REGION, TOGETHER = "/regio/", "/regio/aanvragen/"
DAY = timedelta(days=1)


def _contact(*organisations: Organisation) -> User:
    contact = make.user(organisation=organisations[0])
    for organisation in organisations:
        make.role_grant(contact, Role.TRAINING_CONTACT, organisation=organisation)
    return contact


def _colleague(name: str, organisation: Organisation) -> User:
    return make.user(given_name=name, infix="", family_name="Berg", organisation=organisation)


def _past() -> Edition:
    return make.edition(starts_on=make.TODAY - 9 * DAY, status=Edition.Status.COMPLETED)


def _queries(browser: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(REGION).status_code == 200
    return len(captured)


def test_region_shows_a_contact_who_of_the_organisation_goes_where(as_user: AsUser) -> None:
    here, there = make.organisation("Zeeland"), make.organisation("Haaglanden")
    edition = make.edition(make.course("Leerblok NFPA"))
    make.enrolment(_colleague("Anna", here), edition, organisation=here)
    make.enrolment(_colleague("Bob", here), edition, Status.WAITING, organisation=here)
    make.enrolment(_colleague("Vreemde", there), edition, organisation=there)

    page = as_user(_contact(here)).get(REGION).content.decode()

    assert "Veiligheidsregio Zeeland" in page
    assert "Berg, Anna" in page
    assert "Berg, Bob" in page
    assert "op de wachtlijst" in page
    assert edition.get_absolute_url() in page
    assert "Vreemde" not in page
    assert "Haaglanden" not in page


def test_region_shows_requests_with_their_buttons_first(as_user: AsUser) -> None:
    here, there = make.organisation("Zeeland"), make.organisation("Haaglanden")
    edition = make.edition(make.course("Tankputten", needs_approval=True, price=540))
    asked = make.request(_colleague("Anna", here), edition)
    make.request(_colleague("Vreemde", there), edition)

    answer = as_user(_contact(here)).get(REGION)

    page = answer.content.decode()
    assert "1 aanvraag wacht op uw goedkeuring" in page
    assert page.count(f'action="/aanvragen/{asked.pk}/"') == 2
    assert "€ 540" in page
    assert "Vreemde" not in page
    assert answer.context["requested"] == 1


def test_region_has_no_buttons_for_the_own_request(as_user: AsUser) -> None:
    here = make.organisation()
    contact = _contact(here)
    make.request(contact)

    assert "/aanvragen/" not in as_user(contact).get(REGION).content.decode()


# several at once


def _several(here: Organisation) -> list[Enrolment]:
    return [make.request(_colleague(name, here)) for name in ("Anna", "Bob", "Carla")]


def _ticked(*requests: Enrolment, **more: str) -> dict[str, Any]:
    return {"wie": [one.pk for one in requests], "key": str(uuid.uuid4()), **more}


def _statuses(requests: list[Enrolment]) -> list[str]:
    return [Enrolment.objects.get(pk=one.pk).status for one in requests]


def test_together_approves_what_is_ticked_and_says_what_came_of_each(as_user: AsUser) -> None:
    anna, bob, carla = _several(here := make.organisation())
    browser = as_user(_contact(here))

    answer = browser.post(TOGETHER, _ticked(anna, carla, decision="approve"), follow=True)

    assert _statuses([anna, bob, carla]) == [Status.ENROLLED, Status.REQUESTED, Status.ENROLLED]
    assert [(row.name, row.status) for row in answer.context["done"]] == [
        ("Anna Berg", "enrolled"),
        ("Carla Berg", "enrolled"),
    ]
    assert browser.get(REGION).context["done"] == []


def test_together_declines_with_one_reason(as_user: AsUser) -> None:
    requests = _several(here := make.organisation())

    as_user(_contact(here)).post(TOGETHER, _ticked(*requests, decision="decline", reason="Te druk."))

    assert _statuses(requests) == [Status.DECLINED] * 3
    assert set(Approval.objects.values_list("reason", flat=True)) == {"Te druk."}


def test_together_leaves_alone_what_somebody_else_answered_meanwhile(as_user: AsUser) -> None:
    requests = _several(here := make.organisation())
    contact, quicker = _contact(here), _contact(here)
    actions.approve(requests[1], by=Approver(Approval.Role.CONTACT, quicker.email, quicker))

    answer = as_user(contact).post(TOGETHER, _ticked(*requests, decision="decline", reason="Nee"), follow=True)

    assert _statuses(requests) == [Status.DECLINED, Status.ENROLLED, Status.DECLINED]
    assert [bool(row.why_not) for row in answer.context["done"]] == [False, True, False]
    assert f"goedgekeurd door {quicker}" in answer.content.decode()


def test_together_pressed_twice_decides_once(as_user: AsUser) -> None:
    requests = _several(here := make.organisation())
    browser, form = as_user(_contact(here)), _ticked(*requests, decision="approve")

    first, second = (browser.post(TOGETHER, form) for _press in range(2))

    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert Message.objects.filter(kind="enrolment_enrolled").count() == 3
    assert len(browser.get(first["Location"]).context["done"]) == 3


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"decision": "approve", "wie": []}, "Vink aan welke aanvragen u wilt beantwoorden."),
        ({"decision": "decline", "reason": " "}, "Schrijf waarom u de aanvraag afwijst."),
        ({"decision": "decline", "reason": "a" * 501}, "Schrijf hoogstens 500 tekens; dit zijn er 501."),
        ({}, "Kies of u goedkeurt of afwijst."),
    ],
)
def test_together_says_what_is_missing_and_changes_nothing(
    as_user: AsUser, form: dict[str, object], sentence: str
) -> None:
    requests = _several(here := make.organisation())

    answer = as_user(_contact(here)).post(TOGETHER, _ticked(*requests) | form)

    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert _statuses(requests) == [Status.REQUESTED] * 3


@pytest.mark.parametrize("wie", ["x", "-1", "999999", "9" * 40, "٣"])
def test_together_takes_only_requests_that_the_reader_may_answer(as_user: AsUser, wie: str) -> None:
    requests = _several(here := make.organisation())
    foreign = make.request(_colleague("Vreemde", make.organisation()))
    browser = as_user(_contact(here))

    for bad in (wie, str(foreign.pk)):
        form = _ticked(*requests, decision="approve")
        answer = browser.post(TOGETHER, form | {"wie": [str(requests[0].pk), bad]})
        assert answer.status_code == 400
        assert "Kies alleen aanvragen uit de lijst." in answer.content.decode()
        assert "Vreemde" not in answer.content.decode()
    assert _statuses([*requests, foreign]) == [Status.REQUESTED] * 4


def test_together_costs_the_page_as_much_for_one_as_for_many(as_user: AsUser) -> None:
    browser = as_user(_contact(here := make.organisation()))
    make.request(_colleague("Anna", here))
    one = _queries(browser)
    _several(here)

    assert _queries(browser) == one


def test_region_shows_each_organisation_of_a_contact_apart(as_user: AsUser) -> None:
    first, second = make.organisation("Achterhoek"), make.organisation("Zeeland")
    ours = make.enrolment(organisation=second)

    groups = as_user(_contact(first, second)).get(REGION).context["groups"]

    assert [(group.organisation, group.ahead) for group in groups] == [(first, []), (second, [ours])]


def test_region_tells_ahead_from_past_with_the_latest_first(as_user: AsUser) -> None:
    here = make.organisation()
    running = make.edition(starts_on=make.TODAY - DAY, sessions=3, status=Edition.Status.RUNNING)
    later, soon, withdrawn, done, long_ago = [
        make.enrolment(edition=edition, status=status, organisation=here)
        for edition, status in [
            (make.edition(), Status.WAITING),
            (running, Status.ENROLLED),
            (make.edition(), Status.WITHDRAWN),
            (_past(), Status.COMPLETED),
            (make.edition(starts_on=make.TODAY - 99 * DAY), Status.NOT_COMPLETED),
        ]
    ]

    (group,) = as_user(_contact(here)).get(REGION).context["groups"]

    assert group.ahead == [soon, later]
    assert group.past == [withdrawn, done, long_ago]


def test_region_counts_people_and_seats_ahead(as_user: AsUser) -> None:
    here = make.organisation()
    anna = make.user()
    for status in (Status.ENROLLED, Status.WAITING):
        make.enrolment(anna, status=status, organisation=here)
    make.enrolment(edition=_past(), organisation=here)

    context = as_user(_contact(here)).get(REGION).context

    assert (context["seated"], context["waiting"], context["colleagues"]) == (1, 1, 1)


def test_region_shows_the_last_fifty_of_the_past(as_user: AsUser) -> None:
    here, edition = make.organisation(), _past()
    for _one in range(51):
        make.enrolment(edition=edition, status=Status.COMPLETED, organisation=here)

    (group,) = as_user(_contact(here)).get(REGION).context["groups"]

    assert len(group.past) == 50


def test_region_shows_a_line_manager_the_own_people_only(as_user: AsUser) -> None:
    here = make.organisation()
    manager = make.user(organisation=here)
    anna = make.user(organisation=here, manager=manager)
    managed = make.enrolment(anna, organisation=here, manager=manager)
    make.enrolment(organisation=here)

    (group,) = as_user(manager).get(REGION).context["groups"]

    assert group.ahead == [managed]


def test_region_says_when_nobody_goes_anywhere(as_user: AsUser) -> None:
    manager = make.user()
    make.user(organisation=make.organisation(), manager=manager)

    assert "Nog geen inschrijvingen" in as_user(manager).get(REGION).content.decode()


@pytest.mark.parametrize("roles", [[], [Role.PLANNER], [Role.ADMINISTRATOR], [Role.AREA_COORDINATOR]])
def test_region_is_403_for_who_speaks_for_no_organisation(as_user: AsUser, roles: list[Role]) -> None:
    somebody = make.user(roles=roles, organisation=make.organisation(area=make.area()))

    assert as_user(somebody).get(REGION).status_code == 403


def test_region_is_403_once_the_role_has_ended(as_user: AsUser) -> None:
    here, former = make.organisation(), make.user()
    make.role_grant(former, Role.TRAINING_CONTACT, organisation=here, valid_until=make.TODAY - DAY)

    assert as_user(former).get(REGION).status_code == 403


def test_region_asks_a_visitor_to_sign_in(client: Client) -> None:
    assert client.get(REGION)["Location"] == f"/account/login/?next={REGION}"


def test_region_speaks_english_where_there_is_english(as_user: AsUser) -> None:
    here = make.organisation()
    make.enrolment(edition=make.edition(make.course("Opslag", title_en="Storage")), organisation=here)
    browser = as_user(_contact(here))
    browser.cookies["django_language"] = "en"

    assert ">Storage</a>" in browser.get(REGION).content.decode()


def test_region_asks_as_much_for_one_enrolment_as_for_thirty(as_user: AsUser) -> None:
    here = make.organisation()
    browser = as_user(_contact(here))
    counted = []

    for number in (1, 29):
        for _one in range(number):
            make.enrolment(organisation=here, edition=make.edition())
            make.enrolment(organisation=here, edition=_past())
        counted.append(_queries(browser))

    assert counted[0] == counted[1] <= 9
