"""Stopping a kind of mail by the address in it, without signing in."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from people import limits, stopping
from people.letters import actions
from people.permissions import AnyRequest


@login_not_required
@csrf_exempt  # a mail program posts it: it has no page of ours and no cookie, and who has the address may do this
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables()
def stop_mail(request: AnyRequest, token: str) -> HttpResponse:
    """Opening changes nothing, for scanners open links; pressing stops the mail, and again is the same."""
    wish = stopping.wish_of(token)
    if wish is None:
        limits.guess(request)
        return render(request, "people/stop_mail_gone.html", status=410)
    name, pressed = stopping.PRESSED
    is_pressed = request.POST.get(name) == pressed
    if is_pressed:
        actions.stop_kind(wish.reader, wish.kind)
    context = {
        "kind": settings.MAIL_KINDS[wish.kind],
        "is_stopped": stopping.is_stopped(wish.reader, wish.kind),
        "name": name,
        "pressed": pressed,
    }
    return render(
        request, "people/stop_mail.html", context, status=400 if request.method == "POST" and not is_pressed else 200
    )
