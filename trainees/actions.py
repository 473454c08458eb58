"""What guides note about a trainee: items done, meetings held."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from people import audit, clock
from people.models import User
from trainees import permissions, rules
from trainees.errors import ProgressRefused
from trainees.models import ItemProgress, ProgrammeItem, ProgressMeeting, Traineeship


@transaction.atomic
def tick(traineeship: Traineeship, item: ProgrammeItem, day: date, *, by: User) -> None:
    """Note that an item was done on `day`; once more changes the day. Raises ProgressRefused."""
    _require_guide(by, traineeship)
    if item.course_id:
        raise ProgressRefused(_("Dit onderdeel volgt uit de inschrijving en is niet af te vinken."))
    _require_possible(day, traineeship)
    ItemProgress.objects.update_or_create(traineeship=traineeship, item=item, defaults={"done_on": day, "by": by})
    audit.record(by, "tick_item", traineeship, subject=traineeship.trainee, payload={"item": item.pk})


@transaction.atomic
def untick(traineeship: Traineeship, item: ProgrammeItem, *, by: User) -> None:
    """Take back that an item was done; safe to repeat. Raises ProgressRefused."""
    _require_guide(by, traineeship)
    if ItemProgress.objects.filter(traineeship=traineeship, item=item).delete()[0]:
        audit.record(by, "untick_item", traineeship, subject=traineeship.trainee, payload={"item": item.pk})


@transaction.atomic
def hold_meeting(traineeship: Traineeship, month: int, day: date, agreements: str, *, by: User) -> None:
    """Note that the progress meeting of a month was held, and what was agreed. Raises ProgressRefused."""
    _require_guide(by, traineeship)
    if month not in traineeship.cohort.meeting_months:
        raise ProgressRefused(_("Voor die maand staat geen voortgangsgesprek in het programma."))
    _require_possible(day, traineeship)
    ProgressMeeting.objects.update_or_create(
        traineeship=traineeship, month=month, defaults={"held_on": day, "agreements": agreements, "by": by}
    )
    audit.record(by, "hold_meeting", traineeship, subject=traineeship.trainee, payload={"month": month})


def _require_guide(by: User, traineeship: Traineeship) -> None:
    if not permissions.may_guide(by, traineeship):
        raise ProgressRefused(_("Dit noteert de werkbegeleider of de coördinator."))


def _require_possible(day: date, traineeship: Traineeship) -> None:
    if why_not := rules.why_not_done(day, traineeship, today=clock.today()):
        raise ProgressRefused(why_not)


def note_reading(traineeship: Traineeship, *, by: User) -> None:
    """Write down that somebody else saw a dossier, and as what: the trainee reads it on the own page."""
    if traineeship.trainee_id != by.pk:
        role = permissions.reads_as(by, traineeship)
        payload = {"role": role.value} if role else None
        audit.record(by, "read_traineeship", traineeship, subject=traineeship.trainee, payload=payload)
