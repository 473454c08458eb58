"""Rounds to answer in, and somebody who answers."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field

from tests.promises import stage

THANKS = "/evaluatie/bedankt/"
REFUSED = 410
AGAIN_AFTER = 0.2  # seconds between two tries of who got no answer


@dataclass(frozen=True)
class Voter:
    """Who has a link, and the one thing to say with it."""

    round: uuid.UUID
    token: str
    mark: str
    text: str
    fields: dict[str, str] = field(repr=False, default_factory=dict)

    @property
    def path(self) -> str:
        return f"/evaluatie/{self.token}/"


def voters(number: int) -> list[Voter]:
    """An open round of one mark and one text, with so many people invited."""
    from evaluations import actions  # noqa: PLC0415  # Django must stand first
    from tests import make  # noqa: PLC0415  # the same

    round = make.round(invited=number)
    mark, text = round.questionnaire.questions.all()
    made = []
    for place, invitation in enumerate(make.invitations(round)):
        words, value = f"tekst-{uuid.uuid4().hex}", str(5 + place % 4)
        fields = {f"q{mark.pk}": value, f"q{text.pk}": words}
        made.append(Voter(round.pk, actions.new_link(invitation), value, words, fields))
    return made


def vote(site: stage.Site, ledger: stage.Ledger, voter: Voter) -> stage.Reply:
    """Send once, and note what came of it before anything else happens."""
    started = time.perf_counter()
    reply = site.ask("POST", voter.path, **voter.fields)
    ledger.note(stage.Answer(0, voter.text, reply.status, reply.location, time.perf_counter() - started))
    return reply


def vote_until_told(site: stage.Site, ledger: stage.Ledger, voter: Voter, *, within: float = 60) -> None:
    """Send, and send again while no answer comes, as somebody does whose page does not load."""
    deadline = time.monotonic() + within
    while vote(site, ledger, voter).status in (0, 502, 503) and time.monotonic() < deadline:
        time.sleep(AGAIN_AFTER)


def accepted(ledger: stage.Ledger) -> list[str]:
    """The texts that somebody was thanked for."""
    return [answer.about for answer in ledger.answers() if (answer.status, answer.location) == (302, THANKS)]
