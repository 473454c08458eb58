"""What is on offer: the catalogue, a course, an edition with its button."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.vary import vary_on_headers

from courses import queries as course_queries
from courses.models import Course, Edition
from enrolments import queries, rules
from enrolments.approval import queries as approval_queries
from enrolments.approval import rules as approval
from enrolments.forms import CatalogueFilter
from enrolments.queries import Standing
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
    return render(request, template, {"form": form, "offers": offers}, status=200 if fine else 400)


@login_not_required
def course(request: AnyRequest, slug: str) -> HttpResponse:
    """One course: what it is, and its editions."""
    courses = Course.objects.published().with_days().select_related("guideline_version__guideline")
    found = get_object_or_404(courses, slug=slug)
    context = {
        "course": found,
        "objectives": local(found, "objectives").splitlines(),
        "admits": [Organisation.Kind(kind).label for kind in found.admits],
        "editions": queries.editions_of(found, clock.today()),
    }
    return render(request, "enrolments/course.html", context)


@login_not_required
def edition(request: AnyRequest, code: str) -> HttpResponse:
    """One edition: when, where, who teaches, and the one button."""
    return edition_page(request, code)


def edition_page(request: AnyRequest, code: str, *, status: int = 200, refused: str = "") -> HttpResponse:
    """The page of an edition, or 404 for who may not see it; `refused` says why the button did nothing."""
    reader = _reader(request)
    found = get_object_or_404(course_queries.with_sessions(queries.editions_open_to(reader)), code=code)
    context = _panel(reader, found) | {"edition": found, "refused": refused}
    return render(request, "enrolments/edition.html", context, status=status)


def _panel(reader: User | None, edition: Edition) -> dict[str, Any]:
    """What the reader may do here, decided by the rules that also refuse."""
    today, sessions = clock.today(), list(edition.sessions.all())
    standing = queries.standing(edition, reader)
    enrolment = queries.active_enrolment(reader, edition) if reader and standing.already_in else None
    context: dict[str, Any] = {
        "sessions": sessions,
        "free": (free := standing.free(edition, sessions)),
        "taken": edition.capacity - free,
        "waiting": queries.waiting_list(edition).count() if standing.somebody_waits else 0,
        "enrolment": enrolment,
        "open": edition.accepts_enrolments(today),
        "to_mark": [s.pk for s in sessions if reader in s.trainers.all() and timezone.localdate(s.starts_at) <= today],
    }
    if enrolment:
        return context | {
            "place": queries.place_in_line(enrolment) if enrolment.status == "waiting" else None,
            "waits_for": approval.why_requests_wait([enrolment]).get(enrolment.pk),
            "may_withdraw": rules.may_withdraw(enrolment, on=today),
        }
    if reader:
        return context | _for_newcomer(reader, edition, standing)
    return context | {"obstacles": rules.obstacles_for_anyone(edition, on=today)}


def _for_newcomer(reader: User, edition: Edition, standing: Standing) -> dict[str, Any]:
    """May the reader enrol, for whom, and where it is needed: who would be asked to approve."""
    organisation = rules.organisation_for(reader, edition)
    context = {
        "obstacles": rules.obstacles(reader, edition, on=clock.today(), standing=standing),
        "organisation": organisation,
    }
    if not edition.course.needs_approval:
        return context
    bond = (reader.pk, organisation.pk if organisation else None)
    return context | {
        "asks": approval_queries.approvers([bond]).get(bond, []),
        "refusal": approval_queries.last_refusal(reader, edition),
    }


def _reader(request: AnyRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None
