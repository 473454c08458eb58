"""A seat that comes free is offered: accepted, refused, lapsed and passed on, whoever presses when."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from pytest_django import Settings

import enrolments.invariants
from enrolments import actions, queries, tasks
from enrolments.errors import OfferRefused, WithdrawalRefused
from enrolments.models import Approval, Enrolment, EnrolmentChange, OfferLink, Status
from enrolments.seats import actions as seat_actions
from people import clock, outbox
from people.models import Message, Role, User
from tests import make
from tests.mail_server import Mailbox, text_of
from tests.together import together

pytestmark = pytest.mark.django_db

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
Reason = EnrolmentChange.Reason


def _line(*, waiting: int = 2, approval: bool = False, **fields: Any) -> list[Enrolment]:
    """Who has the one seat of an edition that offers what comes free, and who waits for it, in order."""
    edition = make.edition(make.course("Tankputten", offer_hours=24, needs_approval=approval), seats=1, **fields)
    here = make.organisation()
    manager = make.user(organisation=here)
    people = [make.user(organisation=here, manager=manager) for _one in range(waiting + 1)]
    return [actions.enrol(one, edition, by=one) for one in people]


def _offered(**fields: Any) -> tuple[Enrolment, Enrolment]:
    """Who was offered a seat, and who waits next."""
    seated, first, second = _line(**fields)
    actions.withdraw(seated, by=seated.user)
    return Enrolment.objects.get(pk=first.pk), second


@contextmanager
def _refused(error: type[Exception] = OfferRefused) -> Iterator[pytest.ExceptionInfo[Any]]:
    with transaction.atomic(), pytest.raises(error) as refusal:
        yield refusal


def _status(enrolment: Enrolment) -> str:
    return Enrolment.objects.get(pk=enrolment.pk).status


def _history(enrolment: Enrolment) -> list[tuple[str, str, User | None]]:
    return [(change.status, change.reason, change.by) for change in enrolment.changes.all()]


def _told(to: User) -> list[str]:
    mails = Message.objects.filter(recipient=to, kind__startswith="enrolment_").order_by("pk")
    return [kind.removeprefix("enrolment_") for kind in mails.values_list("kind", flat=True)]


def _over(offer: Enrolment) -> None:
    """A second ago this offer ended, and no job has looked."""
    Enrolment.objects.filter(pk=offer.pk).update(offered_until=clock.now() - SECOND)


# offering


def test_freed_seat_is_offered_to_who_is_next_and_held() -> None:
    offer, second = _offered()

    assert (offer.status, _status(second)) == (Status.OFFERED, Status.WAITING)
    assert offer.offered_until
    assert offer.offered_until > clock.now()
    assert queries.free_seats(offer.edition) == 0
    assert _history(offer)[1:] == [(Status.OFFERED, Reason.MOVED_UP, None)]
    assert _told(offer.user) == ["waiting", "offered"]
    assert not OfferLink.objects.exists()  # a link is made when its mail leaves


def test_freed_seat_is_given_at_once_where_no_answer_is_asked() -> None:
    offer, _second = _offered()
    type(offer.edition.course).objects.update(offer_hours=0)

    actions.refuse_offer(offer, by=offer.user)

    assert list(Enrolment.objects.order_by("number").values_list("status", flat=True)) == [
        *(Status.WITHDRAWN, Status.WITHDRAWN, Status.ENROLLED)
    ]


def test_offer_mail_says_until_when_and_brings_to_the_offer(mailbox: Mailbox) -> None:
    offer, _second = _offered(starts_on=make.TODAY + 42 * DAY)
    Message.objects.exclude(kind="enrolment_offered").delete()

    assert outbox.send_due() == 1

    told = Message.objects.get()
    (letter,) = mailbox.received
    until = date_format(timezone.localtime(offer.offered_until), "j F, H:i")  # another for who runs this at night
    assert told.subject.startswith(f"Actie nodig: antwoord vóór {until} op ")
    assert told.send_until
    assert "/plaats/" in text_of(letter)
    assert OfferLink.objects.get().enrolment == offer


def test_offer_that_ended_is_not_mailed(mailbox: Mailbox) -> None:
    offer, _second = _offered()
    Enrolment.objects.filter(pk=offer.pk).update(status=Status.LAPSED)  # the mail itself waits still

    outbox.send_due()

    assert not OfferLink.objects.exists()
    assert all("/plaats/" not in text_of(letter) for letter in mailbox.received)


# accepting


def test_accept_gives_the_seat_and_the_invitation() -> None:
    offer, second = _offered()

    actions.accept_offer(offer, by=offer.user)

    assert (_status(offer), _status(second)) == (Status.ENROLLED, Status.WAITING)
    assert _history(offer)[-1] == (Status.ENROLLED, Reason.ACCEPTED, offer.user)
    assert _told(offer.user) == ["waiting", "offered", "enrolled"]
    assert Message.objects.get(recipient=offer.user, kind="enrolment_enrolled").calendar


def test_accept_never_skips_approval() -> None:
    offer, _second = _offered(approval=True)

    actions.accept_offer(offer, by=offer.user)

    assert _status(offer) == Status.REQUESTED
    assert offer.approvals.get().decision == Approval.Decision.OPEN
    assert _told(offer.user) == ["waiting", "offered", "requested"]


def test_accept_is_a_seat_when_the_employer_agreed_before() -> None:
    offer, _second = _offered(approval=True)
    decided = {"decision": "approved", "decided_as": "manager", "decided_by": offer.manager, "decided_at": clock.now()}
    Approval.objects.create(enrolment=offer, asked_at=clock.now(), **decided)

    actions.accept_offer(offer, by=offer.user)

    assert _status(offer) == Status.ENROLLED


@pytest.mark.parametrize("job_first", [False, True])
def test_accept_a_second_too_late_is_refused_whatever_the_job_did(job_first: bool) -> None:
    offer, second = _offered()
    _over(offer)
    if job_first:
        tasks.lapse_offers.func()

    with _refused() as refusal:
        actions.accept_offer(offer, by=offer.user)
    tasks.lapse_offers.func()
    tasks.lapse_offers.func()

    assert str(refusal.value).startswith("Dit aanbod gold tot 2 maart 2026, ")
    assert (_status(offer), _status(second)) == (Status.LAPSED, Status.OFFERED)
    assert _told(offer.user) == ["waiting", "offered", "lapsed"]
    assert _told(second.user) == ["waiting", "offered"]


def test_accept_twice_is_refused_and_changes_nothing() -> None:
    offer, _second = _offered()
    actions.accept_offer(offer, by=offer.user)

    with _refused() as refusal:
        actions.accept_offer(offer, by=offer.user)

    assert str(refusal.value) == "U hebt dit aanbod al aangenomen."
    assert _told(offer.user) == ["waiting", "offered", "enrolled"]


def test_accept_is_refused_when_something_else_is_at_that_time() -> None:
    offer, _second = _offered()
    make.enrolment(offer.user, make.edition(starts_on=offer.edition.starts_on))

    with _refused():
        actions.accept_offer(offer, by=offer.user)

    assert _status(offer) == Status.OFFERED


# passing on


def test_refuse_passes_the_seat_on_and_leaves_the_list() -> None:
    offer, second = _offered()

    actions.refuse_offer(offer, by=offer.user)

    assert (_status(offer), _status(second)) == (Status.WITHDRAWN, Status.OFFERED)
    assert _history(offer)[-1] == (Status.WITHDRAWN, Reason.REFUSED, offer.user)
    assert _told(offer.user) == ["waiting", "offered", "withdrawn"]


def test_leave_says_that_the_seat_was_not_taken_as_refusing_does() -> None:
    offer, _second = _offered()

    actions.withdraw(offer, by=offer.user)

    told = Message.objects.get(kind="enrolment_withdrawn", recipient=offer.user)
    assert "niet aangenomen" in told.subject + told.body
    assert "agenda" not in told.body


def test_leave_passes_the_seat_on() -> None:
    offer, second = _offered()

    actions.withdraw(offer, by=offer.user)

    assert (_status(offer), _status(second)) == (Status.WITHDRAWN, Status.OFFERED)


def test_lapse_leaves_offers_that_stand_alone() -> None:
    offer, second = _offered()

    assert actions.lapse_offers(clock.now()) == 0

    assert (_status(offer), _status(second)) == (Status.OFFERED, Status.WAITING)


def test_nothing_is_offered_once_it_has_begun(settings: Settings) -> None:
    offer, second = _offered()
    settings.AS_OF = offer.edition.starts_on

    tasks.lapse_offers.func()

    assert (_status(offer), _status(second)) == (Status.LAPSED, Status.WAITING)
    with _refused():
        actions.accept_offer(offer, by=offer.user)


def test_newcomer_gets_no_seat_that_fits_who_waits_when_it_is_too_late_to_offer_it(settings: Settings) -> None:
    seated, first, _second = _line()
    edition, contact = seated.edition, make.user(organisation=seated.organisation, roles=[Role.TRAINING_CONTACT])
    colleague = make.user(organisation=seated.organisation)
    settings.OFFER_AT_LEAST = 2 * make.AHEAD  # no time is left
    actions.withdraw(seated, by=seated.user)
    seat_actions.set_capacity(edition, 5, seen=1, by=make.user())

    newcomer = actions.enrol(person := make.user(), edition, by=person)
    [outcome] = actions.enrol_colleagues([colleague], edition, by=contact)

    assert (newcomer.status, outcome.status, outcome.place) == (Status.WAITING, Status.WAITING, 4)
    assert [change.reason for change in first.changes.all()] == [Reason.FULL]
    assert list(enrolments.invariants.broken()) == []


def test_newcomer_gets_the_kept_seat_that_fits_nobody_who_waits_also_when_it_is_late(settings: Settings) -> None:
    seated, first, _second = _line()
    edition, limburg = seated.edition, make.organisation("Limburg")
    settings.OFFER_AT_LEAST = 2 * make.AHEAD
    actions.withdraw(seated, by=seated.user)
    seat_actions.set_capacity(edition, 2, seen=1, by=make.user())
    make.reservation(edition, 1, organisation=limburg)

    newcomer = actions.enrol(person := make.user(organisation=limburg), edition, by=person)

    assert newcomer.status == Status.ENROLLED
    assert [change.reason for change in first.changes.all()] == [Reason.FULL, Reason.PASSED_KEPT]
    assert list(enrolments.invariants.broken()) == []


def test_who_declined_may_come_in_again_at_the_end() -> None:
    offer, _second = _offered()
    actions.refuse_offer(offer, by=offer.user)

    again = actions.enrol(offer.user, offer.edition, by=offer.user)

    assert (again.status, again.number) == (Status.WAITING, 4)


def test_called_off_edition_ends_its_offers() -> None:
    offer, _second = _offered()

    actions.cancel_edition(offer.edition, by=make.user())

    assert _status(offer) == Status.CANCELLED
    with _refused() as refusal:
        actions.accept_offer(offer, by=offer.user)
    assert str(refusal.value) == "Deze uitvoering gaat niet door."


def test_what_is_offered_breaks_nothing() -> None:
    offer, _second = _offered()
    assert list(enrolments.invariants.broken()) == []

    Enrolment.objects.filter(pk=offer.pk).update(offered_until=clock.now() - timedelta(hours=1))

    assert list(enrolments.invariants.broken()) == [
        f"{offer.edition.code}, nummer 2: een aanbod dat voorbij is, houdt nog een plaats vast."
    ]


# at one moment


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(4))
def test_accept_refuse_leave_and_lapse_at_once_have_one_outcome(turn: int) -> None:
    offer, second = _offered()
    by, over = offer.user, offer.offered_until
    assert over
    deeds: list[Callable[[], object]] = [
        partial(actions.accept_offer, offer, by=by),
        partial(actions.accept_offer, offer, by=by),
        partial(actions.refuse_offer, offer, by=by),
        partial(actions.lapse_offers, over),
    ]

    ends = together(deeds[turn:] + deeds[:turn])

    assert all(isinstance(end, (Enrolment, int, OfferRefused, WithdrawalRefused)) for end in ends)
    assert len(_history(offer)) == 3
    assert len(_told(offer.user)) == 3
    assert (_status(second) == Status.WAITING) is (_status(offer) == Status.ENROLLED)
    assert list(enrolments.invariants.broken()) == []


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_accept_pressed_six_times_at_once_is_one_seat_and_one_mail() -> None:
    offer, _second = _offered()

    ends = together([partial(actions.accept_offer, offer, by=offer.user)] * 6)

    assert sorted(type(end).__name__ for end in ends) == ["Enrolment", *["OfferRefused"] * 5]
    assert _told(offer.user) == ["waiting", "offered", "enrolled"]
