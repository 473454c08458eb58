import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as site
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from pytest_django import Settings

from enrolments import actions
from enrolments.models import Approval, Enrolment, EnrolmentChange, OfferLink, Status
from enrolments.seat_offer.actions import new_link
from people import clock
from people.models import AuditEvent, Deed, Message, User
from tests import make

pytestmark = pytest.mark.django_db

AsUser = Callable[[User], Client]
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
THANKS = "/plaats/bedankt/"
ACCEPT, REFUSE = {"answer": "accept"}, {"answer": "refuse"}
TABLES = [Enrolment, EnrolmentChange, Approval, OfferLink, Message, AuditEvent, Deed]


@pytest.fixture
def offer() -> Enrolment:
    """The one seat of an edition, offered to who waited first; another waits."""
    edition = make.edition(make.course("Tankputten", offer_hours=24), seats=1)
    seated, first, _second = [actions.enrol(one, edition, by=one) for one in (make.user(), make.user(), make.user())]
    actions.withdraw(seated, by=seated.user)
    return Enrolment.objects.get(pk=first.pk)


def _accept(offer: Enrolment) -> str:
    return f"{offer.edition.get_absolute_url()}aannemen/"


def _refuse(offer: Enrolment) -> str:
    return f"{offer.edition.get_absolute_url()}afslaan/"


def _link(offer: Enrolment) -> str:
    return f"/plaats/{new_link(offer)}/"


def _status(offer: Enrolment) -> str:
    return Enrolment.objects.get(pk=offer.pk).status


def _rows() -> dict[str, Any]:
    return {model.__name__: sorted(model._default_manager.values_list(), key=str) for model in TABLES}


def _over(offer: Enrolment) -> None:
    Enrolment.objects.filter(pk=offer.pk).update(offered_until=clock.now() - SECOND)


# on the own pages


@pytest.mark.parametrize("path", ["/mijn/", ""])
def test_own_pages_have_the_one_button(as_user: AsUser, offer: Enrolment, path: str) -> None:
    page = as_user(offer.user).get(path or offer.edition.get_absolute_url()).content.decode()

    assert page.count(f'action="{_accept(offer)}"') == 1
    assert "Aanbod aannemen" in page
    assert date_format(timezone.localtime(offer.offered_until), "j F Y") in page


def test_own_pages_say_so_when_it_is_too_late(as_user: AsUser, offer: Enrolment) -> None:
    _over(offer)

    for path in ("/mijn/", offer.edition.get_absolute_url()):
        page = as_user(offer.user).get(path).content.decode()
        assert "Dit aanbod gold tot" in page
        assert _accept(offer) not in page


def test_accept_takes_the_seat_and_says_so(as_user: AsUser, offer: Enrolment) -> None:
    answer = as_user(offer.user).post(_accept(offer), follow=True)

    assert "U bent ingeschreven" in answer.content.decode()
    assert _status(offer) == Status.ENROLLED


def test_refuse_says_where_the_seat_goes(as_user: AsUser, offer: Enrolment) -> None:
    answer = as_user(offer.user).post(_refuse(offer), follow=True)

    assert "U hebt het aanbod afgeslagen." in answer.content.decode()
    assert _status(offer) == Status.WITHDRAWN


@pytest.mark.parametrize("deed", [_accept, _refuse])
def test_answer_a_second_too_late_says_until_when_it_stood(
    as_user: AsUser, offer: Enrolment, deed: Callable[[Enrolment], str]
) -> None:
    _over(offer)

    answer = as_user(offer.user).post(deed(offer))

    assert answer.status_code == 409
    assert "Dit aanbod gold tot" in answer.content.decode()
    assert _status(offer) == Status.OFFERED


@pytest.mark.parametrize("key", [True, False])
def test_accept_in_two_tabs_or_twice_is_one_seat_and_one_mail(as_user: AsUser, offer: Enrolment, key: bool) -> None:
    form = {"key": str(uuid.uuid4())} if key else {}

    answers = [as_user(offer.user).post(_accept(offer), form).status_code for _press in range(2)]

    assert answers == [302, 302 if key else 409]
    assert offer.changes.count() == 3
    assert Message.objects.filter(recipient=offer.user, kind="enrolment_enrolled").count() == 1


