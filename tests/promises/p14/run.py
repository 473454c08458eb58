"""P14 No silent overwrite: of two who change the same thing, the second is shown what the first saved.

Pairs of editors open, type and save at the same moment, over every thing that two people edit. Some forms are opened
before all else and sent after all else, as by somebody who was offline: no form knows the time, so a minute says what
an hour would. And a form that does not say what it saw changes nothing.

`whole=yes` lets each pair meet a hundred times; without it `ROUNDS` times, so over each kind of thing at least once.
"""

from __future__ import annotations

import threading
from functools import partial

from tests.promises import stage
from tests.promises.p14 import attendance, editors, known, things
from tests.promises.p14.editors import SAVED, Pair, Tally
from tests.promises.p14.screen import Form
from tests.promises.p14.things import Thing
from tests.promises.stage import Site
from tools.options import option

PAIRS = 20
CONTROL_TIMES = 6  # that a pair meets over everything, at most
ROUNDS = 18  # of each pair; a hundred in whole


class Desk:
    """What one pair has before it, and which of it comes next."""

    def __init__(self, number: int) -> None:
        self.pair = _editors()
        self.things = list(things.of_pair(number))
        self.noted = [iter(several) for several in things.of_guides()]
        self.list = attendance.made()
        self.turn, self.n = number, 0  # pairs begin at another thing

    def meet(self, site: Site, tally: Tally) -> None:
        """The pair meets over the next thing."""
        place, self.n = self.turn % (len(self.things) + len(self.noted) + 1), self.n + 2
        self.turn += 1
        if place < len(self.things):
            editors.meet(site, self.pair, self.things[place], self.n, tally)
        elif place < len(self.things) + len(self.noted):
            editors.meet(site, self.pair, next(self.noted[place - len(self.things)]), self.n, tally)
        else:
            for _time in range(2):  # once over the same person too, once not
                attendance.meet(site, self.pair, self.list, tally)

    @property
    def kinds(self) -> int:
        return len(self.things) + len(self.noted) + 1


def main(db: str) -> str:
    """Let all pairs meet, then once more where nothing is compared; the line of evidence."""
    stage.set_up()
    desks = [Desk(number) for number in range(PAIRS)]
    rounds = 100 if option("whole") else ROUNDS
    late, tally = _Late(desks[0]), Tally()
    with stage.served() as site:
        late.open(site)
        _met(site, desks, rounds, tally)
        unmarked = late.without_a_mark(site, tally)
        sent_late = late.send(site, tally)
    kinds = set[str]().union(*known.EDITED.values())
    control = _control(kinds)
    untouched = kinds - set(tally.rounds)
    if tally.lost or tally.wrong or untouched:
        raise AssertionError(f"P14 {db}: lost={dict(tally.lost)} {untouched=} {tally.wrong[:8]}")
    if still := kinds - set(control.lost):
        raise AssertionError(f"P14 {db}: the control loses nothing of {still}: {control.wrong[:5]}")
    return (
        f"P14 {PAIRS}x{rounds} {db} kinds={len(kinds)} met={tally.rounds.total()} second={tally.refused} "
        f"late={sent_late} unmarked={unmarked} lost=0 blind=0 scripts=0 control-lost={control.lost.total()} control=red"
    )


class _Late:
    """Forms that were opened first and are sent last, one of each kind."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.forms = desk, list[tuple[Thing, Form]]()
        self.noted = [next(several) for several in desk.noted]

    def open(self, site: Site) -> None:
        """Then the other of the pair saves something."""
        late, other = self.desk.pair
        for thing in [*self.desk.things, *self.noted]:
            self.forms.append((thing, editors.opened(site, late, thing)))
        for thing in self.noted:  # nobody else will
            editors.sent(site, other, thing, editors.opened(site, other, thing).fields, thing.value(901))

    def without_a_mark(self, site: Site, tally: Tally) -> int:
        """The same forms, without what they saw: nothing changes."""
        for thing, form in self.forms:
            before = thing.now()
            blind = {name: said for name, said in form.fields.items() if name not in (thing.seen, "key")}
            reply = editors.sent(site, self.desk.pair[0], thing, blind, thing.value(903))
            if reply.status == SAVED or thing.now() != before:
                tally.say(f"{thing.kind}: a form without its mark was saved ({reply.status})")
        return len(self.forms)

    def send(self, site: Site, tally: Tally) -> int:
        for thing, form in self.forms:
            first, second = thing.now(), thing.value(905)
            reply = editors.sent(site, self.desk.pair[0], thing, form.fields, second)
            if reply.status == editors.REFUSED:
                editors.reads_both(site, self.desk.pair[0], thing, reply, first, second, tally)
            else:
                tally.say(f"{thing.kind}: a late form got {reply.status}")
        return len(self.forms)


def _control(kinds: set[str]) -> Tally:
    """What is lost of each kind when nothing is compared.

    Of two last days the earlier one stands whoever is second, if it was first: such a pair meets again.
    """
    tally, desks = Tally(), [Desk(0), Desk(0)]
    with stage.served("tests.promises.p14.control") as site:
        for _time in range(CONTROL_TIMES):
            if not kinds <= set(tally.lost):
                _met(site, desks, desks[0].kinds, tally)
    return tally


def _met(site: Site, desks: list[Desk], rounds: int, tally: Tally) -> None:
    """All pairs at once, each one round after the other."""
    threads = [threading.Thread(target=partial(_rounds, site, desk, rounds, tally)) for desk in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _rounds(site: Site, desk: Desk, rounds: int, tally: Tally) -> None:
    from django.db import connection  # noqa: PLC0415  # Django must stand first

    try:
        for _round in range(rounds):
            desk.meet(site, tally)
    except Exception as broken:  # told with the rest; a thread would only print it
        tally.say(f"a pair stopped: {broken!r}")
    finally:
        connection.close()


def _editors() -> Pair:
    """Two who plan, co-ordinate and administer: whatever two people edit, these may."""
    from people.models import Role, User  # noqa: PLC0415  # Django must stand first
    from tests import make  # noqa: PLC0415  # the same

    first, second = stage.people(2)
    for person in (first, second):
        for role in (Role.PLANNER, Role.COORDINATOR, Role.ADMINISTRATOR):
            make.role_grant(User.objects.get(pk=person.pk), role)
    return first, second
