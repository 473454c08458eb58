"""What the mail server took, held beside what the database says; nothing of our own is asked."""

from dataclasses import dataclass

from tests.promises.post import NOBODY, Sink
from tests.promises.stage import rows


@dataclass(frozen=True)
class Count:
    """What came of all mails when everything was over; each was to somebody else."""

    lost: int  # never taken, though somebody was to read them
    stuck: int  # not taken, and not given up either
    names: int  # Message-IDs beyond one per mail
    refused: str  # what became of the mail to nobody, and why
    code: str  # what became of the sign-in code that expired, and why
    codes_sent: int


KEPT = Count(lost=0, stuck=0, names=0, refused="failed address", code="dropped past_use", codes_sent=0)


def count(sink: Sink, code_for: str) -> Count:
    taken = sink.taken()
    times = {mail.to for mail in taken}
    found = {
        str(to): (str(state), str(why)) for to, state, why in rows("SELECT address, state, reason FROM people_message")
    }
    states = {to: state for to, (state, _why) in found.items()}
    read = {to for to in found if to != code_for and not to.startswith(NOBODY)}
    return Count(
        lost=len(read - times),
        stuck=sum(state == "ready" for state in states.values()),
        names=len({(mail.to, mail.id) for mail in taken}) - len(times),
        refused=" ".join(next(fate for to, fate in found.items() if to.startswith(NOBODY))),
        code=" ".join(found[code_for]),
        codes_sent=sum(mail.to == code_for for mail in taken),
    )


def waiting() -> int:
    """Mails that are still to leave."""
    return int(rows("SELECT count(*) FROM people_message WHERE state = 'ready'")[0][0] or 0)


def given_up() -> int:
    return int(rows("SELECT count(*) FROM people_message WHERE state = 'failed'")[0][0] or 0)


def left() -> int:
    return int(rows("SELECT count(*) FROM people_message WHERE state = 'sent'")[0][0] or 0)
