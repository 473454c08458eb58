"""P07 The mail server is away: nothing is lost, nobody waits behind a bad address, nothing leaves past its use.

First one address that does not exist, before the others. Then a server that is not there, closes at once, says "not
now", cannot encrypt, says nothing, and hangs up on every other caller, while more mail is written. Waits are sixty
times shorter than the real ones, so that a second is a minute; with `whole=yes` each kind of trouble lasts a whole
minute, and the pages of the site are asked for while the server is there and while it hangs.
"""

import tempfile
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from tests.promises import post, stage
from tests.promises.p07 import referee
from tests.promises.post import Sink
from tools.options import option

MAILS, MORE = (2000, 200) if option("whole") else (200, 20)
LASTS = 60 if option("whole") else 3  # seconds of each kind of trouble
TROUBLES = ("421", "451", "tls", "hang", "half")
WITHIN = 240 if option("whole") else 40  # seconds in which all must have left when the server is back
FLAGGED_WITHIN = 60  # seconds in which somebody can see that an address does not exist


def main(db: str) -> str:
    """Keep the promise, then see it broken by senders without patience and sense of time; the line of evidence."""
    stage.set_up()
    from tests.promises.p07 import control  # noqa: PLC0415  # Django must stand first

    with tempfile.TemporaryDirectory(prefix="leerlijn-") as home:
        sink = _sink(Path(home))
        with post.sending():
            flagged = _flagged(sink)
            code_for, back = _trouble(sink, TROUBLES)
        found = referee.count(sink, code_for)
    with tempfile.TemporaryDirectory(prefix="leerlijn-") as home:
        impatient = _impatient(_sink(Path(home)), control.impatient)
    if found != referee.KEPT:
        raise AssertionError(f"P07 {db}: {found}")
    pages = _pages(db) if option("whole") else ""
    if not impatient.lost or not impatient.codes_sent:
        raise AssertionError(f"P07 {db}: the control loses {impatient.lost} and sends {impatient.codes_sent} codes")
    return (
        f"P07 {MAILS}+{MORE} mails, away {' '.join(TROUBLES)} {LASTS} s each at 60x {db} lost=0 stuck=0 "
        f"refused-flagged={flagged:.1f}s past-use-sent=0 all-left={back:.0f}s {pages}"
        f"control-lost={impatient.lost} control-past-use-sent={impatient.codes_sent} control=red"
    )


def _sink(home: Path) -> Sink:
    sink = Sink(home, secure=True)
    post.aim_at(sink, timeout=1, lease=5, first_wait=0.25)
    return sink


def _flagged(sink: Sink) -> float:
    """Seconds until the planner can see an address that does not exist, when those behind it have left too."""
    _write([f"{post.NOBODY}@example.org", *_addresses(9)])
    with sink.listening():
        flagged = post.until(referee.given_up, within=FLAGGED_WITHIN)
        post.until(lambda: referee.left() == 9, within=FLAGGED_WITHIN)
    return flagged


def _trouble(sink: Sink, troubles: tuple[str, ...]) -> tuple[str, float]:
    """Whose code expired, and how many seconds after the last trouble everything had left."""
    code_for = _write_code()
    _write(_addresses(MAILS))
    time.sleep(LASTS)  # nobody listens
    with sink.listening():
        for whim in troubles:
            sink.behave(whim)
            _write(_addresses(MORE // len(troubles)))
            time.sleep(LASTS)
        sink.behave("accept")
        return code_for, post.until(lambda: not referee.waiting(), within=WITHIN)


def _pages(db: str) -> str:
    from tests.promises.p07 import pages  # noqa: PLC0415  # Django must stand first

    with tempfile.TemporaryDirectory(prefix="leerlijn-") as home:
        return pages.measured(_sink(Path(home)), db)


def _impatient(sink: Sink, changed: Callable[[], None]) -> referee.Count:
    from people.models import Message  # noqa: PLC0415  # Django must stand first

    Message.objects.exclude(address__startswith=post.NOBODY).delete()
    with post.sending(changed):
        code_for, _back = _trouble(sink, ())
    return referee.count(sink, code_for)


def _addresses(number: int) -> list[str]:
    return [f"{uuid.uuid4().hex}@example.org" for _address in range(number)]


def _write(addresses: list[str]) -> None:
    """One mail to each of them, the first first."""
    from people.models import Message  # noqa: PLC0415  # Django must stand first

    Message.objects.bulk_create(
        Message(key=f"P07:{to}", kind="test", address=to, subject="P07", body="Tekst\n") for to in addresses
    )


def _write_code() -> str:
    """A sign-in code that is of use for half the time that the server is away; to whom."""
    from django.utils import timezone  # noqa: PLC0415  # Django must stand first

    from people.models import Message  # noqa: PLC0415  # the same

    (address,) = _addresses(1)
    _write([address])
    Message.objects.filter(address=address).update(
        priority=Message.CODES_FIRST, send_until=timezone.now() + timedelta(seconds=LASTS / 2)
    )
    return address
