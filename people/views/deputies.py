"""Who stands in for oneself; and, for an administrator, for somebody else."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from people import once
from people.deputies import actions, queries, rules
from people.errors import ChangeRefused, OtherDeed
from people.forms import DeputyForm, DeputyOfAnotherForm
from people.models import Deputyship, User
from people.permissions import UserRequest, administrators_only, only
from people.views import own
from people.views.persons import change, told

tasks_only = only(rules.has_tasks)


@require_POST
@tasks_only
def name_my_deputy(request: UserRequest) -> HttpResponse:
    user = request.user
    form = DeputyForm(queries.candidates(user), request.POST, prefix="waarneming")
    if not form.is_valid():
        return own.page(request, deputy_form=form, status=400)

    def deed() -> str:
        actions.name(user, form.wish(), by=user)
        return reverse("people:my_details")

    try:
        address = once.act(request, user, deed)
    except ChangeRefused as refusal:
        return own.page(request, deputy_form=form, status=409, refused=told(refusal, form))
    except OtherDeed as refusal:
        return own.page(request, deputy_form=form, status=409, refused=str(refusal))
    messages.success(request, _("Genoteerd. Uw waarnemer krijgt er een mail over."))
    return redirect(address)


@require_POST
def end_my_deputy(request: UserRequest, pk: int) -> HttpResponse:
    named = get_object_or_404(Deputyship.objects.filter(absent=request.user), pk=pk)

    def deed() -> str:
        actions.end(named, by=request.user)
        return reverse("people:my_details")

    try:
        address = once.act(request, request.user, deed)
    except OtherDeed as refusal:
        return own.page(request, status=409, refused=str(refusal))
    messages.success(request, _("Het waarnemen is beëindigd."))
    return redirect(address)


@require_POST
@administrators_only
def name_deputy(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    form = DeputyOfAnotherForm(request.POST, prefix="waarneming")
    done = _("Genoteerd. Beiden krijgen er een mail over.")
    return change(request, found, lambda: actions.name(found, form.wish(), by=request.user), done, deputy_form=form)


@require_POST
@administrators_only
def end_deputy(request: UserRequest, pk: int, deputyship: int) -> HttpResponse:
    named = get_object_or_404(Deputyship.objects.select_related("absent"), pk=deputyship, absent=pk)
    done = _("Het waarnemen is beëindigd.")
    return change(request, named.absent, lambda: actions.end(named, by=request.user), done)
