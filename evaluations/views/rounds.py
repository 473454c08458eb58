"""Rounds and their results, for who may see them."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations import actions, permissions, queries, results, tables
from evaluations.advising import queries as advising
from evaluations.errors import KeyDestroyed, KeyMissing, RoundRefused
from evaluations.forms import RoundForm
from evaluations.indicators import indicators as computed
from evaluations.models import Round
from people import clock, once, sheets
from people.errors import OtherDeed
from people.permissions import UserRequest


@require_safe
def rounds(request: UserRequest) -> HttpResponse:
    """The rounds the reader may see something of. Three queries."""
    found = list(queries.rounds_of(request.user))
    context = {
        "open_rounds": [one for one in found if one.is_open],
        "closed_rounds": [one for one in found if not one.is_open],
        "may_open": permissions.may_open_rounds(request.user),
    }
    return render(request, "evaluations/rounds.html", context)


@require_safe
def round(request: UserRequest, pk: uuid.UUID) -> HttpResponse:
    """One round: its response while it is open, its results after; to a file with `?export=xlsx|csv`."""
    found = _visible(request, pk)
    if request.GET.get("export") in sheets.KINDS:
        rows = tables.result_rows(results.results(found))
        return sheets.answer(request.GET["export"], f"evaluatie-{found.closes_at:%Y-%m-%d}", tables.headers(), rows)
    return _page(request, found)


@require_POST
@permissions.coordinators_only
def close(request: UserRequest, pk: uuid.UUID) -> HttpResponse:
    """Close early; what is counted now is final."""
    found = _visible(request, pk)

    def deed() -> str:
        actions.close_round(found, by=request.user)
        return found.get_absolute_url()

    try:
        address = once.act(request, request.user, deed)
    except (KeyMissing, KeyDestroyed):
        return _page(
            request, found, status=503, refused=_("De stembus kan nu niet worden geopend. Er is niets gewijzigd.")
        )
    except OtherDeed as other:
        return _page(request, found, status=409, refused=str(other))
    messages.success(request, _("De ronde is gesloten."))
    return redirect(address)


@require_http_methods(["GET", "HEAD", "POST"])
@permissions.coordinators_only
def new(request: UserRequest) -> HttpResponse:
    """Put questions to people around a cohort."""
    form = RoundForm(request.POST if request.method == "POST" else None)
    status, refused = 200, ""
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                return redirect(once.act(request, request.user, lambda: _open(request, form)))
            except (RoundRefused, OtherDeed) as refusal:
                status, refused = 409, str(refusal)
    context = {"form": form, "refused": refused, "sizes": queries.audience_sizes(clock.today())}
    return render(request, "evaluations/new_round.html", context, status=status)


@require_safe
@permissions.steering_only
def indicators(request: UserRequest) -> HttpResponse:
    """The figures of one calendar year; this year, unless `jaar` asks another."""
    this_year = clock.today().year
    years = range(this_year, this_year - 3, -1)
    asked = request.GET.get("jaar", "")
    year = int(asked) if asked in map(str, years) else this_year
    context = {"year": year, "years": years, "indicators": computed(year)}
    return render(request, "evaluations/indicators.html", context)


def _open(request: UserRequest, form: RoundForm) -> str:
    cohort = form.cleaned_data["cohort"]
    opened = actions.open_round(
        form.cleaned_data["questionnaire"],
        queries.invitees_of(cohort, [form.chosen_audience], clock.today()),
        cohort=cohort,
        moment=Round.Moment.INTERIM,
        anonymous=form.anonymous,
        closes_at=form.cleaned_data["closes_on"],
        by=request.user,
    )
    return opened.get_absolute_url()


def _visible(request: UserRequest, pk: uuid.UUID) -> Round:
    return get_object_or_404(queries.rounds_of(request.user), pk=pk)


def _page(request: UserRequest, found: Round, *, status: int = 200, refused: str = "") -> HttpResponse:
    named = not found.is_anonymous and permissions.sees_named_answers(request.user)
    context = {
        "round": found,
        "results": results.results(found),
        "response": found.response_days.all()[:1] if found.is_open else [],
        "official": queries.official_answers(found) if named else [],
        "advice": advising.takes_results_of(request.user, found),
        "may_close": permissions.may_close(request.user, found),
        "refused": refused,
    }
    return render(request, "evaluations/round.html", context, status=status)
