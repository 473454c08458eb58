"""What is on offer: the catalogue, a course, an edition with its button."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.vary import vary_on_headers

from courses import queries as course_queries
from courses.facts.rules import edits_courses
from courses.forms import in_language
from courses.models import Course, Edition, Session
from enrolments import queries, rules
from enrolments.approval import queries as approval_queries
from enrolments.attendants import rules as list_rules
from enrolments.cancelling import rules as cancelling
from enrolments.cancelling.forms import CostCentreForm, WithdrawForm
from enrolments.forms import CatalogueFilter
from enrolments.group import rules as group
from enrolments.interest import queries as interest_queries
from enrolments.interest import rules as interest_rules
from enrolments.models import Enrolment, Status
from enrolments.moving import rules as moving
from enrolments.needs import queries as needs
from enrolments.queries import Standing
from enrolments.seat_offer import rules as offer_rules
from enrolments.seats import queries as seat_queries
from enrolments.seats import rules as seat_rules
from enrolments.seats.sentences import kept_in
from enrolments.substitution import rules as substitution
from enrolments.why import why
from enrolments.workshops import queries as workshop_queries
from enrolments.workshops import rules as workshop_rules
from people import clock
from people.models import Organisation, User
from people.permissions import AnyRequest
from people.text import local


@login_not_required
@vary_on_headers("HX-Request")
def catalogue(request: AnyRequest) -> HttpResponse:
    """All published courses on one page, with their announced editions; searched and filtered."""
    form = CatalogueFilter(request.GET)
    fine = form.is_valid()
    offers = queries.offers(form.wish(), clock.today()) if fine else []
    template = "enrolments/catalogue.html#offers" if request.htmx else "enrolments/catalogue.html"
    context = {"form": form, "offers": offers, "query": in_language(form.cleaned_data) if fine else ""}
    return render(request, template, context, status=200 if fine else 400)


@login_not_required
def course(request: AnyRequest, slug: str) -> HttpResponse:
    """One course: what it is, its editions, and the way to hear of the next."""
    return course_page(request, slug)


def course_page(request: AnyRequest, slug: str, *, status: int = 200, refused: str = "") -> HttpResponse:
    """The page of a course, or 404; `refused` says why the button did nothing."""
    courses = Course.objects.published().with_days().select_related("guideline_version__guideline", "requires")
    found = get_object_or_404(courses, slug=slug)
    context = {
        "course": found,
        "objectives": local(found, "objectives").splitlines(),
        "admits": [Organisation.Kind(kind).label for kind in found.admits],
        "editions": queries.editions_of(found, clock.today()),
        "refused": refused,
    }
    if reader := _reader(request):
        context |= _interest(reader, found) | {"edits": edits_courses(reader)}
    return render(request, "enrolments/course.html", context, status=status)


def _interest(reader: User, course: Course) -> dict[str, Any]:
    """The interest of the reader; if there is none, why that cannot be."""
    if interest := interest_queries.interest_of(reader, course):
        return {"interest": interest}
    return {"why_not": interest_rules.why_not_interested(reader, course, on=clock.today())}


@login_not_required
def edition(request: AnyRequest, code: str) -> HttpResponse:
    """One edition: when, where, who teaches, and the one button."""
    return edition_page(request, code)


def edition_page(
    request: AnyRequest, code: str, *, status: int = 200, refused: str = "", **forms: Form
) -> HttpResponse:
    """The page of an edition, or 404 for who may not see it; `refused` says why the button did nothing.

    `forms` are what was sent and is not right yet.
    """
    reader = _reader(request)
    found = get_object_or_404(course_queries.with_sessions(queries.editions_open_to(reader)), code=code)
    context = _panel(reader, found) | {"edition": found, "refused": refused} | forms
    return render(request, "enrolments/edition.html", context, status=status)


def _panel(reader: User | None, edition: Edition) -> dict[str, Any]:
    """What the reader may do here, decided by the rules that also refuse."""
    today, sessions = clock.today(), list(edition.sessions.all())
    standing = queries.standing(edition, reader)
    enrolment = queries.active_enrolment(reader, edition) if reader and standing.already_in else None
    trains = any(reader in session.coming for session in sessions)
    context: dict[str, Any] = {
        "sessions": sessions,
        "enrolment": enrolment,
        "open": edition.accepts_enrolments(today),
        "last_day_to_leave": edition.course.terms.last_day(edition.starts_on),
        "terms": cancelling.terms_sentence(edition, on=today),
        "enrols_colleagues": _enrols_colleagues(reader, edition),
        "teaches": edition.is_ahead and trains,
        "needs": needs.how_many(edition) if trains else 0,
        "has_material": queries.has_material(reader, edition),
        "to_mark": [s.pk for s in sessions if reader in s.coming and timezone.localdate(s.starts_at) <= today],
    }
    context |= _seats(reader, edition, sessions, standing)
    context |= _workshops(edition, sessions, enrolment)
    if edition.status == Edition.Status.CANCELLED:
        context["others"] = queries.other_dates(edition, today)
    if enrolment:
        return context | _standing_of(enrolment)
    if reader:
        return context | _for_newcomer(reader, edition, standing)
    return context | {"obstacles": rules.obstacles_for_anyone(edition, on=today)}


def _workshops(edition: Edition, sessions: list[Session], enrolment: Enrolment | None) -> dict[str, Any]:
    """Each session, of workshops with their seats, and what the reader chose and may choose. At most one query."""
    has_any = any(session.by_choice for session in sessions)
    found = workshop_queries.workshops(edition, enrolment) if has_any else []
    known = {workshop.session.pk: workshop for workshop in found}
    context: dict[str, Any] = {"timeline": [(session, known.get(session.pk)) for session in sessions]}
    if enrolment:
        context["chosen"] = [workshop.session for workshop in found if workshop.is_own]
        context["may_choose"] = workshop_rules.may_choose(enrolment, [one.session for one in found], now=clock.now())
    return context


def _why_not_accept(enrolment: Enrolment) -> str:
    is_offered = enrolment.status == Status.OFFERED
    return offer_rules.why_not_accept(enrolment, now=clock.now()) if is_offered else ""


def _seats(reader: User | None, edition: Edition, sessions: list[Session], standing: Standing) -> dict[str, Any]:
    """How many seats the reader can choose from, and whether one would be given now: who waits goes first."""
    organisation = rules.organisation_for(reader, edition.course) if reader and standing.kept else None
    claim = seat_queries.claim_of(organisation, standing.kept)
    seats = standing.seats(edition, sessions)
    free, fits = seats.free(claim), seats.seat_for(claim) is not None
    waiting = queries.waiting_list(edition).count() if standing.somebody_waits else 0
    first = 0
    if fits and waiting:
        moved = seat_rules.movement(edition, sessions, standing)
        fits, first = moved.seat_for(claim) is not None, moved.leaving
    return {
        "kept": kept_in(edition) if standing.kept else [],
        "free": free,
        "taken": edition.capacity - free,
        "waiting": waiting,
        "gets_seat": fits,
        "next_place": waiting - first + 1,
    }


def _standing_of(enrolment: Enrolment) -> dict[str, Any]:
    """Where the reader stands, and why."""
    is_waiting, today = enrolment.status == Status.WAITING, clock.today()
    leaving = cancelling.leaving(enrolment, on=today)
    return {
        "leaving": leaving,
        "withdraw_form": WithdrawForm(cents=leaving.cents),
        "why": why([enrolment])[enrolment.pk],
        "passed": seat_queries.passed(enrolment) if is_waiting else [],
        "may_withdraw": rules.may_withdraw(enrolment, on=today),
        "may_join_list": list_rules.may_join(enrolment, on=today),
        "may_say_needs": rules.may_say_needs(enrolment, on=today),
        "why_not_accept": _why_not_accept(enrolment),
        "may_hand_over": not substitution.why_not_hand_over(enrolment, by=enrolment.user, on=today),
        "may_move": not moving.why_not_leave(enrolment, by=enrolment.user, on=today),
    }


def _for_newcomer(reader: User, edition: Edition, standing: Standing) -> dict[str, Any]:
    """May the reader enrol, for whom, and where it is needed: who would be asked to approve."""
    organisation = rules.organisation_for(reader, edition.course)
    context: dict[str, Any] = {
        "obstacles": rules.obstacles(reader, edition, on=clock.today(), standing=standing),
        "organisation": organisation,
        "cost_centre": CostCentreForm(initial={"seen": cancelling.mark(edition)}),
    }
    if standing.was_in and (before := queries.latest_enrolment(reader, edition)):
        context |= {"before": before, "why_before": why([before])[before.pk]}
    if not edition.course.needs_approval:
        return context
    bond = (reader.pk, organisation.pk if organisation else None)
    return context | {
        "asks": approval_queries.approvers([bond]).get(bond, []),
    }


def _enrols_colleagues(reader: User | None, edition: Edition) -> bool:
    closed = rules.obstacles_for_anyone(edition, on=clock.today())
    return reader is not None and not closed and group.enrols_colleagues(reader)


def _reader(request: AnyRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None
