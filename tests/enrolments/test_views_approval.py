import re
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as site
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from enrolments import actions
from enrolments.approval.queries import Approver
from enrolments.models import Approval, ApprovalLink, Enrolment, EnrolmentChange, Status
from people import outbox
from people.models import Affiliation, AuditEvent, Deed, Message, Organisation, Role, User
from tests import make

pytestmark = pytest.mark.django_db

AsUser = Callable[[User], Client]
As, Decision = Approval.Role, Approval.Decision

DAY = timedelta(days=1)
THANKS = "/goedkeuring/bedankt/"
CHEF = "chef@zeeland.example"
APPROVE = {"decision": "approve"}
TABLES = [Enrolment, EnrolmentChange, Approval, ApprovalLink, Message, AuditEvent, Deed, Session]


@pytest.fixture
def region() -> Organisation:
    return make.organisation("Zeeland")


@pytest.fixture
def contact(region: Organisation) -> User:
    return make.user(organisation=region, roles=[Role.TRAINING_CONTACT])


@pytest.fixture
def manager(region: Organisation) -> User:
    return make.user(organisation=region)


@pytest.fixture
def asked(region: Organisation, contact: User, manager: User) -> Enrolment:
    """A request that came in by itself, with mails to manager and contact."""
    anna = make.user(organisation=region, manager=manager, given_name="Anna")
    edition = make.edition(make.course("Tankputten", needs_approval=True, price=540), seats=1)
    return actions.enrol(anna, edition, by=anna)


def _page(request: Enrolment) -> str:
    return f"/aanvragen/{request.pk}/"


def _link(request: Enrolment, to: User | str) -> str:
    return f"/goedkeuring/{make.approval_link(request, to)}/"


def _key() -> dict[str, str]:
    return {"key": str(uuid.uuid4())}


def _decline(reason: str = "Te druk") -> dict[str, str]:
    return {"decision": "decline", "reason": reason}


def _status(request: Enrolment) -> str:
    return Enrolment.objects.get(pk=request.pk).status


def _everything() -> dict[str, list[tuple[object, ...]]]:
    """Every row that an answer could touch."""
    return {model.__name__: sorted(model._default_manager.values_list(), key=str) for model in TABLES}


# in the portal


def test_approval_shows_who_which_course_when_where_and_what_it_costs(
    as_user: AsUser, asked: Enrolment, manager: User
) -> None:
    page = as_user(manager).get(_page(asked)).content.decode()

    for words in (str(asked.user), "Veiligheidsregio Zeeland", "Tankputten", "13 april 2026", "€ 540", "Goedkeuren"):
        assert words in page
    assert asked.user.email not in page


def test_approval_approved_is_a_seat_and_leads_back_to_the_region(
    as_user: AsUser, asked: Enrolment, contact: User
) -> None:
    answer = as_user(contact).post(_page(asked), APPROVE | _key(), follow=True)

    assert answer.redirect_chain == [("/regio/", 302)]
    assert f"{asked.user} is ingeschreven" in answer.content.decode()
    assert _status(asked) == Status.ENROLLED
    assert asked.approvals.get().decided_as == As.CONTACT


def test_approval_declined_tells_the_participant_why(as_user: AsUser, asked: Enrolment, manager: User) -> None:
    as_user(manager).post(_page(asked), _decline("Te druk <b>nu</b>") | _key())

    told = Message.objects.get(kind="enrolment_declined")
    participant = as_user(asked.user)
    edition, mine = (participant.get(url).content.decode() for url in (asked.edition.get_absolute_url(), "/mijn/"))
    assert _status(asked) == Status.DECLINED
    assert "Te druk <b>nu</b>" in told.body
    assert f"niet goedgekeurd door {manager}" in told.body
    for page in (edition, mine):
        assert "Te druk &lt;b&gt;nu&lt;/b&gt;" in page
        assert "<b>nu</b>" not in page


