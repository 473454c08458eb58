"""P16 One invitation, one answer; none lost.

Forty people at once who each send twenty times; workers killed while they answer; closing killed half-way and
repeated; voters who race the closing; links that do not work. Everything goes through the served application.
"""

import os
import random
import re
import signal
import tempfile
import threading
import time
from collections import Counter
from functools import partial
from pathlib import Path

from tests.promises import stage
from tests.promises.p16 import closing, referee, scene
from tests.promises.p16.scene import Voter

PEOPLE, TIMES = 40, 20
RACES, VOTERS = 8, 12
KILLS = 8  # of a worker, while forty people answer
APART = 0.03  # seconds between two voters who race the closing
SECRETS = re.compile(r"/evaluatie/[\w-]{32}/|tekst-")
TRIES = {"people_tally"}  # a guess at a link is counted


def main(db: str) -> str:
    """Keep the promise, then see it broken without its protection; the line of evidence."""
    stage.set_up()
    with tempfile.TemporaryDirectory(prefix="leerlijn-") as name:
        home = Path(name)
        with stage.served("tests.promises.p16.slow") as site:
            refused = _everybody_at_once(site, stage.Ledger(home / "at-once"))
            neutral = _links_that_do_not_work(site)
            killed = _workers_killed(site, stage.Ledger(home / "killed"))
            raced = [_voters_race_the_closing(site, stage.Ledger(home / f"race-{n}")) for n in range(RACES)]
        _require(not SECRETS.search(site.log.read_text()), f"a link or an answer stands in {site.log}")
        stopped = closing.killed_and_repeated()
        lost = _control(stage.Ledger(home / "control"))
    _require(lost > 0, "the control loses nothing")
    return (
        f"P16 {PEOPLE}x{TIMES} {db} counted={PEOPLE} used={PEOPLE} refused={refused} neutral={neutral} "
        f"workers-killed={killed} closings-killed={stopped} races={'+'.join(map(str, raced))} lost=0 double=0 "
        f"control-lost={lost} control=red"
    )


def _everybody_at_once(site: stage.Site, ledger: stage.Ledger) -> int:
    """One of twenty counts, whichever; all others get the same page. How many were refused."""
    everybody = scene.voters(PEOPLE)
    pages = Counter[bytes]()

    def send(voter: Voter) -> None:
        for _time in range(TIMES):
            reply = scene.vote(site, ledger, voter)
            if reply.status == scene.REFUSED:
                pages[_plain(reply, voter.token)] += 1

    stage.at_once([partial(send, voter) for voter in everybody])
    thanked, told = scene.accepted(ledger), Counter(answer.status for answer in ledger.answers())
    _require(told == {302: PEOPLE, scene.REFUSED: PEOPLE * (TIMES - 1)}, f"told {told}")
    _require(len(pages) == 1, f"{len(pages)} pages for one refusal")
    _judge(everybody, thanked)
    return pages.total()


def _links_that_do_not_work(site: stage.Site) -> int:
    """Used, closed, of another round, forged: one page, and nothing written. How many kinds."""
    from evaluations import actions  # noqa: PLC0415  # Django must stand first
    from evaluations.models import Round  # noqa: PLC0415  # the same
    from tests.rows import everything  # noqa: PLC0415  # the same

    used, fresh = scene.voters(6)[:2]
    site.ask("POST", used.path, **used.fields)
    closed = scene.voters(6)[0]
    actions.close_round(Round.objects.get(pk=closed.round), by=None)
    bad = {
        "used": used.token,
        "closed": closed.token,
        "forged": "A" * 32,
        "cut": fresh.token[:-1],
        "longer": f"{fresh.token}x",
        "other case": fresh.token.swapcase(),
        "of a person": str(fresh.round),
    }
    before = everything(without=TRIES)
    pages = set()
    for token in bad.values():
        for method in ("GET", "POST"):
            reply = site.ask(method, f"/evaluatie/{token}/", **fresh.fields)
            _require(reply.status == scene.REFUSED, f"a bad link got {reply.status}")
            pages.add(_plain(reply, token))
    other = site.ask("POST", fresh.path, **closed.fields)  # questions of another round
    _require(other.status == 400, f"questions of another round got {other.status}")
    _require(len(pages) == 1, f"{len(pages)} pages for links that do not work")
    _require(everything(without=TRIES) == before, "a link that does not work changed something")
    return len(bad)


