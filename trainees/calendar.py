"""What the traineeship puts in a private calendar: the days by which something must be done."""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import DateField, IntegerField, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from people import clock
from people.ical import CalendarItem
from people.models import User
from people.prepared import Given, Prepared
from people.text import local
from trainees import queries
from trainees.models import Traineeship
from trainees.queries import Standing


def calendar_items(user: User) -> list[CalendarItem]:
    """What is not done yet, as whole days: a trainee's own items and progress meetings, a supervisor's meetings.

    Without a name: whoever has the address of a feed reads it. What has a planned session is in the calendar as
    that session. At most eleven queries, one for who is in no traineeship.
    """
    today = clock.today()
    mine = [pk for (pk,) in MINE.rows(user=user.pk, today=today)]
    if not mine:
        return []
    found = Traineeship.objects.filter(pk__in=mine)
    found = found.select_related("cohort").prefetch_related("placements")
    return [item for standing in queries.standings(list(found), user, today) for item in _due(standing, user)]


def _mine() -> QuerySet[Traineeship, tuple[int]]:
    user, today = Given("user", IntegerField()), Given("today", DateField())
    mine = Traineeship.objects.followed_or_supervised_by(user, today).filter(ends_on__gte=today)
    return mine.order_by("pk").values_list("pk")


MINE = Prepared(_mine)


def _due(standing: Standing, user: User) -> list[CalendarItem]:
    traineeship = standing.traineeship
    meetings = [
        _item(
            traineeship, f"gesprek-{one.month}", one.due, _("voortgangsgesprek maand %(month)s") % {"month": one.month}
        )
        for one in standing.meetings
        if not one.held_on
    ]
    if traineeship.trainee_id != user.pk:
        return meetings
    items = [
        _item(traineeship, f"onderdeel-{state.item.pk}", state.due, local(state.item, "title"))
        for state in standing.open_items
        if not state.planned_on
    ]
    return [*items, *meetings]


def _item(traineeship: Traineeship, name: str, due: date, what: str) -> CalendarItem:
    return CalendarItem(
        uid=f"traineeship-{traineeship.pk}-{name}@leerlijn",
        sequence=0,  # a reader of feeds goes by the last answer; nothing of it is mailed
        starts_at=_midnight(due),
        ends_at=_midnight(due + timedelta(days=1)),
        changed_at=_midnight(traineeship.starts_on),
        title=_("Uiterlijk vandaag: %(what)s") % {"what": what},
        url=f"{settings.ADDRESS}{traineeship.get_absolute_url()}",
        category=_("traineeship"),
        all_day=True,
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
