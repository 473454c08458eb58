"""Editions that are by invitation: who may enrol, who is told, what a planner may take back."""

import uuid
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from courses.models import Edition
from enrolments import actions, queries, rules
from enrolments.errors import EnrolmentRefused, InvitationRefused
from enrolments.invitations import actions as invitations
from enrolments.matters import matters
from enrolments.models import Enrolment, Invited, Status
from enrolments.rules import Code
from people.models import Message, Role, User
from tests import make
from tests.together import together

pytestmark = pytest.mark.django_db

enrol = transaction.atomic(actions.enrol)  # a refusal undoes no more than itself

KIND = "edition_invitation"


@pytest.fixture
def planner() -> User:
    return make.user(roles=[Role.PLANNER])


def _told() -> list[User]:
    return [one.recipient for one in Message.objects.filter(kind=KIND).order_by("pk") if one.recipient]


def test_only_who_is_invited_may_enrol(planner: User) -> None:
    edition = make.edition(by_invitation=True)
    anna, bo = make.user(), make.user()
    invitations.invite([anna], edition, by=planner)

    enrol(anna, edition, by=anna)
    with pytest.raises(EnrolmentRefused) as refusal:
        enrol(bo, edition, by=bo)

    assert [one.code for one in refusal.value.obstacles] == [Code.NOT_INVITED]
    assert list(Enrolment.objects.values_list("user", flat=True)) == [anna.pk]


def test_training_contact_enrols_only_invited_colleagues(planner: User) -> None:
    here = make.organisation()
    contact = make.user(organisation=here, roles=[Role.TRAINING_CONTACT])
    anna, bo = make.user(organisation=here), make.user(organisation=here)
    edition = make.edition(by_invitation=True)
    invitations.invite([anna], edition, by=planner)

    found = actions.enrol_colleagues([anna, bo], edition, by=contact)

    assert [one.status for one in found] == [Status.ENROLLED, None]
    assert [one.code for one in found[1].obstacles] == [Code.NOT_INVITED]


def test_closed_edition_is_in_no_list_and_its_page_says_why(client: Client, planner: User) -> None:
    edition = make.edition(by_invitation=True)

    page = client.get(edition.get_absolute_url())

    assert not queries.announced_editions(make.TODAY).exists()
    assert edition.code not in client.get("/aanbod/").content.decode()
    assert edition.code not in client.get("/aanbod.json").content.decode()
    assert edition.code not in client.get("/agenda/").content.decode()
    assert "alleen wie de planner heeft uitgenodigd" in page.content.decode()


def test_invite_tells_each_once_and_says_what_became_of_each(planner: User) -> None:
    edition = make.edition(by_invitation=True)
    anna, bo, inside = make.user(), make.user(), make.user()
    make.invited(bo, edition)
    make.enrolment(inside, edition)

    found = invitations.invite([anna, anna, bo, inside], edition, by=planner)

    assert [(one.user, one.is_new, one.is_in) for one in found] == [
        (anna, True, False),
        (bo, False, False),
        (inside, False, True),
    ]
    assert _told() == [anna]


def test_concept_tells_when_it_is_published(planner: User) -> None:
    concept = make.edition(by_invitation=True, status=Edition.Status.CONCEPT)
    make.interest(course=concept.course)
    anna = make.user()
    invitations.invite([anna], concept, by=planner)
    assert _told() == []

    actions.publish_edition(concept, by=planner)

    assert _told() == [anna]
    assert not Message.objects.filter(kind="edition_published").exists()


@pytest.mark.parametrize("fields", [{}, {"by_invitation": True, "status": Edition.Status.CANCELLED}])
def test_invite_is_refused_where_it_helps_nobody(planner: User, fields: dict[str, object]) -> None:
    edition = make.edition(**fields)  # type: ignore[arg-type]  # of the maker

    with pytest.raises(InvitationRefused):
        invitations.invite([make.user()], edition, by=planner)

    assert not Invited.objects.exists()


def test_take_back_ends_the_invitation_and_its_mail(planner: User) -> None:
    edition, anna = make.edition(by_invitation=True), make.user()
    invitations.invite([anna], edition, by=planner)

    invited = Invited.objects.get()
    for _twice in range(2):
        invitations.take_back(Invited(pk=invited.pk, edition=edition), by=planner)

    assert not Invited.objects.exists()
    assert Message.objects.get(kind=KIND).state == Message.State.DROPPED
    assert [one.code for one in rules.obstacles(anna, edition, on=make.TODAY)] == [Code.NOT_INVITED]


def test_take_back_is_refused_for_who_came_in(planner: User) -> None:
    edition, anna = make.edition(by_invitation=True), make.user()
    invited = make.invited(anna, edition)
    enrol(anna, edition, by=anna)

    with pytest.raises(InvitationRefused, match="houdt de plaats"):
        invitations.take_back(invited, by=planner)

    assert Invited.objects.exists()


def test_invited_again_is_told_again(planner: User) -> None:
    edition, anna = make.edition(by_invitation=True), make.user()
    invitations.invite([anna], edition, by=planner)
    invitations.take_back(Invited.objects.get(), by=planner)

    invitations.invite([anna], edition, by=planner)

    assert _told() == [anna, anna]


