"""What administrators fill in."""

from datetime import timedelta

from django.urls import reverse

from people import clock, notice
from tests import make
from tests.walk import access
from tests.walk.entrances.entrance import Entrance
from tests.walk.scene import Scene


def of_administrators(scene: Scene) -> list[Entrance]:
    person, organisation = scene.things["person"], scene.things["organisation"]
    today, later = f"{clock.today()}", f"{clock.today() + timedelta(days=60)}"
    name = {"given_name": "Anna", "infix": "van", "family_name": "Berg"}
    grant = {"rol-role": "planner", "rol-organisation": "", "rol-area": "", "rol-valid_from": today}
    work = {"werk-organisation": f"{make.organisation().pk}", "werk-function": "Adviseur", "werk-manager_address": ""}
    return [
        Entrance(
            "persons",
            access.ADMINISTRATOR,
            reverse("people:persons"),
            {},
            {"zoek": "text", "rol": "choice", "toegang": "choice", "sort": "text", "page": "number"},
            form="people.filters.Optional",
            method="GET",
        ),
        Entrance(
            "own name",
            access.READER,
            reverse("people:my_details"),
            name | {"seen": scene.people[access.READER].name_mark},
            dict.fromkeys(name, "name") | {"seen": "text"},
            form="people.forms.CorrectNameForm",
        ),
        Entrance(
            "own deputy",
            access.MANAGER,
            reverse("people:name_my_deputy"),
            {"waarneming-deputy": f"{scene.people[access.CONTACT].pk}"} | _days("waarneming"),
            {"waarneming-deputy": "choice", "waarneming-valid_from": "day", "waarneming-valid_until": "day"},
            form="people.forms.DeputyForm",
        ),
        Entrance(
            "deputy",
            access.ADMINISTRATOR,
            reverse("people:name_deputy", args=[person]),
            {"waarneming-deputy": scene.people[access.COACH].email, "waarneming-covers": "employer"}
            | _days("waarneming"),
            {"waarneming-deputy": "address", "waarneming-covers": "choice"}
            | {"waarneming-valid_from": "day", "waarneming-valid_until": "day"},
            form="people.forms.DeputyOfAnotherForm",
        ),
        Entrance(
            "privacy notice",
            access.READER,
            reverse("people:privacy_notice"),
            {"version": f"{notice.present().number}", "next": "/mijn/"},
            {"version": "number", "next": "text"},
        ),
        Entrance(
            "grant",
            access.ADMINISTRATOR,
            reverse("people:grant_role", args=[person]),
            grant | {"rol-valid_until": later},
            {"rol-role": "choice", "rol-organisation": "choice", "rol-area": "choice"}
            | {"rol-edition": "text", "rol-traineeship": "address"}
            | {"rol-valid_from": "day", "rol-valid_until": "day"},
            form="people.forms.GrantForm",
        ),
        Entrance(
            "affiliation",
            access.ADMINISTRATOR,
            reverse("people:add_affiliation", args=[person]),
            work | {"werk-valid_from": today, "werk-valid_until": ""},
            {"werk-organisation": "choice", "werk-function": "text", "werk-manager_address": "address"}
            | {"werk-valid_from": "day", "werk-valid_until": "day"},
            form="people.forms.AffiliationForm",
            keeps=("people.Affiliation", "function"),
            names={"function": "werk-function"},
        ),
        Entrance(
            "last day",
            access.ADMINISTRATOR,
            reverse("people:end_affiliation", args=scene.things["affiliation"].split()),
            {"last_day": today, "seen": ""},
            {"last_day": "day", "seen": "text"},
            form="people.forms.LastDayForm",
        ),
        Entrance(
            "paper",
            access.ADMINISTRATOR,
            reverse("people:add_paper", args=[organisation]),
            {"file": "brief.pdf"},
            {"file": "file"},
            form="people.forms.PaperForm",
            keeps=("people.StoredFile", "name"),
            names={"name": "file"},
            files={"file": make.PDF},
        ),
        Entrance(
            "ending",
            access.ADMINISTRATOR,
            reverse("people:end_organisation", args=[organisation]),
            {"last_day": later, "successor": ""},
            {"last_day": "day", "successor": "choice"},
            form="people.forms.EndingForm",
        ),
    ]


def _days(prefix: str) -> dict[str, str]:
    """Today and tomorrow, as a form with this prefix asks them."""
    today = clock.today()
    return {f"{prefix}-valid_from": f"{today}", f"{prefix}-valid_until": f"{today + timedelta(days=1)}"}