def test_approval_by_a_planner_is_on_behalf_of_the_employer(as_user: AsUser, asked: Enrolment) -> None:
    planner = as_user(make.user(roles=[Role.PLANNER]))

    page = planner.get(_page(asked)).content.decode()
    answer = planner.post(_page(asked), APPROVE | _key())

    assert "U beslist namens de werkgever" in page
    assert answer["Location"] == f"/planning/uitvoeringen/{asked.edition.code}/deelnemers/"
    assert asked.approvals.get().decided_as == As.PLANNER


@pytest.mark.parametrize("form", [APPROVE, _decline()])
def test_approval_pressed_twice_is_once(as_user: AsUser, asked: Enrolment, manager: User, form: dict[str, str]) -> None:
    browser, key = as_user(manager), _key()

    answers = [browser.post(_page(asked), form | key) for _press in range(2)]

    assert [(one.status_code, one["Location"]) for one in answers] == [(302, "/regio/")] * 2
    assert Message.objects.filter(recipient=asked.user).count() == 2  # requested, and the answer


def test_approval_that_somebody_else_gave_first_is_told(
    as_user: AsUser, asked: Enrolment, manager: User, contact: User
) -> None:
    as_user(manager).post(_page(asked), APPROVE | _key())

    answer = as_user(contact).post(_page(asked), _decline() | _key())
    later = as_user(contact).get(_page(asked)).content.decode()

    assert answer.status_code == 409
    for page in (answer.content.decode(), later):
        assert f"goedgekeurd door {manager}" in page
        assert 'name="decision"' not in page
    assert _status(asked) == Status.ENROLLED


def test_approval_says_why_when_the_edition_has_begun(
    as_user: AsUser, asked: Enrolment, manager: User, settings: Settings
) -> None:
    settings.AS_OF = asked.edition.starts_on

    answer = as_user(manager).post(_page(asked), APPROVE | _key())

    assert answer.status_code == 409
    assert "Deze uitvoering is al begonnen: goedkeuren kon tot en met de dag ervoor." in answer.content.decode()
    assert _status(asked) == Status.REQUESTED


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({}, "Kies of u goedkeurt of afwijst."),
        ({"decision": "misschien"}, "Kies of u goedkeurt of afwijst."),
        ({"decision": "decline"}, "Schrijf waarom u de aanvraag afwijst."),
        (_decline("  \r\n "), "Schrijf waarom u de aanvraag afwijst."),
        (_decline("x" * 501), "Schrijf hoogstens 500 tekens; dit zijn er 501."),
    ],
)
def test_approval_tells_at_the_field_what_is_wrong_and_keeps_the_text(
    as_user: AsUser, asked: Enrolment, manager: User, form: dict[str, str], words: str
) -> None:
    answer = as_user(manager).post(_page(asked), form | _key())

    page = answer.content.decode()
    assert answer.status_code == 400
    assert words in page
    assert '<details class="ll-more" open>' in page
    assert form.get("reason", "").strip() in page
    assert _status(asked) == Status.REQUESTED


def test_approval_takes_a_reason_of_exactly_the_limit_with_signs_of_four_bytes(
    as_user: AsUser, asked: Enrolment, manager: User
) -> None:
    as_user(manager).post(_page(asked), _decline("👩‍🚒" * 166 + "ab") | _key())

    assert len(asked.approvals.get().reason) == 500
    assert _status(asked) == Status.DECLINED


@pytest.mark.parametrize(("reason", "status"), [("x" * 1_000_000, 413), ("Nee\0", 400)])
def test_approval_refuses_a_megabyte_and_a_nul(
    as_user: AsUser, client: Client, asked: Enrolment, manager: User, reason: str, status: int
) -> None:
    link = _link(asked, manager)

    answers = [as_user(manager).post(_page(asked), _decline(reason)), client.post(link, _decline(reason))]

    assert [answer.status_code for answer in answers] == [status] * 2
    assert _status(asked) == Status.REQUESTED


