"""A site whose only page fails."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path


@login_not_required
def fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("as planned")


urlpatterns = [path("", fail)]
handler500 = "config.statements.server_error"
