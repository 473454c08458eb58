"""A planner does something for several participants: seen first, done once, by the same rules."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from courses.models import Edition
from enrolments import actions
from enrolments.models import Enrolment, EnrolmentChange, Status, Withdrawal
from people.models import Message, Role, User
from tests import make
from tests.conftest import AsUser

pytestmark = pytest.mark.django_db

MAIL = {"deed": "mail", "subject": "Andere ingang", "body": "Kom achterom."}
WITHDRAW = {"deed": "withdraw", "remark": "Ziek gemeld."}


@pytest.fixture
def edition() -> Edition:
    return make.edition(seats=2)


@pytest.fixture
def planner(as_user: AsUser) -> Client:
    return as_user(make.user(roles=[Role.PLANNER]))


def _people(edition: Edition, *statuses: Status) -> list[Enrolment]:
    return [make.enrolment(edition=edition, status=status) for status in statuses]


def _post(client: Client, edition: Edition, step: str = "", *, query: str = "", **data: Any) -> Any:
    sent = {"step": step, "key": str(uuid.uuid4())} | data
    return client.post(f"/planning/uitvoeringen/{edition.code}/deelnemers/samen/{query}", sent)


def _ids(enrolments: list[Enrolment]) -> list[int]:
    return [one.pk for one in enrolments]


def _stand(enrolments: list[Enrolment]) -> list[str]:
    return [Enrolment.objects.get(pk=one.pk).status for one in enrolments]


# first seen


def test_list_has_a_box_for_each_and_says_how_many_the_filter_shows(planner: Client, edition: Edition) -> None:
    _people(edition, Status.ENROLLED, Status.ENROLLED, Status.WAITING)

    page = planner.get(f"/planning/uitvoeringen/{edition.code}/deelnemers/?stand=enrolled").content.decode()

    assert page.count('name="wie"') == 2
    assert "Alle 2 deelnemers die het filter nu toont" in page
    assert "/deelnemers/samen/?stand=enrolled" in page


@pytest.mark.parametrize(("deed", "label"), [("mail", "Onderwerp"), ("withdraw", "Waarom schrijft u hen uit?")])
def test_first_step_asks_for_what_the_next_one_needs(planner: Client, edition: Edition, deed: str, label: str) -> None:
    page = _post(planner, edition, wie=_ids(_people(edition, Status.ENROLLED)), deed=deed).content.decode()

    words = page[page.index(label) :][:120]
    assert "niet verplicht" not in words


@pytest.mark.parametrize("words", [MAIL, WITHDRAW])
def test_preview_says_what_becomes_of_each_and_does_nothing(
    planner: Client, edition: Edition, words: dict[str, str]
) -> None:
    people = _people(edition, Status.ENROLLED, Status.WITHDRAWN)

    answer = _post(planner, edition, "preview", wie=_ids(people), **words)

    why_not = [row.why_not for row in answer.context["foreseen"]]
    assert why_not == ["", "" if words is MAIL else "Is al niet meer ingeschreven."]
    assert _stand(people) == [Status.ENROLLED, Status.WITHDRAWN]
    assert not Message.objects.exists()


def test_everyone_is_whom_the_filter_shows_and_named_from_then_on(planner: Client, edition: Edition) -> None:
    people = _people(edition, Status.ENROLLED, Status.ENROLLED, Status.WAITING)

    answer = _post(planner, edition, query="?stand=enrolled", deed="mail", iedereen="on")

    named = re.findall(r'name="wie" value="(\d+)"', answer.content.decode())
    assert sorted(map(int, named)) == _ids(people[:2])


@pytest.mark.parametrize(
    ("query", "data", "why"),
    [
        ("", {"deed": "mail"}, "Vink eerst deelnemers aan."),
        ("", {"deed": "enrol", "iedereen": "on"}, "Kies wat u wilt doen."),
        ("?stand=onzin", {"deed": "mail", "iedereen": "on"}, "Het filter klopt niet."),
        ("", {"deed": "mail", "wie": ["x"]}, "Kies alleen deelnemers uit de lijst."),
    ],
)
def test_nothing_is_foreseen_for_nobody(
    planner: Client, edition: Edition, query: str, data: dict[str, Any], why: str
) -> None:
    _people(edition, Status.ENROLLED)

    answer = _post(planner, edition, query=query, **data)

    assert answer.status_code == 400
    assert why in answer.content.decode()


def test_who_is_in_another_edition_cannot_be_chosen(planner: Client, edition: Edition) -> None:
    elsewhere = make.enrolment()

    answer = _post(planner, edition, "do", wie=[elsewhere.pk], **WITHDRAW)

    assert answer.status_code == 400
    assert _stand([elsewhere]) == [Status.ENROLLED]


# then done


def test_mail_has_the_words_of_the_planner_and_nothing_in_them_is_filled_in(planner: Client, edition: Edition) -> None:
    people = _people(edition, Status.ENROLLED, Status.WAITING)
    words = MAIL | {"body": "Kom achterom, {naam}.\n[[stop_link]]"}

    told = planner.get(_post(planner, edition, "do", wie=_ids(people), **words).headers["Location"])

    mails = Message.objects.filter(kind="planner_letter", state=Message.State.READY)
    assert {mail.recipient for mail in mails} == {one.user for one in people}
    assert {mail.subject for mail in mails} == {"Andere ingang"}
    assert all("Kom achterom, {naam}.\n[[stop_link]]" in mail.body and not mail.minted for mail in mails)
    assert "2 mails zijn geschreven" in told.content.decode()


def test_mail_waits_as_a_draft_when_the_planner_says_so(planner: Client, edition: Edition) -> None:
    _post(planner, edition, "do", wie=_ids(_people(edition, Status.ENROLLED)), draft="on", **MAIL)

    assert Message.objects.get().state == Message.State.HELD


@pytest.mark.parametrize("subject", ["Hallo\r\nBcc: x@example.org", "Hallo\nBcc: x@example.org"])
def test_subject_is_one_line(planner: Client, edition: Edition, subject: str) -> None:
    answer = _post(planner, edition, "do", wie=_ids(_people(edition, Status.ENROLLED)), **MAIL | {"subject": subject})

    assert answer.status_code == 400
    assert not Message.objects.exists()


def test_who_is_in_the_list_twice_gets_one_mail(planner: Client, edition: Edition) -> None:
    anna = make.user()
    again = [make.enrolment(anna, edition, Status.WITHDRAWN), make.enrolment(anna, edition)]

    _post(planner, edition, "do", wie=_ids(again), **MAIL)

    assert Message.objects.count() == 1


def test_who_is_withdrawn_reads_why_and_a_seat_goes_to_who_stays(planner: Client, edition: Edition) -> None:
    leaving, staying, waits_no_more, moves_up = _people(
        edition, Status.ENROLLED, Status.ENROLLED, Status.WAITING, Status.WAITING
    )

    _post(planner, edition, "do", wie=[leaving.pk, waits_no_more.pk], **WITHDRAW)

    assert _stand([leaving, staying, waits_no_more, moves_up]) == ["withdrawn", "enrolled", "withdrawn", "enrolled"]
    for gone in (leaving, waits_no_more):
        assert "Ziek gemeld." in Message.objects.get(recipient=gone.user, kind="enrolment_withdrawn").body
        step = EnrolmentChange.objects.get(enrolment=gone)
        assert (step.reason, step.remark) == ("by_planner", "Ziek gemeld.")


def test_being_withdrawn_costs_nothing_also_where_leaving_would(planner: Client) -> None:
    dear = make.edition(make.course(price=900, funding="market", cancellation_tiers=[[99, 0], [0, 50]]))
    anna = make.user()
    leaving = actions.enrol(anna, dear, by=anna)

    assert (
        "Het kost de deelnemers niets."
        in _post(planner, dear, "preview", wie=[leaving.pk], **WITHDRAW).content.decode()
    )
    _post(planner, dear, "do", wie=[leaving.pk], **WITHDRAW)

    assert _stand([leaving]) == [Status.WITHDRAWN]
    assert not Withdrawal.objects.exists()
    assert "€" not in Message.objects.get(kind="enrolment_withdrawn").body


def test_each_stand_has_its_outcome(planner: Client, edition: Edition) -> None:
    offered = make.enrolment(edition=edition, status=Status.OFFERED, offered_until=make.at(make.TODAY + make.AHEAD, 9))
    people = [offered, *_people(edition, Status.REQUESTED, Status.MOVED, Status.LAPSED)]

    seen = _post(planner, edition, "preview", wie=_ids(people), **WITHDRAW).context["foreseen"]

    gone = "Is al niet meer ingeschreven."
    assert [row.why_not for row in seen] == ["", "", gone, gone]


@pytest.fixture
def late() -> Enrolment:
    """For € 900, half of it by now, and too late to leave by oneself."""
    dear = make.edition(make.course(price=900, cancellation_tiers=[[99, 0], [7, 50]], leave_days_before=90), seats=1)
    anna = make.user()
    return actions.enrol(anna, dear, by=anna)


def test_planner_withdraws_who_may_not_leave_any_more_for_nothing(planner: Client, late: Enrolment) -> None:
    _post(planner, late.edition, "do", wie=[late.pk], **WITHDRAW)

    assert _stand([late]) == [Status.WITHDRAWN]
    assert not Withdrawal.objects.exists()


def test_who_asked_for_it_pays_what_was_agreed_and_what_the_planner_saw(planner: Client, late: Enrolment) -> None:
    asked: dict[str, Any] = {"wie": [late.pk], "on_request": "on", **WITHDRAW}

    seen = _post(planner, late.edition, "preview", **asked)
    unseen = _post(planner, late.edition, "do", **asked)

    assert [row.cost for row in seen.context["foreseen"]] == ["€ 450 (50%)"]
    assert 'name="seen" value="45000"' in seen.content.decode()
    assert unseen.status_code == 409
    assert "De kosten zijn intussen veranderd." in unseen.content.decode()
    assert _stand([late]) == [Status.ENROLLED]

    told = planner.get(_post(planner, late.edition, "do", seen=45000, **asked).headers["Location"])

    assert "uitgeschreven: € 450 (50%)" in told.content.decode()
    assert late.withdrawal.amount == 450
    assert "€ 450 (50%)" in Message.objects.get(kind="enrolment_withdrawn").body


def test_who_asked_for_it_without_a_seat_pays_nothing(planner: Client, late: Enrolment) -> None:
    ben = make.user()
    waits = actions.enrol(ben, late.edition, by=ben)

    _post(planner, late.edition, "do", wie=[waits.pk], on_request="on", **WITHDRAW)

    assert _stand([late, waits]) == [Status.ENROLLED, Status.WITHDRAWN]
    assert not Withdrawal.objects.exists()


def test_where_nothing_costs_anything_nobody_is_asked_who_wanted_it(planner: Client, edition: Edition) -> None:
    page = _post(planner, edition, wie=_ids(_people(edition, Status.ENROLLED)), deed="withdraw").content.decode()

    assert "on_request" not in page


@pytest.mark.parametrize("people", [1, 9])
def test_preview_asks_as_much_for_one_as_for_many(
    planner: Client, late: Enrolment, people: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    chosen = [make.enrolment(edition=late.edition, organisation=make.organisation()) for _one in range(people)]

    with django_assert_max_num_queries(10):
        _post(planner, late.edition, "preview", wie=_ids(chosen), on_request="on", **WITHDRAW)


def test_who_left_meanwhile_is_skipped_and_said_so(planner: Client, edition: Edition) -> None:
    gone, leaving = _people(edition, Status.WITHDRAWN, Status.ENROLLED)

    told = planner.get(_post(planner, edition, "do", wie=[gone.pk, leaving.pk], **WITHDRAW).headers["Location"])

    assert [row.why_not for row in told.context["done"]] == ["Is al niet meer ingeschreven.", ""]
    assert Message.objects.filter(kind="enrolment_withdrawn").count() == 1


def test_pressing_twice_mails_once(planner: Client, edition: Edition) -> None:
    data: dict[str, Any] = {"wie": _ids(_people(edition, Status.ENROLLED)), "key": str(uuid.uuid4()), **MAIL}

    first, second = (_post(planner, edition, "do", **data) for _press in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert Message.objects.count() == 1


def test_nobody_is_withdrawn_once_it_has_begun(planner: Client) -> None:
    begun = make.over_edition()
    people = _people(begun, Status.ENROLLED)

    _post(planner, begun, "do", wie=_ids(people), **WITHDRAW)

    assert _stand(people) == [Status.ENROLLED]


# who


def test_planner_of_another_edition_finds_nothing(as_user: AsUser, edition: Edition) -> None:
    other: User = make.user()
    make.narrow_grant(other, Role.PLANNER, make.edition())

    assert _post(as_user(other), edition, deed="mail").status_code == 404


def test_planner_of_one_edition_keeps_no_drafts_that_only_others_see(as_user: AsUser, edition: Edition) -> None:
    narrow = make.user()
    make.narrow_grant(narrow, Role.PLANNER, edition)

    _post(as_user(narrow), edition, "do", wie=_ids(_people(edition, Status.ENROLLED)), draft="on", **MAIL)

    assert Message.objects.get().state == Message.State.READY


def test_visit_without_anything_to_tell_leads_to_the_list(planner: Client, edition: Edition) -> None:
    answer = planner.get(f"/planning/uitvoeringen/{edition.code}/deelnemers/samen/")

    assert answer.headers["Location"] == f"/planning/uitvoeringen/{edition.code}/deelnemers/"
