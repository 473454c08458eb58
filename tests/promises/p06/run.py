"""P06 Every mail at least once, never silently lost, recognisable when it comes twice.

Two senders that are killed at random moments, and a mail server that takes its time and sometimes takes a mail
without saying so. `whole=yes` sends 1,000 mails, with at least 50 kills.
"""

import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.promises import post, stage
from tests.promises.p06 import referee
from tests.promises.post import Senders, Sink
from tools.options import option

MAILS, KILLS = (1000, 50) if option("whole") else (400, 0)
BETWEEN = (0.25, 0.6)  # seconds between two kills
FASTER = (0.1, 0.3)
WITHIN = 240 if option("whole") else 60  # seconds in which all must have left
FEW = 2 * post.DROPS_ONE_IN


def main(db: str) -> str:
    """Keep the promise, then see it broken by senders that forgot something; the line of evidence."""
    stage.set_up()
    from tests.promises.p06 import control  # noqa: PLC0415  # Django must stand first

    found, kills, dropped = _sent(MAILS)
    if found.lost or found.names or found.unmarked or found.doubles > kills + dropped or kills < max(KILLS, 5):
        raise AssertionError(f"P06 {db}: {found}, {kills} kills, {dropped} answers dropped")
    lossy, _kills, _dropped = _sent(100, FASTER, control.mark_first)
    renamed, _kills, _dropped = _sent(FEW, None, control.new_name_at_every_try)
    if not lossy.lost or not renamed.names:
        raise AssertionError(f"P06 {db}: the controls lose {lossy.lost} mails and rename {renamed.names}")
    return (
        f"P06 {MAILS} mails 2 senders {kills} kills {dropped} answers dropped {db} lost=0 doubles={found.doubles} "
        f"other-names=0 control-lost={lossy.lost} control-other-names={renamed.names} control=red"
    )


def _sent(
    mails: int, kills: tuple[float, float] | None = BETWEEN, changed: Callable[[], None] = lambda: None
) -> tuple[referee.Count, int, int]:
    """What came of so many mails, how often a sender was killed, and how many answers the server dropped."""
    _write(mails)
    with tempfile.TemporaryDirectory(prefix="leerlijn-") as home:
        sink = Sink(Path(home))
        sink.behave("drop")
        post.aim_at(sink, timeout=4, lease=5, first_wait=1)  # a sender that is slow, not dead, keeps its mail
        with sink.listening(), post.sending(changed) as senders:
            _wait_until_all_left(senders, kills)
        dropped = sum(not mail.answered for mail in sink.taken())
        return referee.count(sink), senders.kills, dropped


def _wait_until_all_left(senders: Senders, kills: tuple[float, float] | None) -> None:
    deadline = time.monotonic() + WITHIN
    while referee.waiting():
        if time.monotonic() > deadline:
            raise AssertionError(f"P06: {referee.waiting()} mails still wait")
        time.sleep(random.uniform(*(kills or BETWEEN)))
        if kills:
            senders.kill()
            senders.start()


def _write(mails: int) -> None:
    """So many mails, each to a person of its own, and no others."""
    from people import outbox  # noqa: PLC0415  # Django must stand first
    from people.models import Message, User  # noqa: PLC0415  # the same

    Message.objects.all().delete()
    for person in User.objects.filter(pk__in=[one.pk for one in stage.people(mails)]):
        context = {"email": person.email, "contact": "opleidingen@leerlijn.example"}
        outbox.post("test", person, about="P06", template="account/email/password_changed.txt", context=context)
