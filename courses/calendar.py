"""Sessions as calendar items."""

from datetime import date, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from courses import queries
from courses.models import Edition, Session
from people.ical import CalendarItem
from people.models import User
from people.text import local


def feed_start(today: date) -> date:
    """How far back feeds go: a quarter, so that a calendar keeps what was just held."""
    return today - timedelta(days=92)


def place(session: Session) -> str:
    """Where it is, in words: room and location, or online."""
    if session.room is None:
        return _("Online")
    location = session.room.location
    return ", ".join(part for part in (session.room.name, location.name, location.address, location.city) if part)


def item(session: Session, *, role: str = "", private: bool = False) -> CalendarItem:
    """`session` as any calendar shows it. `private` adds the online address, for who takes part.

    Needs `edition__course` and `room__location` at hand; no query.
    """
    edition = session.edition
    title = f"{local(edition.course, 'title')}: {local(session, 'title')}"
    text = _("Uitvoering %(code)s.") % {"code": edition.code}
    if private and session.online_url:
        text += "\n" + _("Online: %(url)s") % {"url": session.online_url}
    return CalendarItem(
        uid=session.uid,
        sequence=session.sequence,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        changed_at=session.changed_at,
        title=f"{role}: {title}" if role else title,
        place=place(session),
        text=text,
        url=f"{settings.ADDRESS}{edition.get_absolute_url()}",
        category=str(edition.course.get_kind_display()),
        cancelled=edition.status == Edition.Status.CANCELLED,
    )


def calendar_items(user: User) -> list[CalendarItem]:
    """What `user` teaches, for the private calendar. One query."""
    return [item(session, role=_("Docent"), private=True) for session in queries.taught_sessions(user)]
