"""What the mail server took, held beside what the database says; nothing of our own is asked."""

from collections import Counter
from dataclasses import dataclass

from tests.promises.post import Sink
from tests.promises.stage import rows


@dataclass(frozen=True)
class Count:
    """What came of all mails; each was to somebody else."""

    lost: int  # never taken
    doubles: int  # taken once more
    names: int  # Message-IDs beyond one per mail
    unmarked: int  # taken, and not marked as sent


def count(sink: Sink) -> Count:
    taken = sink.taken()
    times = Counter(mail.to for mail in taken)
    states = {str(address): state for address, state in rows("SELECT address, state FROM people_message")}
    return Count(
        lost=len(states.keys() - times.keys()),
        doubles=times.total() - len(times),
        names=len({(mail.to, mail.id) for mail in taken}) - len(times),
        unmarked=sum(states[to] != "sent" for to in times),
    )


def waiting() -> int:
    """Mails that are still to leave."""
    return int(rows("SELECT count(*) FROM people_message WHERE state = 'ready'")[0][0] or 0)
