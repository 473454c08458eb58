"""What stands between signing in and the pages: a second factor, being asked again, the privacy notice."""

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from people import known_browser, limits, notice, unsent
from people.assurance import let_roles_rest, owes_second_factor
from people.models import Role, User
from people.permissions import AnyRequest

OWN_ACCOUNT = ("account_", "mfa_", "usersessions_")  # always open to whom it is about
NOTICE = "privacy_notice"
FILES = {"advice_pdf", "paper"}  # names of addresses that give no page
HOME = "home"  # open to visitors, and full of one's own matters once somebody signed in


class SignInMiddleware(LoginRequiredMiddleware):
    """Every page is closed until it says otherwise; and what somebody typed while the session ended is not lost."""

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        to_sign_in = super().process_view(request, view, args, kwargs)
        if to_sign_in is None:
            unsent.forget_if_sent(request)
            return None
        if not unsent.keep(request):
            return to_sign_in
        messages.warning(request, _("U was niet meer ingelogd. Wat u invulde is bewaard: log in en verstuur het dan."))
        back = urlencode({"next": reverse("people:send_again")})
        return _leave_for(cast(AnyRequest, request), f"{reverse(settings.LOGIN_URL)}?{back}")


class AssuranceMiddleware:
    """Lets the roles of whoever owes a second factor rest, and leads that person to where it is set up.

    It also lets htmx leave its page to be asked again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        for name in settings.SECOND_FACTOR_ROLES:
            Role(name)  # a role that nobody can have would switch the policy off without a word

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: AnyRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        user = request.user
        if not isinstance(user, User) or not owes_second_factor(user):
            return None
        let_roles_rest(user)
        if _is_open(request, view):
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


class NoticeMiddleware:
    """Tells whoever has not read the present privacy notice, before the page they were heading for.

    Pages only: what was sent is done, and a part of a page or a file comes as it was asked for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: AnyRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        user = request.user
        if not isinstance(user, User) or not _is_page(request) or _is_open(request, view):
            return None
        if _name(request) == NOTICE or not notice.is_owed_to(user):
            return None
        return HttpResponseRedirect(
            f"{reverse('people:privacy_notice')}?{urlencode({'next': request.get_full_path()})}"
        )


class LimitMiddleware:
    """Refuses what comes too often (the settings say how often), and remembers in which browser somebody signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        door = _door(request)
        if door.startswith(OWN_ACCOUNT) and isinstance(request.user, User):
            known_browser.remember(request, response, request.user.email)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        door = _door(request)
        if door in settings.GUESS_LIMITS:
            return limits.full(request, door, settings.GUESS_LIMITS[door])
        if "export" in request.GET and request.user.is_authenticated:
            return limits.over(request, "export", settings.EXPORT_LIMIT)
        if door in settings.DOOR_LIMITS and request.method == "POST":
            return limits.over(request, door, settings.DOOR_LIMITS[door])
        return None


def _is_page(request: AnyRequest) -> bool:
    is_file = "export" in request.GET or _name(request) in FILES
    return request.method in ("GET", "HEAD") and not request.htmx and not is_file


def _name(request: HttpRequest) -> str:
    return (request.resolver_match and request.resolver_match.url_name) or ""


def _door(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def _is_open(request: HttpRequest, view: Any) -> bool:
    name = _name(request)
    return name.startswith(OWN_ACCOUNT) or (name != HOME and not getattr(view, "login_required", True))


def _leave_for(request: AnyRequest, address: str) -> HttpResponse:
    return HttpResponseClientRedirect(address) if request.htmx else HttpResponseRedirect(address)
