"""Answering a request: in the portal, or by a personal link without signing in. Opening changes nothing."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from courses import queries as course_queries
from enrolments import actions
from enrolments.approval import queries, rules
from enrolments.approval.forms import DecisionForm
from enrolments.approval.queries import Approver
from enrolments.errors import DecisionRefused
from enrolments.models import Approval, ApprovalLink, Enrolment
from enrolments.why import why
from people import clock, limits, once
from people.errors import OtherDeed
from people.permissions import AnyRequest, UserRequest


@require_http_methods(["GET", "HEAD", "POST"])
def approval(request: UserRequest, pk: int) -> HttpResponse:
    """One request, and the answer to it; whoever has no say in it does not find it."""
    found = queries.approval_near(request.user, pk)
    approver = rules.approver(request.user, found.enrolment) if found else None
    if found is None or approver is None:
        raise Http404
    if request.method != "POST":
        return _page(request, found, DecisionForm(found.enrolment), approver=approver)
    form = DecisionForm(found.enrolment, request.POST)
    if not form.is_valid():
        return _page(request, found, form, approver=approver, status=400)

    def deed() -> str:
        _decide(found.enrolment, form, approver)
        return _back(found.enrolment, approver)

    try:
        address = once.act(request, request.user, deed)
    except (DecisionRefused, OtherDeed) as refusal:
        now = get_object_or_404(queries.latest_approval(pk))
        return _page(request, now, form, approver=approver, status=409, refused=str(refusal))
    messages.success(request, _told(found.enrolment, form))
    return redirect(address)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables()
def approval_by_link(request: AnyRequest, token: str) -> HttpResponse:
    """The same for whom a mail brought here. Every link that does not work (any more) gets the same page."""
    link = queries.link_of(token)
    if link is None:
        limits.guess(request)
    if link is None or request.user == link.approval.enrolment.user:  # forwarded to who asks: not the own request
        return _no_such_link(request)
    enrolment = link.approval.enrolment
    form = DecisionForm(enrolment, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _decide_by_link(request, link, form)
    if not _works(link):
        return _no_such_link(request)
    return _page(request, link.approval, form, status=400 if form.is_bound else 200, template="approval_by_link")


@login_not_required
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """The same words for everybody who answered by link."""
    return render(request, "enrolments/approval_thanks.html")


@sensitive_variables()
def _decide_by_link(request: AnyRequest, link: ApprovalLink, form: DecisionForm) -> HttpResponse:
    """A used link is looked at too: the same press, arriving twice, gets the answer of the first."""

    def deed() -> str:
        approver = rules.approver_by_link(link)
        if approver is None:
            raise DecisionRefused
        _decide(link.approval.enrolment, form, approver, link)
        return reverse("enrolments:approval_thanks")

    try:
        return redirect(once.act(request, link.person, deed))
    except (DecisionRefused, OtherDeed):
        return _no_such_link(request)


def _works(link: ApprovalLink) -> bool:
    enrolment = link.approval.enrolment
    may_still = not rules.why_not_decide(enrolment, link.approval, on=clock.today())
    return may_still and rules.approver_by_link(link) is not None


def _decide(enrolment: Enrolment, form: DecisionForm, approver: Approver, link: ApprovalLink | None = None) -> None:
    if form.approves:
        actions.approve(enrolment, by=approver, link=link)
    else:
        actions.decline(enrolment, form.cleaned_data["reason"], by=approver, link=link)


def _told(enrolment: Enrolment, form: DecisionForm) -> str:
    facts = {"name": enrolment.user}
    if form.approves:
        return _("Goedgekeurd. %(name)s is ingeschreven en krijgt een mail met uitnodigingen voor de agenda.") % facts
    return _("Afgewezen. %(name)s krijgt een mail met uw reden.") % facts


def _back(enrolment: Enrolment, approver: Approver) -> str:
    """Where the next request waits: on the page of the region, or for a planner in the edition."""
    if approver.role == Approval.Role.PLANNER:
        return reverse("enrolments:participants", args=[enrolment.edition.code])
    return reverse("enrolments:region")


def _page(
    request: AnyRequest,
    found: Approval,
    form: DecisionForm,
    *,
    approver: Approver | None = None,
    status: int = 200,
    refused: str = "",
    template: str = "approval",
) -> HttpResponse:
    enrolment = found.enrolment
    said = why(Enrolment.objects.filter(pk=enrolment.pk).explained())[enrolment.pk]
    context: dict[str, Any] = {
        "approval": found,
        "approver": approver,
        "asked": queries.approvers_of([enrolment])[enrolment.pk] if approver else [],
        "enrolment": enrolment,
        "edition": enrolment.edition,
        "sessions": course_queries.plenary_sessions(enrolment.edition),
        "why": said.to_planner if approver and approver.role == Approval.Role.PLANNER else said.about_another,
        "why_not": rules.why_not_decide(enrolment, found, on=clock.today()),
        "last_day": rules.last_day(found),
        "form": form,
        "refused": refused,
    }
    return render(request, f"enrolments/{template}.html", context, status=status)


def _no_such_link(request: AnyRequest) -> HttpResponse:
    return render(request, "enrolments/approval_link_gone.html", status=410)
