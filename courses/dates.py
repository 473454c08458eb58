"""The days of an edition that follow from its sessions, and the deadlines that move along. Nothing is saved here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.changes import SessionChange
from courses.models import Edition


@dataclass(frozen=True)
class Dates:
    """When an edition begins and ends, until when people enrol, and when it is decided whether it goes ahead."""

    starts_on: date
    ends_on: date
    enrol_until: date
    decide_by: date | None

    @classmethod
    def of(cls, edition: Edition) -> Dates:
        return cls(edition.starts_on, edition.ends_on, edition.enrol_until, edition.decide_by)


def following(edition: Edition, moments: Iterable[datetime]) -> Dates:
    """The dates of `edition` when its sessions begin and end at `moments`.

    Both deadlines move as many days as the first day, so that people have as long as they had
    (docs/decisions/0045). Enrolling never ends before it begins.
    """
    days = [timezone.localdate(moment) for moment in moments]
    moved = min(days) - edition.starts_on
    return Dates(
        starts_on=min(days),
        ends_on=max(days),
        enrol_until=max(edition.enrol_from, edition.enrol_until + moved),
        decide_by=edition.decide_by + moved if edition.decide_by else None,
    )


def after(change: SessionChange) -> Dates:
    """The dates of its edition once `change` is made. One query."""
    edition, wish = change.session.edition, change.becomes
    others = edition.sessions.exclude(pk=change.session.pk).values_list("starts_at", "ends_at")
    return following(edition, [wish.starts_at, wish.ends_at, *(moment for span in others for moment in span)])


def sentences(edition: Edition, dates: Dates) -> list[str]:
    """What moves along, for who is about to move the first day."""
    if dates.starts_on == edition.starts_on:
        return []
    told = [_("De eerste dag van de uitvoering wordt %(day)s.") % {"day": _day(dates.starts_on)}]
    if dates.enrol_until != edition.enrol_until:
        told.append(
            _moved(_("Inschrijven kan dan tot en met %(new)s (was %(old)s)."), edition.enrol_until, dates.enrol_until)
        )
    if edition.decide_by and dates.decide_by:
        told.append(
            _moved(
                _("Het besluit over doorgaan valt dan op %(new)s (was %(old)s)."), edition.decide_by, dates.decide_by
            )
        )
    return told


def _moved(sentence: str, old: date, new: date) -> str:
    return sentence % {"new": _day(new), "old": _day(old)}


def _day(day: date) -> str:
    return date_format(day, "j F Y")
