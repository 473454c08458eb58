"""Mail to read: for planners what waits, left or did not arrive; for everybody what they were sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from people import joining, matters, meanwhile, once, outbox
from people.errors import ChangeRefused, OtherDeed
from people.filters import LetterFilter
from people.forms import HeldKindsForm, LetterForm, WantedKindsForm
from people.letters import actions, queries, rules
from people.meanwhile import Newer
from people.models import Message
from people.permissions import UserRequest, planners_only
from people.tables import LetterTable, arrange

PER_PAGE = 50


@require_safe
def my_letters(request: UserRequest) -> HttpResponse:
    """What the reader was sent, with the text; and which kinds may still come."""
    return _mine(request)


@require_POST
def choose_kinds(request: UserRequest) -> HttpResponse:
    """Which of the kinds that may be stopped the reader wants."""
    form = WantedKindsForm(request.POST)
    if not form.is_valid():
        return _mine(request, form, status=400)

    def deed() -> str:
        actions.choose_kinds(request.user, form.cleaned_data["kinds"])
        messages.success(request, _("Uw keuze is bewaard."))
        return reverse("people:my_letters")

    try:
        return redirect(once.act(request, request.user, deed))
    except OtherDeed as refusal:
        messages.error(request, str(refusal))
        return redirect("people:my_letters")


@require_safe
@planners_only
@vary_on_headers("HX-Request")
def letters(request: UserRequest) -> HttpResponse:
    """The outbox; searched, filtered, sorted."""
    return _list(request)


@require_safe
@planners_only
def letter(request: UserRequest, pk: int) -> HttpResponse:
    """One mail, as it was or will be sent."""
    return _page(request, _found(pk))


@require_POST
@planners_only
def edit_letter(request: UserRequest, pk: int) -> HttpResponse:
    found, form = _found(pk), LetterForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=400)
    done = _("De mail is aangepast.")
    return _change(request, found, lambda: actions.edit_letter(found, **form.cleaned_data, by=request.user), done, form)


@require_POST
@planners_only
def send_letter(request: UserRequest, pk: int) -> HttpResponse:
    found = _found(pk)
    done = _("De mail vertrekt zo.")
    return _change(request, found, lambda: actions.send_letter(found, by=request.user), done)


@require_POST
@planners_only
def drop_letter(request: UserRequest, pk: int) -> HttpResponse:
    found = _found(pk)
    done = _("De mail is weggehaald en vertrekt niet.")
    return _change(request, found, lambda: actions.drop_letter(found, by=request.user), done)


@require_POST
@planners_only
def send_drafts(request: UserRequest) -> HttpResponse:
    """All that waits for the planner leaves."""

    def deed() -> str:
        number = actions.send_drafts(by=request.user)
        words = ngettext("%(number)s mail vertrekt zo.", "%(number)s mails vertrekken zo.", number)
        messages.success(request, words % {"number": number})
        return reverse("people:letters")

    return _to_the_list(request, deed)


@require_POST
@planners_only
def hold_kinds(request: UserRequest) -> HttpResponse:
    """Which kinds of mail wait until a planner has seen them."""
    form = HeldKindsForm(request.POST)
    if not form.is_valid():
        return _list(request, form, status=400)

    def deed() -> str:
        actions.hold_kinds(**form.cleaned_data, by=request.user)
        return reverse("people:letters")

    try:
        address = once.act(request, request.user, deed)
    except (ChangeRefused, OtherDeed) as refusal:
        sent, newer = meanwhile.again(request.POST, _held_form)
        return _list(request, sent, newer=newer, refused=str(refusal), status=409)
    messages.success(request, _("Bewaard. Het geldt voor mails die vanaf nu worden geschreven."))
    return redirect(address)


def _mine(request: UserRequest, form: WantedKindsForm | None = None, *, status: int = 200) -> HttpResponse:
    page = Paginator(queries.sent_to(request.user), PER_PAGE).get_page(request.GET.get("page"))
    stopped = queries.stopped_by(request.user)
    wanted = [kind for kind in settings.MAIL_MAY_STOP if kind not in stopped]
    context = {
        "page": page,
        "letters": [(message, outbox.shown(message)) for message in page],
        "kinds_form": form or WantedKindsForm(initial={"kinds": wanted}),
    }
    return render(request, "people/my_letters.html", context, status=status)


def _to_the_list(request: UserRequest, deed: Callable[[], str]) -> HttpResponse:
    try:
        return redirect(once.act(request, request.user, deed))
    except OtherDeed as refusal:
        messages.error(request, str(refusal))
        return redirect("people:letters")


def _held_form(data: Any = None) -> HeldKindsForm:
    held = queries.held_kinds()
    return HeldKindsForm(data, initial={"kinds": held, "seen": rules.choice(held)})


def _list(
    request: UserRequest,
    form: HeldKindsForm | None = None,
    *,
    status: int = 200,
    refused: str = "",
    newer: Sequence[Newer] = (),
) -> HttpResponse:
    chosen = LetterFilter(request.GET)
    fine = chosen.is_valid()
    table = LetterTable(chosen.qs if fine else Message.objects.none())
    arrange(request, table, per_page=PER_PAGE)
    context = {
        "filter": chosen,
        "table": table,
        "urgent": matters.mail_server_away(),
        "refused_texts": sum(text.is_refused for text in queries.kinds_of_text()),
        "drafts": queries.drafts().count(),
        "kinds_form": form or _held_form(),
        "refused": refused,
        "newer": newer,
    }
    return render(request, "people/letters.html", context, status=status if fine else 400)


def _found(pk: int) -> Message:
    return get_object_or_404(queries.letters(), pk=pk)


def _change(
    request: UserRequest, found: Message, deed: Callable[[], None], done: str, form: LetterForm | None = None
) -> HttpResponse:
    """Do `deed` once and go back to the mail; else its page with what is wrong."""

    def and_back() -> str:
        deed()
        return reverse("people:letter", args=[found.pk])

    try:
        address = once.act(request, request.user, and_back)
    except OtherDeed as refusal:
        return _page(request, found, status=409, refused=str(refusal))
    except ChangeRefused as refusal:
        faults, now = dict(refusal.faults), _found(found.pk)
        if form and "body" in faults:
            form.add_error("body", faults.pop("body"))
        elif form:
            form = form.now_seeing(rules.version(now.subject, now.body))
        return _page(request, now, form, status=409, refused=" ".join(faults.values()), newer=bool(form))
    messages.success(request, done)
    return redirect(address)


def _page(
    request: UserRequest,
    found: Message,
    form: LetterForm | None = None,
    *,
    status: int = 200,
    refused: str = "",
    newer: bool = False,
) -> HttpResponse:
    """`newer`: beside what was typed, the words as they are by now."""
    seen = rules.version(found.subject, found.body)
    context = {
        "message": found,
        "kind": settings.MAIL_KINDS.get(found.kind, found.kind),
        "text": outbox.shown(found),
        "takes_back": rules.takes_back(found),
        "may_edit": rules.may_edit(found),
        "may_send": rules.may_send(found),
        "may_drop": rules.may_drop(found),
        "form": form or LetterForm(initial={"subject": found.subject, "body": found.body, "seen": seen}),
        "refused": refused,
        "newer": newer,
        "leaves_as": found.joined_in if found.state == Message.State.JOINED else None,
        "parts": joining.parts_of(found),
        "pauses": joining.pauses(found),
    }
    return render(request, "people/letter.html", context, status=status)