def test_approval_is_404_for_who_has_no_say(as_user: AsUser, asked: Enrolment) -> None:
    elsewhere = make.organisation(area=make.area())
    nobody = [
        asked.user,
        make.user(organisation=asked.organisation),
        make.user(organisation=elsewhere, roles=[Role.TRAINING_CONTACT]),
        make.user(organisation=elsewhere, roles=[Role.AREA_COORDINATOR]),
        make.user(roles=[Role.COORDINATOR]),
        make.user(roles=[Role.ADMINISTRATOR]),
    ]

    for user in nobody:
        browser = as_user(user)
        assert [browser.get(_page(asked)).status_code, browser.post(_page(asked), APPROVE).status_code] == [404, 404]
    assert _status(asked) == Status.REQUESTED


def test_approval_is_404_for_who_has_left_the_organisation(as_user: AsUser, asked: Enrolment, manager: User) -> None:
    Affiliation.objects.filter(user=manager).update(valid_until=make.TODAY - DAY)

    assert as_user(manager).post(_page(asked), APPROVE).status_code == 404
    assert _status(asked) == Status.REQUESTED


@pytest.mark.parametrize("pk", [0, 10**9, 10**20])
def test_approval_is_404_for_what_is_not_there(as_user: AsUser, pk: int) -> None:
    assert as_user(make.user(roles=[Role.PLANNER])).get(f"/aanvragen/{pk}/").status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_approval_of_others_takes_as_many_queries_as_one_that_is_not_there(
    as_user: AsUser, asked: Enrolment, method: str
) -> None:
    elsewhere = as_user(make.user(organisation=make.organisation(), roles=[Role.TRAINING_CONTACT]))

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert getattr(elsewhere, method)(address).status_code == 404
        return len(caught)

    assert queries(_page(asked)) == queries("/aanvragen/987654321/")


def test_approval_is_404_for_an_enrolment_that_needed_none(as_user: AsUser) -> None:
    enrolment = make.enrolment()

    assert as_user(make.user(roles=[Role.PLANNER])).post(_page(enrolment), APPROVE).status_code == 404


def test_approval_asks_a_visitor_to_sign_in(client: Client, asked: Enrolment) -> None:
    assert client.post(_page(asked), APPROVE)["Location"] == f"/account/login/?next={_page(asked)}"


def test_approval_is_not_changed_by_opening(as_user: AsUser, asked: Enrolment, manager: User) -> None:
    browser = as_user(manager)
    before = _everything()

    for _time in range(3):
        browser.get(_page(asked))
        browser.head(_page(asked))

    assert _everything() == before


def test_approval_costs_the_same_for_any_number_of_requests(
    as_user: AsUser, asked: Enrolment, contact: User, region: Organisation
) -> None:
    browser, counted = as_user(contact), []

    for number in (0, 29):
        for _one in range(number):
            make.request(make.user(organisation=region, manager=make.user(organisation=region)))
        for url in (_page(asked), "/regio/"):
            with CaptureQueriesContext(connection) as captured:
                assert browser.get(url).status_code == 200
            counted.append(len(captured))

    assert counted[:2] == counted[2:]


# by personal link


def test_link_shows_the_request_without_signing_in(client: Client, asked: Enrolment, manager: User) -> None:
    answer = client.get(_link(asked, manager))

    page = answer.content.decode()
    assert answer.status_code == 200
    for words in (str(asked.user), "Tankputten", "13 april 2026", "€ 540", "Goedkeuren", "Afwijzen"):
        assert words in page
    assert asked.user.email not in page
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "strict-origin"


def test_link_opened_fifty_times_changes_nothing(client: Client, asked: Enrolment, manager: User) -> None:
    link = _link(asked, manager)
    before = _everything()

    for _time in range(50):
        assert client.get(link).status_code == 200
        assert client.head(link).status_code == 200

    assert _everything() == before


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_link_takes_no_other_method(client: Client, asked: Enrolment, manager: User, method: str) -> None:
    assert getattr(client, method)(_link(asked, manager)).status_code == 405
    assert _status(asked) == Status.REQUESTED


