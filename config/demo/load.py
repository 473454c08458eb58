"""The whole story, in order, in one transaction."""

from django.db import transaction

from config.demo import (
    advice,
    attendance,
    cancelling,
    catalogue,
    desk,
    editions,
    enrolments,
    interest,
    people,
    places,
    questionnaires,
    reservations,
    rounds,
    trainees,
    workshops,
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
    workshops.load(story, cast, planned)
    cancelling.load(story, cast)
    interest.load(story, cast, offer)
    attendance.load(story, cast)
    trainees.load(story, cast, offer)
    reservations.load(story, cast, planned)
    desk.load(story, cast, planned)
    questionnaires.load()
    rounds.load(story)
    advice.load(story, cast)
    network_day = Edition.objects.filter(course__kind=Course.Kind.NETWORK_DAY, starts_on__gt=story.today).latest(
        "starts_on"
    )
    people.help_out(story, cast, network_day)
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
