"""A clock that is set five minutes on and back, while people are signed in, mail leaves and tasks run."""

import os
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tests.promises import post, stage
from tests.promises.p12 import nights
from tests.promises.p12.clock import Clock
from tests.promises.p13 import links
from tests.promises.post import Sink

STEP = timedelta(minutes=5)
BEGINS = datetime(2027, 11, 2, 12, tzinfo=nights.AMSTERDAM)
STEPS = (STEP, -STEP, -STEP, STEP)  # on, back, and back again to where it was
MAILS = 100
RUNS = "CREATE TABLE p12_run (number integer NOT NULL)"
LOOKS = 7.0  # seconds in which every keeper looked at the queue
WITHIN = 90.0  # seconds


@dataclass(frozen=True)
class Kept:
    """What came of it all."""

    tokens: list[int]  # what a session and a calendar link were answered, after each step
    runs: int  # of one task for each step
    lost: int  # mails
    repeated: int  # mails that were sent again
    names: int  # Message-IDs beyond one per mail


def stepped(clock: Clock) -> Kept:
    """The clock goes on, back, and back again, with a task begun before each step."""
    with tempfile.TemporaryDirectory(prefix="leerlijn-") as home, _at_work(Path(home), clock) as sink:
        addresses = _write()
        with stage.served("tests.promises.p12.clocked") as site:
            link = links.own()
            _keep_signed_in()
            feed = link.at(link.new(site))
            tokens = []
            for number, by in enumerate(STEPS):
                _begin(number)
                clock.step(by)
                tokens += [site.open(feed), site.ask("GET", "/mijn/", session=link.person.session).status]
                time.sleep(LOOKS)
            post.until(lambda: not _left(), within=WITHIN)
        taken = [mail for mail in sink.taken() if mail.to in addresses]
    return Kept(
        tokens=tokens,
        runs=_runs(),
        lost=len(addresses - {mail.to for mail in taken}),
        repeated=len(taken) - len({mail.to for mail in taken}),
        names=len({(mail.to, mail.id) for mail in taken}) - len({mail.to for mail in taken}),
    )


def impatient(clock: Clock) -> int:
    """The control: a task is taken for dead after no more than such a step. How often the tasks ran."""
    os.environ["LEERLIJN_TEST_SHORT_LEASE"] = "1"
    stage.rows("DELETE FROM p12_run")
    try:
        with tempfile.TemporaryDirectory(prefix="leerlijn-") as home, _at_work(Path(home), clock):
            _begin(0)
            clock.step(STEP)
            time.sleep(LOOKS)
            post.until(lambda: not _left(), within=WITHIN)
    finally:
        del os.environ["LEERLIJN_TEST_SHORT_LEASE"]
    return _runs()


@contextmanager
def _at_work(home: Path, clock: Clock) -> Iterator[Sink]:
    sink = Sink(home)
    os.environ["LEERLIJN_TEST_SMTP_PORT"] = str(sink.port)
    clock.set(BEGINS)
    with sink.listening(), nights.at_work(home):
        yield sink


def _write() -> set[str]:
    """Mails that are to leave now."""
    from people.models import Message  # noqa: PLC0415  # Django must stand first

    addresses = {f"{uuid.uuid4().hex}@example.org" for _mail in range(MAILS)}
    Message.objects.bulk_create(
        Message(key=f"p12:{to}", kind="p12", address=to, subject="-", body="-") for to in addresses
    )
    return addresses


def _begin(number: int) -> None:
    """One more task, and somebody is at it; the other worker has nothing to do."""
    from tests.promises.p12 import work  # noqa: PLC0415  # Django must stand first

    work.last.enqueue(number=number)
    post.until(lambda: _runs() > number, within=WITHIN)


def _keep_signed_in() -> None:
    """Sessions that were begun by the clock of this process, long before."""
    from django.contrib.sessions.models import Session  # noqa: PLC0415  # Django must stand first

    Session.objects.update(expire_date=BEGINS + timedelta(hours=12))


def _left() -> int:
    """Tasks and mails that are not over."""
    tasks = "SELECT COUNT(*) FROM django_tasks_database_dbtaskresult WHERE status IN ('READY', 'RUNNING')"
    mails = "SELECT COUNT(*) FROM people_message WHERE kind = 'p12' AND state = 'ready'"
    return sum(int(stage.rows(sql)[0][0] or 0) for sql in (tasks, mails))


def _runs() -> int:
    return int(stage.rows("SELECT COUNT(*) FROM p12_run")[0][0] or 0)