def test_link_approves_without_a_session(client: Client, asked: Enrolment, manager: User) -> None:
    link = _link(asked, manager)

    answer = client.post(link, APPROVE | _key())

    assert (answer.status_code, answer["Location"]) == (302, THANKS)
    assert "Bedankt, uw antwoord is verwerkt" in client.get(THANKS).content.decode()
    assert _status(asked) == Status.ENROLLED
    approval = asked.approvals.get()
    assert (approval.decided_by, approval.decided_as) == (manager, As.MANAGER)
    assert not Session.objects.exists()
    assert "sessionid" not in client.cookies


def test_link_declines_for_a_manager_who_has_no_account(client: Client, region: Organisation) -> None:
    anna = make.user()
    make.affiliation(anna, region, manager_address=CHEF)
    request = actions.enrol(anna, make.edition(make.course(needs_approval=True)), by=anna)

    client.post(_link(request, CHEF), _decline() | _key())

    approval = request.approvals.get()
    assert (approval.decision, approval.decided_address, approval.reason) == (Decision.DECLINED, CHEF, "Te druk")


def test_link_in_the_mail_is_the_one_that_works(client: Client, asked: Enrolment, manager: User) -> None:
    message = Message.objects.get(kind="approval_request", recipient=manager)
    (address,) = re.findall(rf"{re.escape(site.ADDRESS)}(/goedkeuring/\S+)", outbox.filled(message))

    assert "/goedkeuring/" not in message.body
    assert message.secret == ""
    assert client.post(address, APPROVE | _key())["Location"] == THANKS


@pytest.mark.parametrize("form", [APPROVE, _decline()])
def test_link_pressed_twice_is_once(client: Client, asked: Enrolment, manager: User, form: dict[str, str]) -> None:
    link, key = _link(asked, manager), _key()

    answers = [client.post(link, form | key) for _press in range(2)]

    assert [(one.status_code, one["Location"]) for one in answers] == [(302, THANKS)] * 2
    assert EnrolmentChange.objects.filter(enrolment=asked).count() == 2


def test_link_keeps_the_text_when_the_reason_is_too_long(client: Client, asked: Enrolment, manager: User) -> None:
    answer = client.post(_link(asked, manager), _decline("Te lang " * 100) | _key())

    assert answer.status_code == 400
    assert "Schrijf hoogstens 500 tekens" in answer.content.decode()
    assert "Te lang Te lang" in answer.content.decode()
    assert _status(asked) == Status.REQUESTED


def test_link_needs_the_token_of_its_form(asked: Enrolment, manager: User) -> None:
    link = _link(asked, manager)
    strict = Client(enforce_csrf_checks=True)

    refused = strict.post(link, APPROVE)
    strict.get(link)
    token = strict.cookies["csrftoken"].value
    taken = strict.post(link, APPROVE | _key() | {"csrfmiddlewaretoken": token})

    assert (refused.status_code, taken.status_code) == (403, 302)


# links that do not work


def _used(request: Enrolment, manager: User, client: Client) -> str:
    link = _link(request, manager)
    client.post(link, APPROVE)
    return link


def _of_who_was_second(request: Enrolment, manager: User, client: Client) -> str:
    client.post(_link(request, manager), APPROVE)
    return _link_to_the_contact(request)


def _link_to_the_contact(request: Enrolment) -> str:
    contact = User.objects.get(role_grants__organisation=request.organisation)
    return f"/goedkeuring/{make.approval_link(request, contact)}/"


def _declined_in_the_portal(request: Enrolment, manager: User, client: Client) -> str:
    actions.decline(request, "Nee", by=Approver(As.MANAGER, manager.email, manager))
    return _link_to_the_contact(request)


def _withdrawn(request: Enrolment, manager: User, client: Client) -> str:
    link = _link(request, manager)
    actions.withdraw(request, by=request.user)
    return link


