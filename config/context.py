"""What every page shows around its content."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from config.logs import SECRET_PATHS
from courses.facts.rules import edits_courses
from courses.permissions import plans_something
from enrolments.cancelling.rules import sees_invoice_lines
from evaluations.permissions import follows_rounds, sees_advices, sees_indicators
from people.models import User
from people.permissions import is_administrator, is_planner, speaks_for_an_organisation
from trainees.permissions import follows_trainees


@dataclass(frozen=True)
class Link:
    """One entry of the main navigation."""

    label: str
    url: str
    current: bool


def page(request: HttpRequest) -> dict[str, Any]:
    """The navigation for who is reading, whom to write to, and whether this is the demo."""
    return {
        "navigation": SimpleLazyObject(lambda: _navigation(request)),  # parts of pages come by here too, and need none
        "login_url": _login_url(request),
        "contact": settings.CONTACT_ADDRESS,
        "demo_mode": settings.DEMO,
    }


def _login_url(request: HttpRequest) -> str:
    """Sign in, and come back to this page; from the sign-in pages and from behind a personal link to the start."""
    login = reverse("account_login")
    if request.method != "GET" or request.path.startswith("/account/") or SECRET_PATHS.search(request.path):
        return login
    return f"{login}?{urlencode({'next': request.get_full_path()})}"


def _navigation(request: HttpRequest) -> list[Link]:
    user = getattr(request, "user", None)
    entries = [(_("Aanbod"), "enrolments:catalogue"), (_("Agenda"), "courses:agenda")]
    if isinstance(user, User):
        entries += [(_("Mijn opleidingen"), "enrolments:mine"), *_of_roles(user)]
    urls = [(label, reverse(name)) for label, name in entries]
    here = max((url for _label, url in urls if request.path.startswith(url)), key=len, default="")
    return [Link(label, url, url == here) for label, url in urls]


def _of_roles(user: User) -> list[tuple[str, str]]:
    doors = [
        (speaks_for_an_organisation, _("Mijn regio"), "enrolments:region"),
        (follows_trainees, _("Traineeship"), "trainees:cohort"),
        (plans_something, _("Planning"), "enrolments:planning"),
        (_edits_courses_only, _("Opleidingen"), "courses:courses"),
        (_invoices_only, _("Facturatie"), "enrolments:invoice_lines"),
        (follows_rounds, _("Evaluaties"), "evaluations:rounds"),
        (sees_advices, _("Advies"), "evaluations:advices"),
        (sees_indicators, _("Indicatoren"), "evaluations:indicators"),
        (is_administrator, _("Beheer"), "people:administration"),
    ]
    return [(label, name) for may, label, name in doors if may(user)]


def _edits_courses_only(user: User) -> bool:
    """Planners find it under Planning."""
    return edits_courses(user) and not is_planner(user)


def _invoices_only(user: User) -> bool:
    """The same."""
    return sees_invoice_lines(user) and not is_planner(user)
