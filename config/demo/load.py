"""The whole story, in order, in one transaction."""

from django.db import transaction

from config.demo import (
    advice,
    attendance,
    catalogue,
    editions,
    enrolments,
    people,
    places,
    questionnaires,
    rounds,
    trainees,
)
from config.demo.story import Story
from courses.models import Course, Edition
from enrolments.models import Enrolment
from people import audit, clock
from people.models import Organisation, User


@transaction.atomic
def load() -> str:
    """Fill an empty database; what was loaded, in one line."""
    story = Story(clock.today())
    cast = people.load(story)
    offer = catalogue.load(cast)
    places.load(story, cast)
    planned = editions.load(story, cast, offer)
    enrolments.load(story, cast, offer, planned)
    attendance.load(story, cast)
    trainees.load(story, cast, offer)
    questionnaires.load()
    rounds.load(story)
    advice.load(story, cast)
    people.open_accounts(cast)
    audit.record(None, "load_demo")
    counts = {
        "organisaties": Organisation.objects.count(),
        "personen": User.objects.count(),
        "opleidingen": Course.objects.count(),
        "uitvoeringen": Edition.objects.count(),
        "inschrijvingen": Enrolment.objects.count(),
    }
    return ", ".join(f"{number} {what}" for what, number in counts.items())