def _workers_killed(site: stage.Site, ledger: stage.Ledger) -> int:
    """Everybody answers while workers die; who gets no answer tries again. How many were killed."""
    everybody = scene.voters(PEOPLE)
    done = threading.Event()
    killed: list[int] = []

    def kill() -> None:
        chance = random.Random(16)
        while not done.wait(chance.uniform(0.05, 0.25)) and len(killed) < KILLS:
            for pid in site.workers()[:1]:
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)

    killer = threading.Thread(target=kill)
    killer.start()
    stage.at_once([partial(scene.vote_until_told, site, ledger, voter) for voter in everybody])
    done.set()
    killer.join()
    _require(len(killed) > 0, "no worker was killed")
    _judge(everybody, scene.accepted(ledger))
    return len(killed)


def _judge(everybody: list[Voter], thanked: list[str]) -> None:
    """Everybody was counted once, and whoever was thanked is in, before closing and after."""
    from evaluations import actions  # noqa: PLC0415  # Django must stand first
    from evaluations.models import Round  # noqa: PLC0415  # the same

    round, texts = everybody[0].round, sorted(voter.text for voter in everybody)
    inside = referee.content(round)
    _require(inside.used == len(inside.texts), f"used {inside.used}, in the box {len(inside.texts)}")
    _require(sorted(inside.texts) == texts, f"{_missing(inside.texts, texts)} lost, {len(inside.texts)} in the box")
    _require(not _missing(inside.texts, thanked), "somebody was thanked and is not in the box")
    actions.close_round(Round.objects.get(pk=round), by=None)
    _require(referee.state(round) == "closed", referee.state(round))
    after = referee.published(round)
    _require(after.answered == after.marks == len(everybody), f"published {after.answered}, marks {after.marks}")
    _require(sorted(after.texts) == texts, "the texts that wait for review are others")


def _voters_race_the_closing(site: stage.Site, ledger: stage.Ledger) -> int:
    """Some come in time and some do not; who was thanked is counted, and nobody else. How many were."""
    everybody = scene.voters(VOTERS)
    closer = threading.Thread(
        target=closing.close_when, args=(everybody[0].round, lambda: len(scene.accepted(ledger)) >= 5)
    )
    closer.start()
    stage.at_once([partial(_vote_after, n * APART, site, ledger, voter) for n, voter in enumerate(everybody)])
    closer.join()
    thanked, after = scene.accepted(ledger), referee.published(everybody[0].round)
    told = {answer.status for answer in ledger.answers()}
    _require(told <= {302, scene.REFUSED}, f"told {told}")
    _require(after.answered == after.marks == len(thanked), f"thanked {len(thanked)}, published {after}")
    _require(sorted(after.texts) == sorted(thanked), "the texts are not of who was thanked")
    return len(thanked)


def _vote_after(seconds: float, site: stage.Site, ledger: stage.Ledger, voter: Voter) -> None:
    time.sleep(seconds)
    scene.vote(site, ledger, voter)


def _control(ledger: stage.Ledger) -> int:
    """How many of who were thanked are not in the box, when it is not locked."""
    everybody = scene.voters(PEOPLE)
    with stage.served("tests.promises.p16.control") as site:
        stage.at_once([partial(scene.vote, site, ledger, voter) for voter in everybody])
    return _missing(referee.content(everybody[0].round).texts, scene.accepted(ledger))


def _plain(reply: stage.Reply, token: str) -> bytes:
    """The page without its own address and the keys of its forms."""
    return re.sub(rb"[A-Za-z0-9]{64}", b"", reply.page.replace(token.encode(), b""))


def _missing(there: list[str], wanted: list[str]) -> int:
    return sum((Counter(wanted) - Counter(there)).values())


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise AssertionError(f"P16: {otherwise}")
