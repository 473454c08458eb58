"""Every form and query of the site, filled in as it should be: what the corpus is typed into (promise P29)."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType

from django import forms

from people import clock
from people.models import User
from tests import make
from tests.walk import access
from tests.walk.entrances.administration import of_administrators
from tests.walk.entrances.entrance import Entrance
from tests.walk.entrances.everyone import of_people, of_visitors
from tests.walk.entrances.guides import of_guides, of_writers
from tests.walk.entrances.planning import of_planners, of_seats
from tests.walk.entrances.seats import of_contact, of_employer, of_offer, together
from tests.walk.scene import Scene

__all__ = ["BASES", "PARTS", "Entrance", "addresses", "entrances", "form_classes", "gaps"]

APPS = ("people", "courses", "enrolments", "trainees", "evaluations")
PARTS = {"people.forms.SignUpForm"}  # a library puts its own fields around ours
BASES = {
    *(
        "enrolments.seats.forms.KeptForm",
        "people.forms.WordsForm",
        "people.forms.NameForm",
        "courses.facts.forms.SeenForm",
    ),
    *("courses.forms.SpokenForm", "courses.forms.WhenAndWhereForm", "courses.forms.SlotForm"),
    *("trainees.forms.DayForm", "evaluations.forms.AnswerForm"),
}


def entrances(scene: Scene) -> list[Entrance]:
    """All forms, on the things of `scene` and some of their own."""
    if not User.objects.filter(email="anna@example.org").exists():
        make.account("anna@example.org")
    found = [*of_visitors(), *of_people(scene), *of_planners(scene), *of_guides(scene), *of_writers(scene)]
    people = [of_employer(scene), together(scene), of_offer(scene), of_contact(scene), *of_seats(scene)]
    return [*found, *people, *of_administrators(scene)]


def gaps(scene: Scene) -> dict[str, str]:
    """What goes into the gaps of values that are typed together."""
    today = clock.today()
    return {
        "today": f"{today}",
        "yesterday": f"{today - timedelta(days=1)}",
        "tomorrow": f"{today + timedelta(days=1)}",
        "three years on": f"{today + timedelta(days=3 * 366)}",
        "organisation": scene.things["organisation"],
        "trainer": f"{scene.people[access.TRAINER].pk}",
    }


def form_classes() -> set[str]:
    """The names of all form classes of the house."""
    return {
        f"{module.__name__}.{name}"
        for app in APPS
        for module in _rooms(app)
        for name, thing in vars(module).items()
        if isinstance(thing, type) and issubclass(thing, forms.BaseForm) and thing.__module__ == module.__name__
    }


def addresses(scene: Scene) -> Sequence[tuple[str, str]]:
    """(role, address with a gap) of pages that are named by something in their address."""
    return [
        (access.VISITOR, "/aanbod/{}/"),
        (access.VISITOR, "/uitvoeringen/{}/"),
        (access.PARTICIPANT, "/uitvoeringen/{}/inschrijven/"),
        (access.VISITOR, "/evaluatie/{}/"),
        (access.VISITOR, "/agenda/mijn/{}.ics"),
        (access.VISITOR, "/agenda/zaal/{}.ics"),
        (access.TRAINER, "/bijeenkomsten/{}/aanwezigheid/"),
        (access.TRAINER, "/mijn/docent/{}/"),
        (access.PLANNER, "/planning/bijeenkomsten/{}/wijzigen/"),
        (access.PLANNER, "/planning/nieuw/{}/"),
        (access.PLANNER, "/planning/uitvoeringen/{}/deelnemers/"),
        (access.PLANNER, "/planning/uitvoeringen/{}/plaatsen/"),
        (access.COORDINATOR, "/traineeship/{}/"),
        (access.COORDINATOR, "/evaluaties/{}/"),
        (access.COORDINATOR, "/advies/{}/"),
        (access.COORDINATOR, f"/advies/{scene.things['advice']}/{{}}/"),
    ]


def _rooms(app: str) -> Iterator[ModuleType]:
    """Every module of `app` called forms or filters, wherever it lies."""
    house = import_module(app)
    for found in walk_packages(house.__path__, f"{app}."):
        if found.name.rpartition(".")[2] in ("forms", "filters"):
            yield import_module(found.name)
