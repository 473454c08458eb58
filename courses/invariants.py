"""What must hold for the schedule, whatever happened; asked of a live database, nothing is changed.

Source: docs/glossary.md ("clash", "session").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise
from operator import itemgetter

from django.db.models import Max, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.cancellation import WHOLE
from courses.models import Course, Edition, Session, TrainerAssignment


def broken() -> Iterator[str]:
    """One sentence for each thing that is not as it must be. Four queries."""
    yield from _rooms_in_two_places()
    yield from _trainers_in_two_places()
    yield from _editions_beside_their_sessions()
    yield from _terms_out_of_order()


def _rooms_in_two_places() -> Iterator[str]:
    held = Session.objects.released().exclude(room=None).select_related("edition", "room__location")
    in_order = held.order_by("room", "starts_at", "pk")
    yield from _overlaps((session.room_id, str(session.room), session) for session in in_order)


def _trainers_in_two_places() -> Iterator[str]:
    """By number: these sentences go into logs, which hold no names."""
    coming = TrainerAssignment.objects.coming().filter(session__in=Session.objects.released())
    in_order = coming.select_related("session__edition").order_by("trainer", "session__starts_at", "session")
    called = _("Docent %(number)s")
    yield from _overlaps((one.trainer_id, called % {"number": one.trainer_id}, one.session) for one in in_order)


def _overlaps(held: Iterable[tuple[int | None, str, Session]]) -> Iterator[str]:
    """Of sessions in order of who is in them (key, name) and of time: each that begins before an earlier one ends."""
    for _key, group in groupby(held, key=itemgetter(0)):
        busy: Session | None = None  # the one so far that ends last
        for _same, name, session in group:
            if busy and session.starts_at < busy.ends_at:
                yield _two_places(name, busy, session)
            if not busy or session.ends_at > busy.ends_at:
                busy = session


def _two_places(name: str, one: Session, other: Session) -> str:
    return _("%(name)s is op %(when)s in %(one)s en in %(other)s.") % {
        "name": name,
        "when": f"{timezone.localtime(other.starts_at):%Y-%m-%d %H:%M}",
        "one": one.edition.code,
        "other": other.edition.code,
    }


def _editions_beside_their_sessions() -> Iterator[str]:
    """The sessions say when an edition begins and ends."""
    spans = Edition.objects.annotate(begin=Min("sessions__starts_at"), end=Max("sessions__ends_at")).exclude(begin=None)
    for code, starts_on, ends_on, begin, end in spans.values_list("code", "starts_on", "ends_on", "begin", "end"):
        if (timezone.localdate(begin), timezone.localdate(end)) != (starts_on, ends_on):
            yield _("%(edition)s staat op andere dagen dan de eigen bijeenkomsten.") % {"edition": code}


def _terms_out_of_order() -> Iterator[str]:
    """Each next tier begins later and costs more, and none more than the price."""
    for course in Course.objects.exclude(cancellation_tiers=[]):
        tiers = course.terms.tiers
        days, costs = [-tier.days for tier in tiers], [tier.percentage for tier in tiers]
        if not (_rises(days) and _rises(costs) and costs[-1] <= WHOLE):
            yield _("%(course)s: wat uitschrijven kost, staat niet in volgorde.") % {"course": course.code}


def _rises(numbers: list[int]) -> bool:
    return all(one < other for one, other in pairwise(numbers))
