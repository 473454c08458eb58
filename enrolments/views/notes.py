"""Notes on an edition and on the people in it: read, write, change, mark as done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses.models import Edition
from courses.permissions import may_plan
from enrolments.models import Enrolment
from enrolments.notes import queries
from enrolments.notes.forms import NewNoteForm, NoteForm
from people import meanwhile, once
from people.errors import ChangeRefused, OtherDeed
from people.meanwhile import Newer
from people.models import Note
from people.notes import actions
from people.notes.actions import NoteWish
from people.permissions import UserRequest, only

readers_only = only(queries.reads_notes)


@readers_only
@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: UserRequest, code: str) -> HttpResponse:
    """The notes on one edition and on its participants; POST adds one (`?over=` says on whom)."""
    editions = queries.editions_noted_by(request.user).select_related("course")
    edition = get_object_or_404(editions, code=code)
    enrolments = list(Enrolment.objects.filter(edition=edition).select_related("user").order_by("user__sort_key", "pk"))
    if request.method != "POST":
        about = {"over": request.GET.get("over", "")}
        return _list(request, edition, NewNoteForm(edition, request.user, enrolments, initial=about))
    form = NewNoteForm(edition, request.user, enrolments, request.POST)
    if not form.is_valid():
        return _list(request, edition, form, status=400)

    def deed() -> str:
        thing = form.enrolment or edition
        actions.add(thing, _wish(form), by=request.user, about=form.enrolment.user if form.enrolment else None)
        return reverse("enrolments:notes", args=[code])

    try:
        address = once.act(request, request.user, deed)
    except OtherDeed as other:
        return _list(request, edition, form, status=409, refused=str(other))
    messages.success(request, _("De notitie is bewaard."))
    return redirect(address)


@readers_only
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: UserRequest, pk: int) -> HttpResponse:
    """One note, to change."""
    found, edition = _found(request, pk)
    if request.method != "POST":
        return _one(request, found, edition, NoteForm(edition, request.user, initial=_initial(found)))
    form = NoteForm(edition, request.user, request.POST, initial=_initial(found))
    if not form.is_valid():
        return _one(request, found, edition, form, status=400)

    def deed() -> str:
        actions.change(found, _wish(form), seen=request.POST.get("seen", ""), by=request.user)
        return reverse("enrolments:notes", args=[edition.code])

    try:
        address = once.act(request, request.user, deed)
    except (ChangeRefused, OtherDeed) as refusal:
        found.refresh_from_db()
        now = NoteForm(edition, request.user, initial=_initial(found))
        newer = meanwhile.beside(form, now)
        return _one(request, found, edition, form, status=409, refused=str(refusal), newer=newer)
    messages.success(request, _("De notitie is bewaard."))
    return redirect(address)


@readers_only
@require_POST
def finish_note(request: UserRequest, pk: int) -> HttpResponse:
    """Nobody needs to think of it any more."""
    found, edition = _found(request, pk)

    def deed() -> str:
        actions.finish(found, by=request.user)
        return reverse("enrolments:notes", args=[edition.code])

    try:
        address = once.act(request, request.user, deed)
    except (ChangeRefused, OtherDeed) as refusal:
        messages.info(request, str(refusal))
        return redirect("enrolments:notes", edition.code)
    messages.success(request, _("De notitie is afgehandeld."))
    return redirect(address)


def _found(request: UserRequest, pk: int) -> tuple[Note, Edition]:
    """A note on an edition of the reader's; anything else is not there."""
    found = get_object_or_404(Note.objects.select_related("about", "assigned_to"), pk=pk)
    edition = queries.editions_of([found]).get(found.pk)
    if edition is None or not queries.may_note(request.user, edition):
        raise Http404
    return found, edition


def _wish(form: NoteForm) -> NoteWish:
    cleaned = form.cleaned_data
    return NoteWish(cleaned["text"], cleaned["assigned_to"], cleaned["due"])


def _initial(note: Note) -> dict[str, Any]:
    return {"text": note.text, "assigned_to": note.assigned_to, "due": note.due}


def _list(
    request: UserRequest, edition: Edition, form: NewNoteForm, *, status: int = 200, refused: str = ""
) -> HttpResponse:
    found = list(queries.notes_of(edition))
    done = [(one.done_at, one.pk, one) for one in found if one.done_at]
    context = {
        "edition": edition,
        "plans": may_plan(request.user, edition),
        "form": form,
        "refused": refused,
        "open": [one for one in found if not one.done_at],
        "done": [one for _at, _pk, one in sorted(done, reverse=True)],
    }
    return render(request, "enrolments/notes.html", context, status=status)


def _one(
    request: UserRequest,
    note: Note,
    edition: Edition,
    form: NoteForm,
    *,
    status: int = 200,
    refused: str = "",
    newer: Sequence[Newer] = (),
) -> HttpResponse:
    plans = may_plan(request.user, edition)
    context = {"note": note, "edition": edition, "plans": plans, "form": form, "refused": refused, "newer": newer}
    return render(request, "enrolments/note.html", context, status=status)
