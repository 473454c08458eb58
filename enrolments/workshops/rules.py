"""Which workshops somebody may choose, and why not. The page asks this to draw the choice, the action to refuse."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses import rules as course_rules
from courses.models import Session
from enrolments.models import Enrolment, Status
from enrolments.workshops.queries import Workshop, chosen_by
from people.models import User
from people.text import local


@dataclass(frozen=True)
class Option:
    """A workshop to choose, or why not."""

    workshop: Workshop
    why_not: str = ""


@dataclass(frozen=True)
class Moment:
    """The workshops that begin at one moment: somebody chooses one of them, or none."""

    starts_at: datetime
    options: list[Option]

    @property
    def name(self) -> str:
        """Of its field in the form; the same as long as the moment is."""
        return f"om{timezone.localtime(self.starts_at):%Y%m%d%H%M}"

    @property
    def own(self) -> Workshop | None:
        return next((one.workshop for one in self.options if one.workshop.is_own), None)


def why_not_choose(enrolment: Enrolment, *, by: User, now: datetime, workshops: Sequence[Session]) -> str:
    """What keeps `by` from choosing any of `workshops` for this enrolment; empty: nothing does. No query."""
    if by != enrolment.user:
        return _("Workshops kiest wie er komt zelf.")
    if enrolment.status not in (Status.REQUESTED, Status.ENROLLED):
        return _("Workshops kiezen kan wie een plaats heeft in deze uitvoering.")
    if not enrolment.edition.is_ahead:
        return _("Deze uitvoering is voorbij of gaat niet door.")
    if not workshops:
        return _("In deze uitvoering is geen workshop te kiezen.")
    if all(one.starts_at <= now for one in workshops):
        return _("De workshops zijn al begonnen.")
    return ""


def may_choose(enrolment: Enrolment, workshops: Sequence[Session], *, now: datetime) -> bool:
    """The participant can still choose, or choose something else."""
    return not why_not_choose(enrolment, by=enrolment.user, now=now, workshops=workshops)


@dataclass(frozen=True)
class Own:
    """The workshops that somebody chose, and whether there is still something to choose."""

    chosen: list[Session]
    may_choose: bool


def own_of_each(enrolments: Sequence[Enrolment], *, now: datetime) -> dict[int, Own]:
    """Of each in whose edition workshops are held, by pk. At most one query, with the sessions at hand."""
    held = {one.pk: [s for s in one.edition.sessions.all() if s.by_choice] for one in enrolments}
    with_some = [one for one in enrolments if held[one.pk]]
    chosen = chosen_by(with_some)
    return {
        one.pk: Own(
            [session for session in held[one.pk] if session.pk in chosen[one.pk]],
            may_choose(one, held[one.pk], now=now),
        )
        for one in with_some
    }


def why_not(workshop: Workshop, *, now: datetime, busy: Sequence[Session]) -> str:
    """What keeps somebody who does `busy` at other places from `workshop`; empty: nothing does. No query.

    What somebody chose already is theirs, also when it is overfull or something came to stand beside it.
    """
    if workshop.session.starts_at <= now:
        return _("Al begonnen.")
    if workshop.is_own:
        return ""
    if not workshop.free:
        sentence = ngettext(
            "Vol: de %(places)s plaats is bezet.", "Vol: alle %(places)s plaatsen zijn bezet.", workshop.places
        )
        return sentence % {"places": workshop.places}
    if other := next((one for one in busy if workshop.meets(one)), None):
        return _("U hebt dan al een andere bijeenkomst: %(title)s.") % {"title": local(other.edition.course, "title")}
    return ""


def why_not_drop(session: Session, *, now: datetime, out_of: int, marked: Collection[int]) -> str:
    """What keeps a planner from dropping `session`, one `out_of` so many in its edition; empty: nothing. No query.

    `marked` are those with attendance.
    """
    if session.pk in marked:
        return _("Van deze workshop is al aanwezigheid ingevuld.")
    return course_rules.why_not_drop(session, now=now, out_of=out_of)


def moments(workshops: Sequence[Workshop], *, now: datetime, busy: Sequence[Session]) -> list[Moment]:
    """What can still be chosen or dropped, by the moment at which it begins. No query."""
    open_ones = [one for one in workshops if one.session.starts_at > now]
    begins = sorted({one.session.starts_at for one in open_ones})
    return [
        Moment(
            begin,
            [Option(one, why_not(one, now=now, busy=busy)) for one in open_ones if one.session.starts_at == begin],
        )
        for begin in begins
    ]


def why_not_all(
    workshops: Sequence[Workshop], wanted: Collection[int], *, now: datetime, busy: Sequence[Session]
) -> list[str]:
    """What keeps somebody from having exactly `wanted` of what can still be chosen. No query."""
    known = {one.session.pk: one for one in workshops}
    if not set(wanted) <= known.keys():
        return [_("Een van deze workshops is er niet meer. Kies opnieuw.")]
    reasons = [
        f"{local(known[pk].session, 'title')}: {reason}"
        for pk in sorted(wanted)
        if (reason := why_not(known[pk], now=now, busy=busy))
    ]
    return reasons + _at_once(having(workshops, wanted, now=now))


def having(workshops: Sequence[Workshop], wanted: Collection[int], *, now: datetime) -> list[Workshop]:
    """What somebody then has: `wanted`, and the own workshops that have begun. No query."""
    return [one for one in workshops if one.session.pk in wanted or (one.is_own and one.session.starts_at <= now)]


def _at_once(chosen: Sequence[Workshop]) -> list[str]:
    return [
        _("%(one)s en %(other)s vallen samen: kies een van beide.")
        % {"one": local(one.session, "title"), "other": local(other.session, "title")}
        for one, other in combinations(chosen, 2)
        if one.meets(other.session)
    ]
