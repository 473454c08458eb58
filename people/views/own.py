"""What somebody corrects about himself."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people import actions, clock, once
from people.errors import OtherDeed
from people.forms import NameForm
from people.models import Affiliation, RoleGrant, User
from people.permissions import UserRequest


@require_http_methods(["GET", "HEAD", "POST"])
def my_details(request: UserRequest) -> HttpResponse:
    """One's own name to correct, and what else Leerlijn knows: who changes that is told."""
    user = request.user
    named = {"given_name": user.given_name, "infix": user.infix, "family_name": user.family_name}
    form = NameForm(request.POST if request.method == "POST" else None, initial=named)
    status = 400 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        own = User.objects.get(pk=user.pk)  # the page keeps the name as it is until it really changed

        def deed() -> str:
            actions.correct_name(own, **form.cleaned_data, by=own)
            return reverse("people:my_details")

        try:
            address = once.act(request, user, deed)
        except OtherDeed as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            messages.success(request, _("Uw naam is gewijzigd."))
            return redirect(address)
    context = {
        "form": form,
        "affiliations": Affiliation.objects.filter(user=user).select_related("organisation", "manager"),
        "grants": RoleGrant.objects.filter(user=user)
        .on(clock.today())
        .select_related("area", "organisation", "granted_by"),
    }
    return render(request, "people/my_details.html", context, status=status)
