"""What stands between signing in and the pages: a second factor for some roles, and being asked again."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from people.assurance import owes_second_factor
from people.models import Role, User
from people.permissions import AnyRequest

OWN_ACCOUNT = ("account_", "mfa_", "usersessions_")  # always open to whom it is about
HOME = "home"  # open to visitors, and full of one's own matters once somebody signed in


class AssuranceMiddleware:
    """Sends whoever owes a second factor to where it is set up; and lets htmx leave its page to be asked again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        for name in settings.SECOND_FACTOR_ROLES:
            Role(name)  # a role that nobody can have would switch the policy off without a word

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: AnyRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        user = request.user
        if not isinstance(user, User) or _is_open(request, view) or not owes_second_factor(user):
            return None
        messages.warning(request, _("Bij uw rol hoort een tweede stap. Stel eerst een passkey of de app in."))
        return _leave_for(request, reverse("mfa_index"))

    def process_exception(self, request: AnyRequest, exception: Exception) -> HttpResponse | None:
        """The library answers a page itself; htmx would paste that answer into a part of ours."""
        if not isinstance(exception, ReauthenticationRequired) or not request.htmx:
            return None
        way = get_adapter().get_reauthentication_methods(request.user)[0]["url"]
        back = urlencode({"next": request.htmx.current_url_abs_path or "/"})
        return _leave_for(request, f"{way}?{back}")


def _is_open(request: HttpRequest, view: Any) -> bool:
    name = (request.resolver_match and request.resolver_match.url_name) or ""
    return name.startswith(OWN_ACCOUNT) or (name != HOME and not getattr(view, "login_required", True))


def _leave_for(request: AnyRequest, address: str) -> HttpResponse:
    return HttpResponseClientRedirect(address) if request.htmx else HttpResponseRedirect(address)
