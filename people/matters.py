"""What needs somebody now, as each floor tells it to the home page; and what needs the administrator on this one."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people import heartbeat, queue
from people.letters import queries
from people.models import Role, User


@dataclass(frozen=True)
class Matter:
    """One thing that needs the reader: what, why in one sentence, by when, and where to go."""

    title: str
    why: str
    url: str
    due: date | None = None
    urgent: bool = False


def matters(user: User, today: date) -> list[Matter]:
    """For an administrator: work that was given up, and nobody who does any. For planners too: mail that cannot leave.
    For planners: their words that no mail has, because a version of Leerlijn asks for more.

    At most four queries.
    """
    if user.has_role(Role.ADMINISTRATOR):
        return [*_given_up(), *_silent(), *mail_server_away("people:administration")]
    return [*mail_server_away(), *_refused_texts()] if user.has_role(Role.PLANNER) else []


def _given_up() -> list[Matter]:
    number = queue.given_up().count()
    if not number:
        return []
    title = ngettext("Een taak is opgegeven", "%(number)s taken zijn opgegeven", number) % {"number": number}
    why = _("Ook na herhaald proberen lukte het niet; wat de taak moest doen, is niet gedaan.")
    return [Matter(title, why, reverse("people:background"), urgent=True)]


def _silent() -> list[Matter]:
    """Only of what ran before: a new installation is told on the page itself."""
    gone = [shift for shift in heartbeat.shifts(timezone.now()) if shift.known and not shift.alive]
    why = _("Zolang dat duurt, blijven mail en werk op de achtergrond liggen. Er gaat niets verloren.")
    return [
        Matter(
            _("Er draait geen %(kind)s meer") % {"kind": shift.kind.label},
            why,
            reverse("people:background"),
            urgent=True,
        )
        for shift in gone
    ]


def _refused_texts() -> list[Matter]:
    """One query."""
    why = _("Tot iemand hem aanpast, gaat de standaardtekst de deur uit.")
    return [
        Matter(
            _("Een eigen tekst wordt niet gebruikt: %(kind)s") % {"kind": text.label},
            f"{text.why_refused} {why}",
            reverse("people:text", args=[text.kind, text.language]),
        )
        for text in queries.kinds_of_text()
        if text.is_refused
    ]


def mail_server_away(page: str = "people:letters") -> list[Matter]:
    """At most one. Two queries while it lasts, else one."""
    found = queries.outage(timezone.now())
    if found is None:
        return []
    since = date_format(timezone.localtime(found.since), "j F, H:i")
    title = _("De mailserver is niet bereikbaar sinds %(since)s") % {"since": since}
    why = ngettext(
        "Er wacht %(number)s mail. Die gaat niet verloren en vertrekt vanzelf als de server er weer is.",
        "Er wachten %(number)s mails. Ze gaan niet verloren en vertrekken vanzelf als de server er weer is.",
        found.waiting,
    )
    return [Matter(title, why % {"number": found.waiting}, reverse(page), urgent=True)]
