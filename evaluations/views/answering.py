"""Answering by personal link, without signing in. Writes no session, no log line with the link, no message."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from evaluations import actions, ballot, queries
from evaluations.errors import KeyMissing, NotTaken
from evaluations.forms import AnswerForm
from evaluations.models import Invitation, NamedAnswer
from people import clock, limits
from people.permissions import AnyRequest


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@sensitive_variables()
def answer(request: AnyRequest, token: str) -> HttpResponse:
    """The questions of one invitation. Every refusal is the same page, whatever its reason."""
    invitation = queries.invitation_of(token)
    if invitation is None:
        limits.guess(request)
        return _refusal(request)
    questions = queries.questions_for(invitation.round, invitation.audience)
    named = not invitation.round.is_anonymous
    try:
        if request.method != "POST":
            if not _is_welcome(invitation):
                return _refusal(request)
            return _page(request, invitation, AnswerForm(questions, named=named))
        form = AnswerForm(questions, request.POST, named=named)
        if not form.is_valid():
            return _page(request, invitation, form, status=400)
        who = {name: form.cleaned_data[name] for name in ("given_by", "function") if named}
        actions.answer(invitation, form.answers, **who)
    except NotTaken:
        return _refusal(request)
    except KeyMissing:
        return _page(request, invitation, AnswerForm(questions, request.POST or None, named=named), status=503)
    return redirect("evaluations:thanks")


@login_not_required
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """The same words for everybody."""
    return render(request, "evaluations/thanks.html")


def _is_welcome(invitation: Invitation) -> bool:
    if invitation.round.is_anonymous:
        return ballot.may_answer(invitation)
    answered = NamedAnswer.objects.filter(invitation=invitation).exists()
    return invitation.round.takes_answers(clock.now()) and not answered


def _page(request: AnyRequest, invitation: Invitation, form: AnswerForm, status: int = 200) -> HttpResponse:
    context = {"round": invitation.round, "invitation": invitation, "form": form, "unavailable": status == 503}
    answered = render(request, "evaluations/answer.html", context, status=status)
    answered["Content-Language"] = translation.get_language()
    return answered


def _refusal(request: AnyRequest) -> HttpResponse:
    return render(request, "evaluations/not_taken.html", status=410)
