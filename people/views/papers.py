"""Administration: the papers of an organisation."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people import files, once, papers
from people.errors import ChangeRefused, OtherDeed
from people.forms import PaperForm
from people.models import Paper
from people.permissions import UserRequest, administrators_only
from people.views import organisations


@require_POST
@administrators_only
def add_paper(request: UserRequest, pk: int) -> HttpResponse:
    found, form = organisations.found(pk), PaperForm(request.POST, request.FILES)
    if not form.is_valid():
        return organisations.page(request, found, paper_form=form, status=400)

    def deed() -> str:
        papers.add_paper(found, form.cleaned_data["file"], by=request.user)
        return found.get_absolute_url()

    try:
        address = once.act(request, request.user, deed)
    except (OtherDeed, ChangeRefused) as refusal:
        form.add_error("file", str(refusal))
        return organisations.page(request, found, paper_form=form, status=409)
    messages.success(request, _("Het document is bewaard."))
    return redirect(address)


@require_safe
@administrators_only
def paper(request: UserRequest, pk: int, key: UUID) -> HttpResponse:
    return files.answer(_found(pk, key).file)


@require_POST
@administrators_only
def drop_paper(request: UserRequest, pk: int, key: UUID) -> HttpResponse:
    def deed() -> str:
        dropped = _found(pk, key)
        papers.drop_paper(dropped, by=request.user)
        return dropped.organisation.get_absolute_url()

    try:
        address = once.act(request, request.user, deed)
    except OtherDeed as refusal:
        messages.error(request, str(refusal))
        return redirect("people:organisation", pk)
    messages.success(request, _("Het document is weggegooid."))
    return redirect(address)


def _found(pk: int, key: UUID) -> Paper:
    return get_object_or_404(Paper.objects.select_related("organisation", "file"), organisation=pk, file__key=key)
