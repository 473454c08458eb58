"""What still waits in the outbox goes when its matter is over: of every kind of mail, in every way that ends it."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.conf import settings as site

import courses.actions
from config import reminders
from courses.models import Edition, Session, TrainerAssignment
from courses.trainers import actions as trainers
from courses.trainers.actions import Answer
from enrolments import actions, tasks
from enrolments.approval.queries import Approver
from enrolments.interest import actions as interest
from enrolments.invitations import actions as invitations
from enrolments.models import Approval, Enrolment, Interest, Invited
from enrolments.workshops import actions as workshops
from evaluations import actions as evaluating
from evaluations.mails import remind
from evaluations.models import Audience, Invitation, Round
from evaluations.queries import Invitee
from people.deputies import actions as deputies
from people.deputies.rules import DeputyWish
from people.models import Deputyship, Message, Role, User
from tests import make

pytestmark = pytest.mark.django_db

State, Reason = Message.State, Message.Reason
Deed = Callable[[], object]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LAST_WORDS = {  # nothing comes after them
    *("enrolment_declined", "enrolment_withdrawn", "enrolment_cancelled", "enrolment_lapsed", "cost_waived"),
    *("trainer_answered", "trainer_taken_off", "trainer_cancelled"),
    "planner_letter",  # only who wrote it knows (docs/decisions/0048)
}


def _asks(*, seats: int = 1) -> tuple[Enrolment, Approver]:
    """A request, and the line manager who may answer it."""
    here = make.organisation()
    manager = make.user(organisation=here)
    anna = make.user(organisation=here, manager=manager)
    edition = make.edition(make.course(needs_approval=True), seats=seats)
    return actions.enrol(anna, edition, by=anna), Approver(Approval.Role.MANAGER, manager.email, manager)


def _withdraw(enrolment: Enrolment) -> Deed:
    return lambda: actions.withdraw(enrolment, by=enrolment.user)


def _cancel(enrolment: Enrolment) -> Deed:
    return lambda: actions.cancel_edition(enrolment.edition, by=make.user())


def _requested() -> Iterator[Deed]:
    yield _withdraw(_asks()[0])
    yield _cancel(_asks()[0])
    request, manager = _asks()
    yield lambda: actions.approve(request, by=manager)
    declined, by = _asks()
    yield lambda: actions.decline(declined, "Nu niet", by=by)
    late = _asks()[0].edition
    type(late).objects.filter(pk=late.pk).update(starts_on=make.TODAY)
    yield tasks.lapse_requests.call


def _told_of_a_move() -> Iterator[Deed]:
    """The approver was asked, and told that the day moved."""
    for end in (_withdraw, _cancel):
        request, _manager = _asks()
        Message.objects.filter(kind="approval_request").update(state=State.SENT)
        session = request.edition.sessions.get()
        later = make.wish(session, starts_at=session.starts_at + DAY, ends_at=session.ends_at + DAY)
        actions.change_session(session, later, seen=session.sequence, by=make.user())
        yield end(request)


def _enrolled() -> Iterator[Deed]:
    for ending in (_withdraw, _cancel):
        yield ending(actions.enrol(anna := make.user(), make.edition(), by=anna))


def _waiting() -> Iterator[Deed]:
    for ending, hours in ((_withdraw, 0), (_cancel, 0), (_seat_comes_free, 0), (_seat_comes_free, 24)):
        edition = make.edition(make.course(offer_hours=hours), seats=1)
        actions.enrol(first := make.user(), edition, by=first)
        yield ending(actions.enrol(anna := make.user(), edition, by=anna))


def _seat_comes_free(waits: Enrolment) -> Deed:
    return _withdraw(_seated(waits))


def _offered() -> Iterator[Deed]:
    for ending in (_withdraw, _cancel, _accept, _refuse, lambda offer: lambda: actions.lapse_offers(_later(offer))):
        edition = make.edition(make.course(offer_hours=24), seats=1)
        seated = actions.enrol(first := make.user(), edition, by=first)
        offer = actions.enrol(anna := make.user(), edition, by=anna)
        actions.withdraw(seated, by=first)
        yield ending(Enrolment.objects.get(pk=offer.pk))


def _accept(offer: Enrolment) -> Deed:
    return lambda: actions.accept_offer(offer, by=offer.user)


def _refuse(offer: Enrolment) -> Deed:
    return lambda: actions.refuse_offer(offer, by=offer.user)


def _later(offer: Enrolment) -> datetime:
    assert offer.offered_until
    return offer.offered_until


def _seated(waits: Enrolment) -> Enrolment:
    """Who has the seat that somebody waits for."""
    return Enrolment.objects.get(edition=waits.edition, status="enrolled")


def _moved(session: Session) -> None:
    later = {"starts_at": session.starts_at + DAY, "ends_at": session.ends_at + DAY}
    actions.change_session(session, make.wish(session, **later), seen=session.sequence, by=make.user())
    session.refresh_from_db()


def _changed() -> Iterator[Deed]:
    for ending in (_withdraw, _cancel):
        enrolment = actions.enrol(anna := make.user(), make.edition(), by=anna)
        _moved(enrolment.edition.sessions.get())
        yield ending(enrolment)


def _chose() -> tuple[Enrolment, Session]:
    """Somebody who chose two workshops, and the first of them."""
    seat = make.enrolment()
    one, other = (make.session(seat.edition, hours=hours, by_choice=True) for hours in ((18, 19), (19, 20)))
    workshops.choose(seat, {one.pk, other.pk}, by=seat.user)
    return seat, one


def _workshops_chosen() -> Iterator[Deed]:
    for ending in (_withdraw, _cancel):
        yield ending(_chose()[0])
    again, one = _chose()
    yield lambda: workshops.choose(again, {one.pk}, by=again.user)


def _workshop_lost() -> Iterator[Deed]:
    for ending in (_withdraw, _cancel):
        seat, one = _chose()
        later = {"starts_at": one.starts_at + HOUR, "ends_at": one.ends_at + HOUR}
        actions.change_session(one, make.wish(one, **later), seen=one.sequence, by=make.user())
        yield ending(seat)


def _workshop_dropped() -> Iterator[Deed]:
    for ending in (_withdraw, _cancel):
        seat, one = _chose()
        workshops.drop(one, by=make.user())
        yield ending(seat)


def _teaches(status: TrainerAssignment.Status) -> TrainerAssignment:
    """A trainer of an edition that was just announced."""
    edition = make.edition(status=Edition.Status.CONCEPT)
    assignment = make.trainer_assignment(edition.sessions.get(), status=status)
    courses.actions.publish(edition, by=make.user())
    return assignment


def _declines(asked: TrainerAssignment) -> Deed:
    seen = Session.objects.get(pk=asked.session_id).sequence
    answer = {asked.pk: Answer(TrainerAssignment.Status.DECLINED, seen)}
    return lambda: trainers.answer(asked.session.edition, answer, "Op reis", by=asked.trainer)


def _called_off(assignment: TrainerAssignment) -> Deed:
    return lambda: actions.cancel_edition(assignment.session.edition, by=make.user())


def _trainer_asked() -> Iterator[Deed]:
    for ending in (_declines, _called_off, _taken_off):
        yield ending(_teaches(TrainerAssignment.Status.ASKED))


def _trainer_changed() -> Iterator[Deed]:
    for ending in (_declines, _called_off, _taken_off):
        assignment = _teaches(TrainerAssignment.Status.ACCEPTED)
        _moved(assignment.session)
        yield ending(assignment)


def _taken_off(assignment: TrainerAssignment) -> Deed:
    session = assignment.session
    wish = make.wish(session, trainers=())
    return lambda: actions.change_session(session, wish, seen=session.sequence, by=make.user())


def _waited_for() -> tuple[Interest, Edition]:
    """Somebody who waits for an edition that was just announced."""
    waits = make.interest()
    concept = make.edition(waits.course, status=Edition.Status.CONCEPT)
    return waits, actions.publish_edition(concept, by=make.user())


def _edition_published() -> Iterator[Deed]:
    _interest, called_off = _waited_for()
    yield lambda: actions.cancel_edition(called_off, by=make.user())
    lost, _edition = _waited_for()
    yield lambda: interest.lose_interest(lost.user, lost.course)
    enrols, there = _waited_for()
    yield lambda: actions.enrol(enrols.user, there, by=enrols.user)
    elsewhere, _edition = _waited_for()
    other = make.edition(elsewhere.course)
    yield lambda: actions.enrol(elsewhere.user, other, by=elsewhere.user)
    _interest, closed = _waited_for()
    yield lambda: invitations.set_by_invitation(closed, True, by=make.user())


def _moved_over() -> Iterator[Deed]:
    for ending in (_withdraw, _cancel):
        edition = make.edition()
        there = make.edition(edition.course, starts_on=edition.starts_on + DAY)
        yield ending(actions.move(actions.enrol(anna := make.user(), edition, by=anna), there, by=anna))


def _invited() -> Iterator[Deed]:
    enrols, taken_back = (make.edition(by_invitation=True) for _edition in range(2))
    called_off, opened = (make.edition(by_invitation=True) for _edition in range(2))
    planner, anna = make.user(), make.user()
    invitations.invite([anna], enrols, by=planner)
    yield lambda: actions.enrol(anna, enrols, by=anna)
    invitations.invite([make.user()], taken_back, by=planner)
    yield lambda: invitations.take_back(Invited.objects.get(edition=taken_back), by=planner)
    invitations.invite([make.user()], called_off, by=planner)
    yield lambda: actions.cancel_edition(called_off, by=planner)
    invitations.invite([make.user()], opened, by=planner)
    yield lambda: invitations.set_by_invitation(opened, False, by=planner)


def _reminded() -> Iterator[Deed]:
    for ending in (_withdraw, _cancel):
        soon = make.TODAY + site.START_REMINDER
        enrolment = make.enrolment(edition=make.edition(starts_on=soon))
        reminders.write(make.TODAY)
        yield ending(enrolment)


def _asked_by_name() -> tuple[Round, Invitation]:
    questionnaire = make.questionnaire(make.question(audiences=[Audience.REGION]))
    asked = [Invitee(make.user(), Audience.REGION, make.organisation()) for _person in range(2)]
    round = make.round(questionnaire, people=asked, cohort=make.cohort(), anonymous=False)
    return round, make.invitations(round)[0]


def _evaluated() -> Iterator[Deed]:
    opens: list[Callable[[], Round]] = [lambda: _asked_by_name()[0], make.round]
    for opened in opens:
        round = opened()
        for invitation in make.invitations(round):
            remind(invitation)
        yield partial(evaluating.close_round, round, by=None)


def _named() -> Iterator[Deed]:
    here = make.organisation()
    absent, deputy = (make.user(organisation=here, roles=[Role.TRAINING_CONTACT]) for _person in range(2))
    wish = DeputyWish(deputy, Deputyship.Covers.EMPLOYER, make.TODAY, make.TODAY)
    named = deputies.name(absent, wish, by=make.user(roles=[Role.ADMINISTRATOR]))
    yield lambda: deputies.end(named, by=absent)


ENDS: dict[str, Callable[[], Iterator[Deed]]] = {
    "enrolment_requested": _requested,
    "approval_request": _requested,
    "approval_moved": _told_of_a_move,
    "enrolment_enrolled": _enrolled,
    "enrolment_waiting": _waiting,
    "enrolment_offered": _offered,
    "session_changed": _changed,
    "workshops_chosen": _workshops_chosen,
    "workshop_lost": _workshop_lost,
    "workshop_dropped": _workshop_dropped,
    "edition_published": _edition_published,
    "enrolment_moved": _moved_over,
    "edition_invitation": _invited,
    "reminder": _reminded,
    "trainer_asked": _trainer_asked,
    "trainer_changed": _trainer_changed,
    "evaluation_invitation": _evaluated,
    "deputy_named": _named,
}


def test_somebody_said_of_every_kind_when_it_is_stale() -> None:
    by_its_parts = {"joined"}  # tests/people/test_joining.py
    assert set(ENDS) | LAST_WORDS | by_its_parts == set(site.MAIL_KINDS)


@pytest.mark.parametrize("state", [State.HELD, State.READY, State.FAILED])
@pytest.mark.parametrize("kind", ENDS)
def test_mail_that_waits_goes_when_its_matter_is_over(kind: str, state: str) -> None:
    for number, deed in enumerate(ENDS[kind]()):
        written = list(Message.objects.filter(kind=kind, state=State.READY).values_list("pk", flat=True))
        waiting = Message.objects.filter(pk__in=written)
        waiting.update(state=state, attempts=3)

        deed()

        assert written, f"{kind} {number}"
        assert set(waiting.values_list("state", "reason")) == {(State.DROPPED, Reason.OVER)}, f"{kind} {number}"


def test_mail_that_left_stays_as_it_was() -> None:
    enrolment = actions.enrol(anna := make.user(), make.edition(), by=anna)
    Message.objects.update(state=State.SENT)

    actions.withdraw(enrolment, by=anna)

    assert Message.objects.get(kind="enrolment_enrolled").state == State.SENT


def test_answer_by_name_ends_what_asks_its_giver_and_nobody_else() -> None:
    round, invitation = _asked_by_name()
    for one in make.invitations(round):
        remind(one)

    evaluating.answer(invitation, {}, given_by="Anna", function="hoofd")

    mine = Message.objects.filter(recipient=invitation.person)
    assert set(mine.values_list("state", flat=True)) == {State.DROPPED}
    assert Message.objects.filter(state=State.READY).count() == 2


def test_anonymous_answer_leaves_every_mail_as_it_was() -> None:
    round = make.round()
    before = list(Message.objects.order_by("pk").values())

    evaluating.answer(make.invitations(round)[0], {})

    assert list(Message.objects.order_by("pk").values()) == before


def test_mails_about_another_enrolment_stay() -> None:
    edition, other = make.edition(), make.edition(starts_on=make.TODAY + 2 * make.AHEAD)
    anna: User = make.user()
    enrolment = actions.enrol(anna, edition, by=anna)
    actions.enrol(anna, other, by=anna)

    actions.withdraw(enrolment, by=anna)

    assert set(Message.objects.filter(kind="enrolment_enrolled").values_list("state", flat=True)) == {
        State.DROPPED,
        State.READY,
    }
