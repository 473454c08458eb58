"""The advice, as it is written."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.advising import actions, document, queries, rules
from evaluations.advising.sections import sections
from evaluations.errors import AdviceRefused
from evaluations.forms import AdviceForm, EvidenceForm, SectionForm, YardstickForm
from evaluations.models import Advice, AdviceSection, Evidence, Yardstick
from evaluations.permissions import advice_readers_only, advice_writers_only, may_write_advices
from evaluations.queries import rounds_of
from people import clock, once
from people.errors import OtherDeed
from people.permissions import UserRequest
from trainees.queries import summary


@require_safe
@advice_readers_only
def advices(request: UserRequest) -> HttpResponse:
    context = {"advices": queries.advices(request.user), "may_write": may_write_advices(request.user)}
    return render(request, "evaluations/advices.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@advice_writers_only
def new(request: UserRequest) -> HttpResponse:
    form = AdviceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data

        def deed() -> str:
            begun = actions.begin(typed["cohort"], typed["title"], typed["question"], typed["due_on"], by=request.user)
            return begun.get_absolute_url()

        return redirect(once.act(request, request.user, deed))
    return render(request, "evaluations/new_advice.html", {"form": form}, status=400 if form.is_bound else 200)


@require_safe
@advice_writers_only
def advice(request: UserRequest, pk: int) -> HttpResponse:
    return _page(request, _visible(request, pk))


@require_safe
@advice_writers_only
def pdf(request: UserRequest, pk: int) -> HttpResponse:
    """The document as it stands now."""
    found = _visible(request, pk)
    answer = HttpResponse(document.pdf(found), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="advies-{found.pk}.pdf"'
    return answer


@require_POST
@advice_writers_only
def write(request: UserRequest, pk: int, code: str) -> HttpResponse:
    found = _visible(request, pk)
    section = get_object_or_404(AdviceSection, advice=found, code=code)
    form = SectionForm(request.POST)
    if not form.is_valid():
        typed = {code: request.POST.get("text", "")}
        return _page(request, found, status=400, refused=_first_error(form), typed=typed)
    text, version = form.cleaned_data["text"], form.cleaned_data["version"]
    return _do(
        request,
        found,
        lambda: actions.write(section, text, version=version, by=request.user),
        back=f"#{code}",
        typed={code: text},
    )


@require_POST
@advice_writers_only
def add_yardstick(request: UserRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    form = YardstickForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=400, refused=_first_error(form))
    kind, text = Yardstick.Kind(form.cleaned_data["kind"]), form.cleaned_data["text"]
    return _do(request, found, lambda: actions.add_yardstick(found, kind, text, by=request.user), back="#maatstaf")


@require_POST
@advice_writers_only
def drop_yardstick(request: UserRequest, pk: int, yardstick: int) -> HttpResponse:
    found = _visible(request, pk)
    unwanted = get_object_or_404(Yardstick, advice=found, pk=yardstick)
    return _do(request, found, lambda: actions.drop_yardstick(unwanted, by=request.user), back="#maatstaf")


@require_POST
@advice_writers_only
def stamp(request: UserRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    return _do(request, found, lambda: actions.stamp(found, by=request.user), back="#maatstaf")


@require_POST
@advice_writers_only
def insert_result(request: UserRequest, pk: int) -> HttpResponse:
    """One click on a page with results: this question, as it is published, into the findings."""
    found = _visible(request, pk)
    form = EvidenceForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=400, refused=_first_error(form))
    round = get_object_or_404(rounds_of(request.user), pk=form.cleaned_data["round"])
    question = get_object_or_404(round.questionnaire.questions.all(), pk=form.cleaned_data["question"])
    return _do(request, found, lambda: actions.insert_result(found, round, question, by=request.user), back="#findings")


@require_POST
@advice_writers_only
def insert_progress(request: UserRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)

    def deed() -> None:
        actions.insert_progress(found, summary(found.cohort, clock.today()), by=request.user)

    return _do(request, found, deed, back="#programme")


@require_POST
@advice_writers_only
def drop_evidence(request: UserRequest, pk: int, evidence: int) -> HttpResponse:
    found = _visible(request, pk)
    unwanted = get_object_or_404(Evidence, section__advice=found, pk=evidence)
    return _do(request, found, lambda: actions.drop_evidence(unwanted, by=request.user))


def _do(
    request: UserRequest,
    found: Advice,
    deed: Callable[[], object],
    *,
    back: str = "",
    typed: dict[str, str] | None = None,
) -> HttpResponse:
    def and_back() -> str:
        deed()
        return reverse("evaluations:advice", args=[found.pk]) + back

    try:
        address = once.act(request, request.user, and_back)
    except (AdviceRefused, OtherDeed) as refusal:
        return _page(request, _visible(request, found.pk), status=409, refused=str(refusal), typed=typed)
    messages.success(request, _("Opgeslagen."))
    return redirect(address)


def _visible(request: UserRequest, pk: int) -> Advice:
    return get_object_or_404(queries.whole(request.user), pk=pk)


def _page(
    request: UserRequest, found: Advice, *, status: int = 200, refused: str = "", typed: dict[str, str] | None = None
) -> HttpResponse:
    yardsticks = list(found.yardsticks.all())
    context: dict[str, Any] = {
        "advice": found,
        "parts": [
            (
                sections()[one.code],
                one,
                (typed or {}).get(one.code, one.text),
                [(evidence, document.source(evidence)) for evidence in one.evidence.all()],
            )
            for one in found.sections.all()
        ],
        "yardsticks": [(kind, [one for one in yardsticks if one.kind == kind]) for kind in Yardstick.Kind],
        "typed": typed or {},
        "why_not_stamp": rules.why_not_stamp(found),
        "refused": refused,
    }
    return render(request, "evaluations/advice.html", context, status=status)


def _first_error(form: forms.Form) -> str:
    return next(str(told[0]) for told in form.errors.values())
