"""The offer for machines: `/aanbod.json` and `/aanbod.atom`, with the filters of `/aanbod/`."""

import json

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.utils import translation

from enrolments import offer, queries
from enrolments.forms import OfferFilter
from people import clock, feeds
from people.permissions import AnyRequest

KEEP = "public, max-age=300"  # seats go quickly


@login_not_required
def offer_json(request: AnyRequest) -> HttpResponse:
    """All published courses with their announced editions. An unknown filter is 400."""
    form = OfferFilter(request.GET)
    if not form.is_valid():
        return _refused(form)
    data = offer.as_data(queries.offers(form.wish(), clock.today()))
    content = json.dumps(data, ensure_ascii=False).encode()
    about = _about("json", form)
    return feeds.answer(request, content, lambda: content, content_type="application/json", keep=KEEP, about=about)


@login_not_required
def offer_atom(request: AnyRequest) -> HttpResponse:
    """The announced editions as news, also in English (`?taal=en`). An unknown filter is 400."""
    form = OfferFilter(request.GET)
    if not form.is_valid():
        return _refused(form)
    with translation.override(form.language):
        found = queries.offers(form.wish(), clock.today())
        content = offer.as_atom(found, address=request.build_absolute_uri())
    about, kind = _about("atom", form), "application/atom+xml; charset=utf-8"
    return feeds.answer(request, content, lambda: content, content_type=kind, keep=KEEP, about=about)


def _about(kind: str, form: OfferFilter) -> str:
    """Which of all offers this is. Words and days are anybody's choice, and too many to remember."""
    wish = form.wish()
    return "" if wish.words or wish.since else f"offer {kind} {form.language} {wish}"


def _refused(form: OfferFilter) -> HttpResponse:
    return JsonResponse({"errors": {name: list(map(str, said)) for name, said in form.errors.items()}}, status=400)
