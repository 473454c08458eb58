"""What guides note about a trainee: items done, meetings held."""

from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from people import audit, clock, meanwhile
from people.errors import changed_meanwhile
from people.models import User
from trainees import permissions, rules
from trainees.errors import ProgressRefused
from trainees.models import ItemProgress, ProgrammeItem, ProgressMeeting, Traineeship


@transaction.atomic
def tick(traineeship: Traineeship, item: ProgrammeItem, day: date, *, seen: str = "", by: User) -> None:
    """Note that an item was done on `day`; `seen` is the day that the guide saw noted, if any.

    Raises ProgressRefused.
    """
    _require_guide(by, traineeship)
    if item.course_id:
        raise ProgressRefused(_("Dit onderdeel volgt uit de inschrijving en is niet af te vinken."))
    _require_possible(day, traineeship)
    was = _noted(traineeship, item)
    if was and was.done_on != day and meanwhile.changed(seen, f"{was.done_on}"):
        days = {"noted": date_format(was.done_on, "j F Y"), "typed": date_format(day, "j F Y")}
        raise ProgressRefused(_("Iemand anders vinkte dit intussen af, op %(noted)s. U vulde %(typed)s in.") % days)
    ItemProgress.objects.update_or_create(traineeship=traineeship, item=item, defaults={"done_on": day, "by": by})
    audit.record(by, "tick_item", traineeship, subject=traineeship.trainee, payload={"item": item.pk})


@transaction.atomic
def untick(traineeship: Traineeship, item: ProgrammeItem, *, seen: str, by: User) -> None:
    """Take back that an item was done on the day `seen`; safe to repeat. Raises ProgressRefused."""
    _require_guide(by, traineeship)
    was = _noted(traineeship, item)
    if was and meanwhile.changed(seen, f"{was.done_on}"):
        day = {"noted": date_format(was.done_on, "j F Y")}
        raise ProgressRefused(_("Iemand anders vinkte dit intussen opnieuw af, op %(noted)s.") % day)
    if was:
        was.delete()
        audit.record(by, "untick_item", traineeship, subject=traineeship.trainee, payload={"item": item.pk})


@transaction.atomic
def hold_meeting(traineeship: Traineeship, month: int, day: date, agreements: str, *, seen: str = "", by: User) -> None:
    """Note that the progress meeting of a month was held, and what was agreed. Raises ProgressRefused.

    `seen` marks what the guide saw noted (`rules.meeting_mark`); empty: nothing.
    """
    _require_guide(by, traineeship)
    if month not in traineeship.cohort.meeting_months:
        raise ProgressRefused(_("Voor die maand staat geen voortgangsgesprek in het programma."))
    _require_possible(day, traineeship)
    _lock(traineeship)
    was = ProgressMeeting.objects.filter(traineeship=traineeship, month=month).first()
    now = rules.meeting_mark(was.held_on, was.agreements) if was else ""
    if meanwhile.changed(seen, now) and rules.meeting_mark(day, agreements) != now:
        raise ProgressRefused(changed_meanwhile())
    ProgressMeeting.objects.update_or_create(
        traineeship=traineeship, month=month, defaults={"held_on": day, "agreements": agreements, "by": by}
    )
    audit.record(by, "hold_meeting", traineeship, subject=traineeship.trainee, payload={"month": month})


def _noted(traineeship: Traineeship, item: ProgrammeItem) -> ItemProgress | None:
    """That the item was done, under the lock of the traineeship."""
    _lock(traineeship)
    return ItemProgress.objects.filter(traineeship=traineeship, item=item).first()


def _lock(traineeship: Traineeship) -> None:
    Traineeship.objects.select_for_update(of=["self"]).get(pk=traineeship.pk)


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
