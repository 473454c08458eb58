"""The administrator's first page, and how the work in the background stands."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people import background as work
from people import heartbeat, matters, once, queries, queue, watched
from people.errors import ChangeRefused, OtherDeed
from people.permissions import UserRequest, administrators_only


@administrators_only
def administration(request: UserRequest) -> HttpResponse:
    """How mail and background work stand, and what is about to run out."""
    context = queries.administration_overview() | {"near": watched.near(), "urgent": matters.mail_server_away()}
    return render(request, "people/administration.html", context)


@require_safe
@administrators_only
def background(request: UserRequest) -> HttpResponse:
    """Who does the work, what returns by itself, and what was given up."""
    return _page(request)


@require_POST
@administrators_only
def retry_task(request: UserRequest, pk: UUID) -> HttpResponse:
    done = _("De taak staat weer in de rij.")
    return _change(request, lambda: work.retry_task(pk, by=request.user, now=timezone.now()), done)


@require_POST
@administrators_only
def drop_task(request: UserRequest, pk: UUID) -> HttpResponse:
    return _change(request, lambda: work.drop_task(pk, by=request.user), _("De taak is weggegooid."))


def _change(request: UserRequest, deed: Callable[[], None], done: str) -> HttpResponse:
    def and_back() -> str:
        deed()
        return reverse("people:background")

    try:
        address = once.act(request, request.user, and_back)
    except (ChangeRefused, OtherDeed) as refusal:
        return _page(request, refused=str(refusal))
    messages.success(request, done)
    return redirect(address)


def _page(request: UserRequest, refused: str = "") -> HttpResponse:
    now = timezone.now()
    context = {
        "shifts": heartbeat.shifts(now),
        "jobs": work.jobs(now),
        "given_up": work.given_up(),
        "waiting": queue.waiting(),
        "waiting_since": queue.waiting_since(now),
        "refused": refused,
    }
    return render(request, "people/background.html", context, status=409 if refused else 200)
