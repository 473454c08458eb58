"""How a cohort and a trainee stand, and what guides note."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people import assurance, clock, meanwhile, once
from people.errors import OtherDeed
from people.models import Role
from people.permissions import UserRequest
from trainees import actions, permissions, queries, rules
from trainees.errors import ProgressRefused
from trainees.forms import DayForm, MeetingForm
from trainees.models import LearningTrack, ProgrammeItem, Traineeship
from trainees.rules import Colour


@require_safe
def cohort(request: UserRequest) -> HttpResponse:
    """The matrix: everybody the reader guides, the worst first. A trainee goes to the own page."""
    today = clock.today()
    seen = list(queries.traineeships(request.user, today))
    own = next((one for one in seen if one.trainee_id == request.user.pk), None)
    if own is not None and len(seen) == 1:
        return redirect(own)
    if not seen and not request.user.has_role(Role.COORDINATOR):
        raise PermissionDenied
    standings = queries.worst_first(queries.standings(seen, request.user, today))
    asked = request.GET.get("stand", "")
    context = {
        "standings": [one for one in standings if asked not in Colour.values or one.signal.colour == asked],
        "counts": [(colour, sum(one.signal.colour == colour for one in standings)) for colour in Colour],
        "asked": asked,
        "items": queries.by_item(standings),
        "kinds": LearningTrack.Kind,
        "everyone": len(standings),
    }
    return render(request, "trainees/cohort.html", context)


@require_safe
def traineeship(request: UserRequest, pk: int) -> HttpResponse:
    """How one trainee stands, in plain words. Reading somebody else's is written down."""
    return _page(request, _visible(request, pk))


@require_POST
def tick(request: UserRequest, pk: int, item: int) -> HttpResponse:
    found = _visible(request, pk)
    wanted = get_object_or_404(ProgrammeItem, pk=item, track__cohort=found.cohort_id)
    form = DayForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=400, refused=_first_error(form))
    return _do(request, found, lambda: actions.tick(found, wanted, **form.cleaned_data, by=request.user))


@require_POST
def untick(request: UserRequest, pk: int, item: int) -> HttpResponse:
    found = _visible(request, pk)
    wanted = get_object_or_404(ProgrammeItem, pk=item, track__cohort=found.cohort_id)
    seen = request.POST.get(meanwhile.SEEN, "")
    return _do(request, found, lambda: actions.untick(found, wanted, seen=seen, by=request.user))


@require_POST
def hold_meeting(request: UserRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    form = MeetingForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=400, refused=_first_error(form))
    return _do(request, found, lambda: actions.hold_meeting(found, **form.cleaned_data, by=request.user))


def _do(request: UserRequest, found: Traineeship, deed: Callable[[], None]) -> HttpResponse:
    def and_back() -> str:
        deed()
        return found.get_absolute_url()

    try:
        address = once.act(request, request.user, and_back)
    except (ProgressRefused, OtherDeed) as refusal:
        return _page(request, found, status=409, refused=str(refusal))
    messages.success(request, _("Genoteerd."))
    return redirect(address)


def _visible(request: UserRequest, pk: int) -> Traineeship:
    """The traineeship, or 404; somebody else's asks again who is there."""
    found = queries.traineeships(request.user, clock.today()).filter(pk=pk).first()
    if found is None:
        raise Http404
    if found.trainee_id != request.user.pk:
        assurance.confirm(request)
    return found


def _page(request: UserRequest, found: Traineeship, *, status: int = 200, refused: str = "") -> HttpResponse:
    actions.note_reading(found, by=request.user)
    (standing,) = queries.standings([found], request.user, clock.today())
    seen = permissions.tracks_seen(request.user, found)
    tracks = [(LearningTrack.Kind(kind).label, standing.track(kind)) for kind in seen]
    today = clock.today()
    context: dict[str, Any] = {
        "traineeship": found,
        "standing": standing,
        "tracks": [(label, rows, sum(state.done_on is not None for state, _signal in rows)) for label, rows in tracks],
        "meetings": [(one, rules.meeting_signal(one, today=today)) for one in standing.meetings],
        "readings": queries.readings(found) if found.trainee_id == request.user.pk else [],
        "is_own": found.trainee_id == request.user.pk,
        "may_guide": permissions.may_guide(request.user, found),
        "day_form": DayForm(initial={"day": today}),
        "meeting_form": MeetingForm(initial={"day": today}),
        "refused": refused,
        "typed": request.POST if refused else {},  # back in the form it came from
    }
    return render(request, "trainees/traineeship.html", context, status=status)


def _first_error(form: DayForm) -> str:
    return next(str(messages[0]) for messages in form.errors.values())
