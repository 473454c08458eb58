"""What somebody corrects about himself, and what everybody is told about personal data."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people import actions, clock, meanwhile, notice, once, scopes
from people.deputies import queries, rules
from people.errors import ChangeRefused, OtherDeed
from people.forms import CorrectNameForm, DeputyForm
from people.meanwhile import Newer
from people.models import Affiliation, RoleGrant, User
from people.permissions import UserRequest

LONGEST_WAY_ON = 1000  # characters; a longer address is no page of ours


@require_http_methods(["GET", "HEAD", "POST"])
def my_details(request: UserRequest) -> HttpResponse:
    """One's own name to correct, and what else Leerlijn knows: who changes that is told."""
    user = request.user
    form = CorrectNameForm(user, request.POST if request.method == "POST" else None)
    newer: Sequence[Newer] = ()
    status = 400 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        own = User.objects.get(pk=user.pk)  # the page keeps the name as it is until it really changed

        def deed() -> str:
            actions.correct_name(own, **form.cleaned_data, by=own)
            return reverse("people:my_details")

        try:
            address = once.act(request, user, deed)
        except (ChangeRefused, OtherDeed) as refusal:
            own.refresh_from_db()
            form, newer = meanwhile.again(request.POST, partial(CorrectNameForm, own))
            form.add_error(None, str(refusal))
            status = 409
        else:
            messages.success(request, _("Uw naam is gewijzigd."))
            return redirect(address)
    return page(request, form, newer=newer, status=status)


def page(
    request: UserRequest,
    name_form: CorrectNameForm | None = None,
    deputy_form: DeputyForm | None = None,
    *,
    newer: Sequence[Newer] = (),
    status: int = 200,
    refused: str = "",
) -> HttpResponse:
    """What Leerlijn knows of the reader; a form that was sent and is not right shows what is wrong."""
    user, today = request.user, clock.today()
    context: dict[str, Any] = {
        "form": name_form or CorrectNameForm(user),
        "newer": newer,
        "refused": refused,
        "may_name_deputy": rules.has_tasks(user),
        "deputies": queries.of(user, today),
        "stands_in": queries.by(user, today),
        "today": today,
        "affiliations": Affiliation.objects.filter(user=user).select_related("organisation", "manager"),
        "grants": scopes.named(
            RoleGrant.objects.filter(user=user).on(clock.today()).select_related("area", "organisation", "granted_by")
        ),
    }
    if context["may_name_deputy"]:
        fresh = DeputyForm(queries.candidates(user), initial={"valid_from": today}, prefix="waarneming")
        context["deputy_form"] = deputy_form or fresh
    return render(request, "people/my_details.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def privacy_notice(request: UserRequest) -> HttpResponse:
    """What is new in the privacy notice, once per version; after reading, on to where somebody was heading."""
    user, present, onward = request.user, notice.present(), _onward(request)
    unread = notice.unread_by(user)
    if request.method != "POST":
        return _told(request, unread, onward) if unread else redirect(onward)
    if request.POST.get("version") != str(present.number):  # a newer one came while this one was being read
        return _told(request, unread, onward, status=409) if unread else redirect(onward)

    def deed() -> str:
        actions.read_notice(user, present.number)
        return onward

    try:
        return redirect(once.act(request, user, deed))
    except OtherDeed:
        return redirect(onward)


def _told(request: UserRequest, unread: list[notice.Version], onward: str, *, status: int = 200) -> HttpResponse:
    context = {"unread": unread, "is_first": not request.user.notice_version, "onward": onward}
    return render(request, "people/privacy_notice.html", context | {"is_newer": status != 200}, status=status)


def _onward(request: HttpRequest) -> str:
    """Where somebody was heading, when that is a page of ours; else the start."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if ours and asked.startswith("/") and len(asked) <= LONGEST_WAY_ON else reverse("home")
