"""What a planner does with the seats of an edition: keep some, change or end that, more or fewer in all.

All under the lock of the edition; whoever waits and fits moves up at once.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from courses import actions as course_actions
from courses import queries as course_queries
from courses.errors import EditionRefused
from courses.facts import actions as facts_actions
from courses.facts.rules import CourseFacts
from courses.models import Course, Edition
from enrolments import queries, steps
from enrolments.errors import SeatsRefused
from enrolments.models import TAKEN, Enrolment, SeatReservation, Status
from enrolments.seats import queries as seat_queries
from enrolments.seats import rules
from enrolments.seats.counting import Kept, Seats
from people import audit, clock, meanwhile
from people.errors import changed_meanwhile
from people.models import User


@transaction.atomic
def keep_seats(reservation: SeatReservation, *, by: User) -> SeatReservation:
    """Keep seats as the new `reservation` says; who belongs to it and is in already counts. Raises SeatsRefused."""
    edition = course_actions.lock(reservation.edition)
    _refuse_unless_may(edition, reservation.released_on)
    reservation.edition = edition
    reservation.save(force_insert=True)
    _settle(reservation, edition)
    audit.record(by, "keep_seats", reservation, reservation.version)
    return reservation


@transaction.atomic
def change_reservation(
    reservation: SeatReservation, seats: int, released_on: date, *, seen: str, by: User
) -> SeatReservation:
    """Keep more or fewer seats, or until another day. `seen` is its `version` when the planner saw it.

    Raises SeatsRefused.
    """
    edition = course_actions.lock(reservation.edition)
    reservation = _as_it_is(reservation, edition)
    _refuse_unless_may(edition, released_on)
    if meanwhile.changed(seen, reservation.version):
        raise SeatsRefused(changed_meanwhile())
    reservation.seats, reservation.released_on = seats, released_on
    reservation.save(update_fields=["seats", "released_on"])
    _settle(reservation, edition)
    audit.record(by, "change_reservation", reservation, reservation.version)
    steps.fill_free_seats(edition)
    return reservation


@transaction.atomic
def remove_reservation(reservation: SeatReservation, *, by: User) -> None:
    """Keep nothing for these people any more; who is in stays. Raises SeatsRefused when somebody else was first."""
    edition = course_actions.lock(reservation.edition)
    reservation = _as_it_is(reservation, edition)
    audit.record(by, "remove_reservation", reservation, reservation.version)
    reservation.delete()
    steps.fill_free_seats(edition)


@transaction.atomic
def set_capacity(edition: Edition, capacity: int, *, seen: int, by: User) -> Edition:
    """Let `edition` have so many seats. Raises SeatsRefused, with the number that is possible."""
    try:
        edition = course_actions.set_capacity(edition, capacity, seen=seen, by=by)
    except EditionRefused as refusal:
        raise SeatsRefused(str(refusal), "capacity") from refusal
    least = _seats(edition).fewest()
    if capacity < least:
        raise SeatsRefused(
            _("Lager dan %(least)s kan niet: zoveel plaatsen zijn vergeven of vrijgehouden.") % {"least": least},
            "capacity",
        )
    steps.fill_free_seats(edition)
    return edition


@transaction.atomic(savepoint=False)
def edit_course(course: Course, facts: CourseFacts, *, seen: str, by: User) -> Course:
    """Change the facts of `course`. A seat that was free because it was too late to offer it, is given when nothing
    is offered any more. Raises FactsRefused.
    """
    was = course.offer_hours
    course = facts_actions.edit_course(course, facts, seen=seen, by=by)
    if course.offer_hours != was:
        for edition in _where_somebody_waits(clock.today()).filter(course=course).order_by("pk"):
            steps.fill_free_seats(course_actions.lock(edition))
    return course


def release(today: date) -> int:
    """Let those who wait have what is not kept any more. Safe to repeat; the number who moved up."""
    over = SeatReservation.objects.filter(edition=OuterRef("pk"), released_on__lte=today)
    return sum(_release_of(edition) for edition in _where_somebody_waits(today).filter(Exists(over)))


def _where_somebody_waits(today: date) -> QuerySet[Edition]:
    waits = Enrolment.objects.filter(edition=OuterRef("pk"), status=Status.WAITING)
    return Edition.objects.filter(Exists(waits), starts_on__gt=today)


@transaction.atomic
def _release_of(edition: Edition) -> int:
    return len(steps.fill_free_seats(course_actions.lock(edition)))


def _settle(reservation: SeatReservation, edition: Edition) -> None:
    """Let who is in already use its seats, in order; refuse what does not fit beside what is taken and kept."""
    seats = _seats(edition)
    kept = next((one for one in seats.kept if one.reservation == reservation), Kept(reservation, {}))
    uses_none = Q(reservation=None) | Q(reservation__released_on__lte=clock.today())
    inside = Enrolment.objects.filter(uses_none, edition=edition, status__in=TAKEN).order_by("number")
    line = seat_queries.claims(inside.select_related("organisation").prefetch_related("modules"), [kept])
    line = [(one, claim) for one, claim in line if claim.own]
    would, using = rules.users(kept, line, seats.sessions)
    if not seats.with_kept(would).is_within():
        possible = rules.most(kept, line, seats)
        raise SeatsRefused(_why_not_more(possible), "seats")
    Enrolment.objects.filter(pk__in=[one.pk for one in using]).update(reservation=reservation)


def _why_not_more(possible: int) -> str:
    if possible == 0:
        return _("Er is geen plaats meer vrij om vast te houden.")
    return _("Meer dan %(possible)s kan niet: de andere plaatsen zijn vergeven of vrijgehouden.") % {
        "possible": possible
    }


def _seats(edition: Edition) -> Seats:
    return queries.standing(edition).seats(edition, course_queries.plenary_sessions(edition))


def _refuse_unless_may(edition: Edition, released_on: date) -> None:
    if why_not := rules.why_not_keep(edition):
        raise SeatsRefused(why_not)
    if why_not := rules.why_not_until(edition, released_on):
        raise SeatsRefused(why_not, "released_on")


def _as_it_is(reservation: SeatReservation, edition: Edition) -> SeatReservation:
    """The reservation as it stands under the lock of its edition."""
    found = SeatReservation.objects.filter(pk=reservation.pk, edition=edition).first()
    if found is None:
        raise SeatsRefused(_("Deze reservering is er niet meer."))
    found.edition = edition
    return found