@pytest.mark.parametrize("deed", [_accept, _refuse])
def test_somebody_else_has_nothing_to_answer(
    as_user: AsUser, offer: Enrolment, deed: Callable[[Enrolment], str]
) -> None:
    other = Enrolment.objects.get(edition=offer.edition, status=Status.WAITING)

    assert as_user(make.user()).post(deed(offer)).status_code == 302
    assert as_user(other.user).post(deed(offer)).status_code == 409
    assert (_status(offer), _status(other)) == (Status.OFFERED, Status.WAITING)


# by the link in the mail


def test_link_opens_without_signing_in_and_changes_nothing(client: Client, offer: Enrolment) -> None:
    link = _link(offer)
    before = _rows()

    answers = [client.get(link), client.head(link), client.get(link)]

    assert {answer.status_code for answer in answers} == {200}
    assert "Tankputten" in answers[0].content.decode()
    assert _rows() == before
    assert answers[0]["Cache-Control"].count("no-store")


@pytest.mark.parametrize(("form", "status"), [(ACCEPT, Status.ENROLLED), (REFUSE, Status.WITHDRAWN)])
def test_link_answers_once_and_ends_every_other(
    client: Client, offer: Enrolment, form: dict[str, str], status: Status
) -> None:
    first, second = _link(offer), _link(offer)

    answer = client.post(first, form)

    assert (answer.status_code, answer["Location"]) == (302, THANKS)
    assert _status(offer) == status
    assert EnrolmentChange.objects.get(enrolment=offer, status=status).by == offer.user
    before = _rows()
    for link in (first, second):
        assert client.get(link).status_code == 410
        assert client.post(link, ACCEPT).status_code == 410
    assert _rows() == before
    assert client.get(THANKS).status_code == 200


def test_link_pressed_twice_gets_the_answer_of_the_first(client: Client, offer: Enrolment) -> None:
    link, form = _link(offer), {"key": str(uuid.uuid4())} | ACCEPT

    answers = [client.post(link, form) for _press in range(2)]

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, THANKS)] * 2
    assert offer.changes.count() == 3


def test_link_a_second_too_late_says_until_when_it_stood(client: Client, offer: Enrolment) -> None:
    link = _link(offer)
    _over(offer)

    answers = [client.get(link), client.post(link, ACCEPT)]

    assert [answer.status_code for answer in answers] == [410, 410]
    assert all("Dit aanbod gold tot" in answer.content.decode() for answer in answers)
    assert _status(offer) == Status.OFFERED


def test_link_says_what_else_is_at_that_time(client: Client, offer: Enrolment) -> None:
    make.enrolment(offer.user, make.edition(make.course("Pompen"), starts_on=offer.edition.starts_on))

    answer = client.post(_link(offer), ACCEPT)

    assert answer.status_code == 409
    assert "Pompen" in answer.content.decode()


@pytest.mark.parametrize("form", [{}, {"answer": "ja"}])
def test_link_wants_one_of_the_two_buttons(client: Client, offer: Enrolment, form: dict[str, str]) -> None:
    assert client.post(_link(offer), form).status_code == 400
    assert _status(offer) == Status.OFFERED


@pytest.mark.parametrize("method", ["get", "post"])
def test_unknown_link_opens_nothing_and_guessing_ends(client: Client, settings: Settings, method: str) -> None:
    settings.GUESS_LIMITS = dict.fromkeys(site.PERSONAL_LINKS, "2/m/ip")

    answers = [getattr(client, method)(f"/plaats/gok{number}/").status_code for number in range(4)]

    assert answers == [410, 410, 429, 429]


def test_link_of_who_is_blocked_opens_nothing(client: Client, offer: Enrolment) -> None:
    link = _link(offer)
    User.objects.filter(pk=offer.user_id).update(is_active=False)

    assert client.get(link).status_code == 410


def test_link_says_what_became_of_who_left_since(client: Client, offer: Enrolment) -> None:
    link, planner = _link(offer), make.user()
    actions.accept_offer(offer, by=offer.user)
    EnrolmentChange.objects.create(
        **{"enrolment": offer, "status": Status.WITHDRAWN, "reason": EnrolmentChange.Reason.REPLACED},
        **{"remark": "Ziek gemeld.", "by": planner, "at": clock.now()},
    )
    Enrolment.objects.update(status=Status.WITHDRAWN)

    page = client.get(link).content.decode()

    assert "Dit aanbod staat niet meer open." in page
    assert "vervangen door een collega" in page
    assert "Ziek" not in page
