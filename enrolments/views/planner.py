"""What a planner sees of the people in editions."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.vary import vary_on_headers

from courses.models import Edition
from courses.permissions import edition_planners_only
from enrolments import queries
from enrolments.attendants.rules import has_list
from enrolments.filters import ParticipantFilter
from enrolments.models import Enrolment
from enrolments.tables import ParticipantTable, participant_headers, participant_row
from enrolments.why import why
from enrolments.workshops.queries import noting_workshops
from people import assurance, clock, sheets
from people.permissions import UserRequest, is_planner
from people.tables import arrange


@edition_planners_only
def planning(request: UserRequest) -> HttpResponse:
    """The editions under way and ahead that the reader plans, with their seats: concepts first, then in time."""
    today = clock.today()
    planned = queries.planned(request.user, today)
    context = {
        "concepts": [one for one in planned if one.edition.status == Edition.Status.CONCEPT],
        "announced": [one for one in planned if one.edition.status != Edition.Status.CONCEPT],
        "plans_everything": is_planner(request.user),
        "today": today,
    }
    return render(request, "enrolments/planning.html", context)


@edition_planners_only
@vary_on_headers("HX-Request")
def participants(request: UserRequest, code: str) -> HttpResponse:
    """Who is in an edition; filtered, sorted, and as filtered to a file (`?export=xlsx|csv`)."""
    planned = noting_workshops(Edition.objects.planned_by(request.user)).select_related("course")
    edition = get_object_or_404(planned, code=code)
    chosen = ParticipantFilter(request.GET, edition=edition)
    fine = chosen.is_valid()
    without = ("enrolled_at",) if chosen.workshops else ("workshops",)  # the number says who came first
    table = ParticipantTable(chosen.qs if fine else Enrolment.objects.none(), exclude=without)
    arrange(request, table, per_page=50)
    if fine and request.GET.get("export") in sheets.KINDS:
        assurance.confirm(request)
        held = chosen.workshops
        rows = (participant_row(one, held) for one in table.data.data)  # all pages, in the order of the list
        return sheets.answer(request.GET["export"], f"deelnemers-{code}", participant_headers(held), rows)
    context = {
        "edition": edition,
        "filter": chosen,
        "table": table,
        "whys": why(row.record for row in table.page.object_list),
        "query": _without(request, "export", "page"),
        "has_workshops": bool(chosen.workshops),
        "has_list": has_list(edition, on=clock.today()),
    }
    return render(request, "enrolments/participants.html", context, status=200 if fine else 400)


def _without(request: UserRequest, *names: str) -> str:
    """The query of this page without `names`, for links that add their own."""
    query = request.GET.copy()
    for name in names:
        query.pop(name, None)
    return query.urlencode()
