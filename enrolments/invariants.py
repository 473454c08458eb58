"""What must hold for seats, lines and requests, whatever happened; asked of a live database, nothing is changed.

Source: docs/glossary.md ("seat", "place in line", "request") and docs/decisions/0004.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from courses.models import Edition, Session
from enrolments import queries
from enrolments.models import (
    ACTIVE,
    HOLDING,
    TAKEN,
    Approval,
    Enrolment,
    EnrolmentChange,
    SeatReservation,
    SessionChoice,
    Status,
)
from enrolments.seat_offer import queries as offer_queries
from enrolments.seat_offer import rules as offer_rules
from enrolments.seats import rules as seat_rules
from people import clock

SETTLES = timedelta(minutes=15)  # within this an offer that is over has been taken back


def broken() -> Iterator[str]:
    """One sentence for each thing that is not as it must be. Fourteen queries, and some for each edition with a line or
    with kept seats."""
    yield from _overfull_sessions()
    yield from _overfull_editions()
    yield from _kept_beyond_capacity()
    yield from _passed_over()
    yield from _waiting_for_nothing()
    yield from _offers_over()
    yield from _twice_in_one_edition()
    yield from _without_history()
    yield from _requests_without_question()
    yield from _questions_without_request()
    yield from _costs_of_who_stayed()
    yield from _costs_above_the_price()
    yield from _workshops_at_once()
    yield from _workshops_of_nobody()


def _overfull_sessions() -> Iterator[str]:
    """Seats are counted per session: who follows the whole edition, and who follows its module."""
    plenary = Session.objects.filter(by_choice=False)
    counted = plenary.annotate(
        taken=_heads(Q(modules=None)) + _heads(Q(modules=OuterRef("module"))),
        places=Coalesce("capacity", "edition__capacity"),
    )
    over = counted.filter(taken__gt=F("places"))
    for code, title, taken, places in over.values_list("edition__code", "title", "taken", "places"):
        yield _("%(edition)s, %(session)s: %(taken)s plaatsen vergeven van de %(places)s.") % {
            "edition": code,
            "session": title,
            "taken": taken,
            "places": places,
        }


def _overfull_editions() -> Iterator[str]:
    """E-learning has no sessions and counts as one."""
    alone = Edition.objects.filter(~Exists(Session.objects.filter(edition=OuterRef("pk"), by_choice=False)))
    counted = alone.annotate(taken=Count("enrolments", filter=Q(enrolments__status__in=TAKEN)))
    over = counted.filter(taken__gt=F("capacity"))
    for code, taken, places in over.values_list("code", "taken", "capacity"):
        yield _("%(edition)s: %(taken)s plaatsen vergeven van de %(places)s.") % {
            "edition": code,
            "taken": taken,
            "places": places,
        }


def _kept_beyond_capacity() -> Iterator[str]:
    """What is taken and what reservations still hold fit together in every session. Four queries for each edition."""
    holds = SeatReservation.objects.filter(edition=OuterRef("pk")).holding(clock.today())
    for edition in Edition.objects.filter(Exists(holds)):
        if not queries.standing(edition).seats(edition, edition.sessions.all()).is_within():
            yield _("%(edition)s: er zijn meer plaatsen vergeven en vrijgehouden dan er zijn.") % {
                "edition": edition.code
            }


def _passed_over() -> Iterator[str]:
    """Of two who follow a whole edition the lower number has the seat, unless the other sits where seats were kept, or
    the history of who waits says that they were passed."""
    was_passed = EnrolmentChange.objects.filter(enrolment=OuterRef("pk"), reason__in=EnrolmentChange.PASSED)
    waits = _whole(Enrolment.objects.filter(~Exists(was_passed), edition=OuterRef("edition"), status=Status.WAITING))
    seated = _whole(Enrolment.objects.filter(status__in=TAKEN))
    ahead = seated.filter(Exists(waits.filter(number__lt=OuterRef("number")))).select_related("edition")
    for enrolment in ahead:
        yield _("%(edition)s: nummer %(number)s kreeg een plaats terwijl iemand ervoor nog wacht.") % _named(enrolment)


def _waiting_for_nothing() -> Iterator[str]:
    """Nobody waits for whom there is a seat, until the edition begins or nobody has time to answer any more.

    What is released today may still have to be handed out by the job that does so. Six queries for each edition
    with a line.
    """
    line = Enrolment.objects.filter(edition=OuterRef("pk"), status=Status.WAITING)
    yesterday = clock.today() - timedelta(days=1)
    for edition in Edition.objects.filter(Exists(line)).select_related("course"):
        standing = queries.standing(edition, on=yesterday)
        if not offer_rules.may_pass_on(edition, now=clock.now()):
            continue
        if moved := seat_rules.movement(edition, edition.sessions.all(), standing).given:
            yield _("%(edition)s: er wachten mensen voor wie een plaats vrij is (%(number)s).") % {
                "edition": edition.code,
                "number": len(moved),
            }


def _offers_over() -> Iterator[str]:
    """A seat that was offered goes on when the offer is over, as soon as the job has had its turn."""
    for enrolment in offer_queries.over(clock.now() - SETTLES).select_related("edition"):
        yield _("%(edition)s, nummer %(number)s: een aanbod dat voorbij is, houdt nog een plaats vast.") % _named(
            enrolment
        )


def _twice_in_one_edition() -> Iterator[str]:
    active = Enrolment.objects.filter(status__in=ACTIVE).order_by()
    counted = active.values("edition__code", "user").annotate(times=Count("pk")).filter(times__gt=1)
    for code, person, times in counted.values_list("edition__code", "user", "times"):
        yield _("%(edition)s: persoon %(person)s staat er %(times)s keer in.") % {
            "edition": code,
            "person": person,
            "times": times,
        }


def _without_history() -> Iterator[str]:
    """The last step in its history is where an enrolment stands."""
    steps = EnrolmentChange.objects.filter(enrolment=OuterRef("pk")).order_by("-pk").values("status")
    told = Enrolment.objects.annotate(last=Subquery(steps[:1])).exclude(status=F("last"), last__isnull=False)
    for enrolment in told.select_related("edition"):
        yield _("%(edition)s, nummer %(number)s: de geschiedenis zegt iets anders dan de stand.") % _named(enrolment)


def _requests_without_question() -> Iterator[str]:
    open_question = Approval.objects.filter(enrolment=OuterRef("pk"), decision=Approval.Decision.OPEN)
    requests = Enrolment.objects.filter(~Exists(open_question), status=Status.REQUESTED)
    for enrolment in requests.select_related("edition"):
        yield _("%(edition)s, nummer %(number)s: een aanvraag die niemand kan goedkeuren.") % _named(enrolment)


def _questions_without_request() -> Iterator[str]:
    asked = Enrolment.objects.filter(approvals__decision=Approval.Decision.OPEN).exclude(status=Status.REQUESTED)
    for enrolment in asked.select_related("edition"):
        yield _("%(edition)s, nummer %(number)s: er staat een vraag open over wat geen aanvraag meer is.") % _named(
            enrolment
        )


def _costs_of_who_stayed() -> Iterator[str]:
    stayed = Enrolment.objects.filter(withdrawal__isnull=False).exclude(status=Status.WITHDRAWN)
    for enrolment in stayed.select_related("edition"):
        yield _(
            "%(edition)s, nummer %(number)s: er staat een prijs voor uitschrijven terwijl de inschrijving nog loopt."
        ) % _named(enrolment)


def _costs_above_the_price() -> Iterator[str]:
    dear = Enrolment.objects.filter(withdrawal__amount__gt=F("price")).select_related("edition")
    for enrolment in dear:
        yield _("%(edition)s, nummer %(number)s: uitschrijven kostte meer dan de prijs.") % _named(enrolment)


def _workshops_at_once() -> Iterator[str]:
    """Nobody is in two workshops at one moment."""
    other = SessionChoice.objects.filter(
        enrolment=OuterRef("enrolment"),
        session__gt=OuterRef("session"),
        session__starts_at__lt=OuterRef("session__ends_at"),
        session__ends_at__gt=OuterRef("session__starts_at"),
    )
    for choice in SessionChoice.objects.filter(Exists(other)).select_related("enrolment__edition"):
        yield _("%(edition)s, nummer %(number)s: twee workshops tegelijk.") % _named(choice.enrolment)


def _workshops_of_nobody() -> Iterator[str]:
    """A workshop is chosen by who holds or held a seat in its edition. How many it holds is no rule for the database:
    a planner may have made it smaller."""
    stray = (
        ~Q(enrolment__status__in=HOLDING) | ~Q(session__edition=F("enrolment__edition")) | Q(session__by_choice=False)
    )
    for choice in SessionChoice.objects.filter(stray).select_related("enrolment__edition"):
        yield _("%(edition)s, nummer %(number)s: een workshop zonder plaats in de uitvoering.") % _named(
            choice.enrolment
        )


def _named(enrolment: Enrolment) -> dict[str, str | int]:
    """By its number: these sentences go into logs, which hold no names."""
    return {"edition": enrolment.edition.code, "number": enrolment.number}


def _whole(enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Who follow the whole edition."""
    return enrolments.filter(modules=None)


def _heads(of_session: Q) -> Coalesce:
    """For a session: how many seats are taken in its edition by enrolments `of_session`."""
    taken = Enrolment.objects.filter(of_session, edition=OuterRef("edition"), status__in=TAKEN).order_by()
    counted = taken.values("edition").annotate(heads=Count("pk", distinct=True)).values("heads")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))
