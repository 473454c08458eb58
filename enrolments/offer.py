"""The coming offer for other sites and newsletters: the same facts as the catalogue, as JSON and as Atom."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses import calendar
from courses.models import Course, Session
from enrolments.queries import Offer, OfferedEdition
from people.text import local


def as_data(offers: Iterable[Offer]) -> dict[str, Any]:
    """The offer as plain data, in both languages. Described in docs/offer.md, and only added to."""
    return {"url": _address(reverse("enrolments:catalogue")), "courses": [_course(offer) for offer in offers]}


def as_atom(offers: Iterable[Offer], *, address: str) -> bytes:
    """The announced editions of `offers` as a feed in the language of now, the first to begin first."""
    feed = Atom1Feed(
        title=_("Leerlijn: aanbod"),
        link=_address(reverse("enrolments:catalogue")),
        description="",
        feed_url=address,
        language=get_language(),
        author_name="Leerlijn",
    )
    coming = [offered for offer in offers for offered in offer.editions]
    for offered in sorted(coming, key=lambda one: (one.edition.starts_on, one.edition.code)):
        edition = offered.edition
        feed.add_item(
            title=f"{local(edition.course, 'title')}, {date_format(edition.starts_on, 'j F Y')}",
            link=_address(edition.get_absolute_url()),
            unique_id=_address(edition.get_absolute_url()),
            description=escape(local(edition.course, "summary")),  # readers take it for HTML
            updateddate=_changed_at(offered),
            categories=[str(edition.course.get_kind_display())],
        )
    return feed.writeString("utf-8").encode()


def _course(offer: Offer) -> dict[str, Any]:
    course = offer.course
    return {
        "code": course.code,
        "title": course.title,
        "title_en": course.title_en,
        "kind": course.kind,
        "summary": course.summary,
        "summary_en": course.summary_en,
        "target_groups": [group.code for group in course.target_groups.all()],
        "study_load_hours": course.study_load_hours,
        "price": str(course.price),
        "url": _address(_page(course)),
        "editions": [_edition(offered) for offered in offer.editions],
    }


def _edition(offered: OfferedEdition) -> dict[str, Any]:
    edition = offered.edition
    return {
        "code": edition.code,
        "delivery": edition.delivery,
        "status": edition.status,
        "starts_on": edition.starts_on.isoformat(),
        "ends_on": edition.ends_on.isoformat(),
        "enrol_from": edition.enrol_from.isoformat(),
        "enrol_until": edition.enrol_until.isoformat(),
        "is_open": offered.is_open,
        "capacity": edition.capacity,
        "free_seats": offered.free,
        "waiting": offered.waiting,
        "url": _address(edition.get_absolute_url()),
        "sessions": [_session(session) for session in edition.sessions.all()],
    }


def _session(session: Session) -> dict[str, Any]:
    """Moments carry their distance to UTC, so nobody has to know our zone."""
    return {
        "uid": session.uid,
        "title": session.title,
        "title_en": session.title_en,
        "starts_at": timezone.localtime(session.starts_at).isoformat(),
        "ends_at": timezone.localtime(session.ends_at).isoformat(),
        "place": calendar.place(session),
        "area": session.room.location.area.code if session.room and session.room.location.area else None,
    }


def _changed_at(offered: OfferedEdition) -> datetime:
    """When its sessions last changed; without any, when it opened, and never a day that is still to come."""
    edition = offered.edition
    opened = timezone.make_aware(datetime.combine(min(edition.enrol_from, offered.today), time()))
    return max((session.changed_at for session in edition.sessions.all()), default=opened)


def _page(course: Course) -> str:
    return reverse("enrolments:course", args=[course.slug])


def _address(path: str) -> str:
    return f"{settings.ADDRESS}{path}"