def _called_off(request: Enrolment, manager: User, client: Client) -> str:
    link = _link(request, manager)
    actions.cancel_edition(request.edition, by=manager)
    return link


def _of_who_left(request: Enrolment, manager: User, client: Client) -> str:
    Affiliation.objects.filter(user=manager).update(valid_until=make.TODAY - DAY)
    return _link(request, manager)


def _expired(request: Enrolment, manager: User, client: Client) -> str:
    with time_machine.travel(timezone.now() - site.APPROVAL_LINK_LASTS - DAY):
        return _link(request, manager)


def _truncated(request: Enrolment, manager: User, client: Client) -> str:
    return _link(request, manager)[:-2] + "/"


def _extended(request: Enrolment, manager: User, client: Client) -> str:
    return _link(request, manager)[:-1] + "A/"


def _other_case(request: Enrolment, manager: User, client: Client) -> str:
    path, token = _link(request, manager).rstrip("/").rsplit("/", 1)
    return f"{path}/{token.swapcase()}/"


def _forged(request: Enrolment, manager: User, client: Client) -> str:
    return f"/goedkeuring/{request.pk}/"


def _the_hash_itself(request: Enrolment, manager: User, client: Client) -> str:
    make.approval_link(request, manager)
    return f"/goedkeuring/{ApprovalLink.objects.latest('pk').token_hash}/"


def _not_utf8(request: Enrolment, manager: User, client: Client) -> str:
    return "/goedkeuring/%e2%82/"


@pytest.mark.parametrize(
    "reason",
    [
        *(_used, _of_who_was_second, _declined_in_the_portal, _withdrawn, _called_off, _of_who_left, _expired),
        *(_truncated, _extended, _other_case, _forged, _the_hash_itself, _not_utf8),
    ],
)
def test_every_link_that_does_not_work_is_the_same_page_and_writes_nothing(
    reason: Callable[[Enrolment, User, Client], str], client: Client, asked: Enrolment, manager: User
) -> None:
    link = reason(asked, manager, client)
    before = _everything()

    answers = [
        client.get(link),
        client.post(link, APPROVE | _key()),
        client.post(link, _decline() | _key()),
        client.post(link),
    ]

    assert [answer.status_code for answer in answers] == [410] * 4
    unknown = client.get("/goedkeuring/bestaat-niet/")
    assert {_words(answer.content.decode()) for answer in answers} == {_words(unknown.content.decode())}
    assert "Deze link werkt niet (meer)" in _words(unknown.content.decode())
    assert str(asked.user) not in answers[0].content.decode()
    assert "no-store" in answers[0]["Cache-Control"]
    assert _everything() == before


def _words(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


def test_link_answers_only_the_request_it_was_mailed_for(
    client: Client, asked: Enrolment, manager: User, region: Organisation
) -> None:
    other = make.request(make.user(organisation=region, manager=manager))

    client.post(_link(other, manager), APPROVE | _key())

    assert (_status(asked), _status(other)) == (Status.REQUESTED, Status.ENROLLED)


def test_link_forwarded_to_who_asks_does_not_work_for_the_own_request(
    as_user: AsUser, asked: Enrolment, manager: User
) -> None:
    link, browser = _link(asked, manager), as_user(asked.user)

    assert [browser.get(link).status_code, browser.post(link, APPROVE | _key()).status_code] == [410, 410]
    assert _status(asked) == Status.REQUESTED


def test_link_does_not_work_from_the_day_it_begins(
    client: Client, asked: Enrolment, manager: User, settings: Settings
) -> None:
    link = _link(asked, manager)
    settings.AS_OF = asked.edition.starts_on

    assert [client.get(link).status_code, client.post(link, APPROVE | _key()).status_code] == [410, 410]
    assert _status(asked) == Status.REQUESTED


def test_link_speaks_english_where_asked(client: Client, asked: Enrolment, manager: User) -> None:
    client.cookies["django_language"] = "en"

    assert "asks you to approve this course" in client.get(_link(asked, manager)).content.decode()