def test_open_to_everybody_tells_who_is_interested(planner: User) -> None:
    edition = make.edition(by_invitation=True)
    interested = make.interest(course=edition.course).user
    invitations.invite([make.user()], edition, by=planner)

    invitations.set_by_invitation(edition, False, by=planner)

    assert Message.objects.get(kind="edition_published").recipient == interested
    assert Message.objects.get(kind=KIND).state == Message.State.DROPPED
    assert not rules.obstacles(make.user(), edition=Edition.objects.get(), on=make.TODAY)


def test_closed_and_opened_again_tells_who_was_not_told_yet(planner: User) -> None:
    edition, guest = make.edition(by_invitation=True), make.user()
    make.interest(course=edition.course)
    invitations.invite([guest], edition, by=planner)

    for closed in (False, True, False, True):
        invitations.set_by_invitation(edition, closed, by=planner)
    assert [one.recipient for one in Message.objects.filter(state=Message.State.READY)] == [guest]
    invitations.set_by_invitation(edition, False, by=planner)

    assert Message.objects.get(state=Message.State.READY).kind == "edition_published"


def test_close_keeps_who_is_in(planner: User) -> None:
    seated = make.enrolment()

    invitations.set_by_invitation(seated.edition, True, by=planner)

    seated.refresh_from_db()
    assert seated.status == Status.ENROLLED


def test_matters_tell_who_is_invited_until_they_enrol(planner: User) -> None:
    edition, anna = make.edition(by_invitation=True), make.user()
    make.invited(anna, edition)

    before = [one.url for one in matters(anna, make.TODAY)]
    enrol(anna, edition, by=anna)

    assert before == [edition.get_absolute_url()]
    assert matters(anna, make.TODAY) == []


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_taking_back_and_enrolling_at_once_leave_one_of_both() -> None:
    planner, edition, anna = make.user(roles=[Role.PLANNER]), make.edition(by_invitation=True), make.user()
    invited = make.invited(anna, edition)

    together([partial(_enrol, anna, edition), partial(_take_back, invited, planner)])

    assert Invited.objects.exists() == Enrolment.objects.active().exists()


def _enrol(user: User, edition: Edition) -> None:
    enrol(user, edition, by=user)


def _take_back(invited: Invited, planner: User) -> None:
    invitations.take_back(invited, by=planner)


def test_page_opens_nothing_without_a_choice(as_user: Any, planner: User) -> None:
    make.app(planner)
    edition = make.edition(by_invitation=True)

    answer = as_user(planner).post(f"/planning/uitvoeringen/{edition.code}/besloten/")

    edition.refresh_from_db()
    assert (answer.status_code, edition.by_invitation) == (400, True)


def test_page_invites_and_says_how_an_unknown_address_gets_an_account(as_user: Any, planner: User) -> None:
    make.app(planner)
    edition, anna = make.edition(by_invitation=True), make.user("anna@example.org")
    page = f"/planning/uitvoeringen/{edition.code}/uitnodigingen/"
    typed = {"adressen": "ANNA@example.org\nanna@example.org, weg@example.org", "deed": "invite"}

    answer = as_user(planner).post(page, typed, follow=True)

    rows = [(row.name, row.is_new) for row in answer.context["done"]]
    assert rows == [(str(anna), True), ("weg@example.org", False)]
    assert "/account/signup/" in answer.context["done"][1].said
    assert Invited.objects.get().user == anna


def test_page_takes_an_invitation_back_once_at_a_double_click(as_user: Any, planner: User) -> None:
    make.app(planner)
    invited = make.invited(edition=make.edition(by_invitation=True))
    page = f"/planning/uitvoeringen/{invited.edition.code}/uitnodigingen/"
    browser, form = as_user(planner), {"key": str(uuid.uuid4())}

    answers = [browser.post(f"{page}{invited.pk}/intrekken/", form) for _click in range(2)]
    shown = browser.get(page).content.decode()

    assert [(answer.status_code, answer.headers.get("Location")) for answer in answers] == [(302, page)] * 2
    assert shown.count(f"{invited.user} is niet meer uitgenodigd.") == 1


def test_page_refuses_ten_thousand_lines(as_user: Any, planner: User) -> None:
    make.app(planner)
    edition = make.edition(by_invitation=True)
    typed = {"adressen": "\n".join(f"a{n}@example.org" for n in range(10_000)), "deed": "invite"}

    answer = as_user(planner).post(f"/planning/uitvoeringen/{edition.code}/uitnodigingen/", typed)

    assert answer.status_code == 400
    assert "Plak hoogstens 200 adressen tegelijk; dit zijn er 10000." in answer.content.decode()


def test_page_searches_by_name_and_shows_nobody_without_words(as_user: Any, planner: User) -> None:
    make.app(planner)
    edition = make.edition(by_invitation=True)
    make.user("zoe@example.org", given_name="Zoe")
    page, browser = f"/planning/uitvoeringen/{edition.code}/uitnodigingen/", as_user(planner)

    found = browser.post(page, {"zoek": "zoe", "deed": "search"})
    nobody = browser.post(page, {"zoek": "", "deed": "search"})

    assert "zoe@example.org" in found.content.decode()
    assert nobody.status_code == 400
    assert "zoe@example.org" not in browser.get(page).content.decode()
