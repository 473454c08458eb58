"""The home page: the offer for visitors, what needs them now for users."""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

import courses.matters
import enrolments.matters
import people.matters
import trainees.matters
from config import calendar
from courses.models import Course
from enrolments import queries
from people import clock
from people.matters import Matter
from people.models import User
from people.permissions import AnyRequest

FLOORS = (trainees.matters.matters, enrolments.matters.matters, courses.matters.matters, people.matters.matters)


@login_not_required
def home(request: AnyRequest) -> HttpResponse:
    """`Mijn overzicht` for who signed in, the coming offer for a visitor."""
    if isinstance(request.user, User):
        return render(request, "home/overview.html", _overview(request.user))
    context = {"coming": queries.next_offered(clock.today(), limit=6), "kinds": _kinds()}
    return render(request, "home/visitor.html", context)


def _kinds() -> list[dict[str, str]]:
    """The kinds of course, in the words of who has never seen them."""
    words = {
        Course.Kind.PROGRAMME: _("Opleiding van meer modules voor wie het vak leert: adviseur of toezichthouder."),
        Course.Kind.BLOCK: _("Enkele dagen over één onderwerp, met praktijk, zoals NFPA."),
        Course.Kind.REFRESHER: _("Bij elke nieuwe of gewijzigde richtlijn, in de zaal of online."),
        Course.Kind.NETWORK_DAY: _("Twee keer per jaar: kennis delen en collega's ontmoeten."),
        Course.Kind.E_LEARNING: _("Online, in uw eigen tempo."),
    }
    catalogue = reverse("enrolments:catalogue")
    return [
        {"label": str(kind.label).capitalize(), "url": f"{catalogue}?soort={kind}", "words": sentence}
        for kind, sentence in words.items()
    ]


def _overview(user: User) -> dict[str, object]:
    now = clock.now()
    ahead = [item for item in calendar.items_of(user) if item.ends_at > now]
    return {"matters": matters_of(user), "ahead": ahead[:8]}


def matters_of(user: User) -> list[Matter]:
    """What needs `user` now, the most pressing first."""
    today = clock.today()
    return pressing_first(matter for floor in FLOORS for matter in floor(user, today))


def pressing_first(matters: Iterable[Matter]) -> list[Matter]:
    """What is urgent, then what has a day, the soonest first, then the rest."""
    return sorted(matters, key=lambda matter: (not matter.urgent, matter.due or date.max, matter.title))
