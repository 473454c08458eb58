"""P02 Queue is fair and never skips: by number, and somebody is passed only for a seat that does not fit them.

Random sequences through the site: joining, leaving, the employer's yes and no, more and fewer seats, seats kept,
changed, ended and released by their day. After each step the database stands as a reference queue of sixty lines
says. Before that a crowd joins at one moment, and stands in the order of its numbers.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from tests.promises import stage
from tests.promises.p02 import referee
from tests.promises.p02.reference import Reference

SEQUENCES, STEPS, PEOPLE, CROWD = 24, 30, 9, 40
CONTROL = 6  # sequences that the control gets


class Play:
    """One edition on the site beside its reference."""

    def __init__(self, site: stage.Site, planner: stage.Person, week: int, groups: dict[str, int]) -> None:
        self.luck, self.site, self.planner, self.groups = random.Random(week), site, planner, groups
        self.queue = Reference(seats=self.luck.randint(2, 5))
        self.code = stage.edition(self.queue.seats, weeks=2 * week, needs_approval=week % 3 == 2)
        self.page = f"/planning/uitvoeringen/{self.code}/plaatsen/"
        self.day = f"{date.today() + timedelta(days=55)}"  # noqa: DTZ011  # any day before it begins

    def step(self, people: list[tuple[stage.Person, str]]) -> None:
        person, group = self.luck.choice(people)
        chance = self.luck.random()
        if chance < 0.5:
            self._post(person, f"/uitvoeringen/{self.code}/inschrijven/")
            self.queue.join(person.pk, group)
        elif chance < 0.66:
            self._post(person, f"/uitvoeringen/{self.code}/annuleren/")
            self.queue.leave(person.pk)
        elif chance < 0.72:
            self._answer()
        elif chance < 0.8:
            self._resize(self.luck.randint(1, 6))
        else:
            self.luck.choice([self._keep, self._keep, self._change, self._end, self._release])()

    def open(self) -> None:
        """Before anybody comes, seats are kept where there are some."""
        self._keep()
        self._keep()

    def crowd(self, people: list[tuple[stage.Person, str]]) -> None:
        """Everybody at one moment; the reference hears of them in the order of their numbers."""
        enrol = f"/uitvoeringen/{self.code}/inschrijven/"
        stage.at_once([partial(self._post, person, enrol) for person, _group in people])
        groups = {person.pk: group for person, group in people}
        for person in referee.arrivals(self.code):
            self.queue.join(person, groups[person])

    def _answer(self) -> None:
        asked = stage.rows(
            "SELECT en.id, en.user_id FROM enrolments_enrolment en JOIN courses_edition ed ON ed.id = en.edition_id"
            f" WHERE ed.code = '{self.code}' AND en.status = 'requested' ORDER BY en.id"
        )
        if not asked:
            return
        request, person = self.luck.choice(asked)
        decision = self.luck.choice(["approve", "decline"])
        self._post(self.planner, f"/aanvragen/{request}/", decision=decision, reason="Nu niet")
        if decision == "decline":
            self.queue.leave(int(person or 0))

    def _resize(self, seats: int) -> None:
        now = self.queue.seats
        self._agree(self.queue.resize(seats), self.page, capacity=f"{seats}", seen=f"{now}")

    def _keep(self) -> None:
        group, number = self.luck.choice([one for one in self.groups if one]), self.luck.randint(1, 3)
        whom = f"organisation:{self.groups[group]}"
        latest = self._latest()
        status = self._post(self.planner, f"{self.page}vrijhouden/", wie=whom, seats=f"{number}", released_on=self.day)
        made = self._latest()
        key = made if made != latest else -1
        if (status == 302) != self.queue.keep(key, group, number):
            raise AssertionError(f"{self.code}: keeping {number} for {group} was answered {status}")

    def _change(self) -> None:
        if key := self._some_reservation():
            group, was = self.queue.kept[key]
            number = self.luck.randint(1, 3)
            fine = self.queue.keep(key, group, number)
            self._agree(
                fine, f"{self.page}{key}/wijzigen/", seats=f"{number}", released_on=self.day, seen=f"{was} {self.day}"
            )

    def _end(self) -> None:
        if key := self._some_reservation():
            self._agree(self.queue.release(key), f"{self.page}{key}/opheffen/")

    def _release(self) -> None:
        """The day of a reservation has come, and the job runs."""
        from enrolments.models import SeatReservation  # noqa: PLC0415  # Django must stand first
        from enrolments.tasks import release_seats  # noqa: PLC0415  # the same

        if key := self._some_reservation():
            SeatReservation.objects.filter(pk=key).update(released_on=date.today())  # noqa: DTZ011  # as of now
            release_seats.call()
            self.queue.release(key)

    def _some_reservation(self) -> int | None:
        return self.luck.choice(sorted(self.queue.kept)) if self.queue.kept else None

    def _latest(self) -> int:
        return int(stage.rows("SELECT coalesce(max(id), 0) FROM enrolments_seatreservation")[0][0] or 0)

    def _agree(self, fine: bool, path: str, **fields: str) -> None:
        status = self._post(self.planner, path, **fields)
        if (status == 302) != fine:
            raise AssertionError(f"{self.code}: {path} was answered {status}")

    def _post(self, person: stage.Person, path: str, **fields: str) -> int:
        status, _place = self.site.post(person, path, **fields)
        if status not in (302, 409):
            raise AssertionError(f"{path} was answered {status}")
        return status


def main(db: str) -> str:
    """Keep the promise, then see it broken with the queue sorted otherwise; the line of evidence."""
    stage.set_up()
    planner, groups = stage.planner(), _groups()
    people = _people(PEOPLE, groups)
    with stage.served() as site:
        crowded = Play(site, planner, 0, groups)
        crowded.crowd(_people(CROWD, groups))
        different = int(referee.differs(crowded.code, crowded.queue)) + referee.beyond(crowded.code)
        plays = [Play(site, planner, week, groups) for week in range(1, SEQUENCES + 1)]
        different += sum(_differences(play, people) for play in plays)
    unexplained = sum(referee.unexplained(play.code, play.queue) for play in [crowded, *plays])
    passed = sum(len(play.queue.passed) for play in plays)
    if different or unexplained:
        raise AssertionError(f"P02 {db}: differences={different} unexplained={unexplained}")
    if not _control(planner, people, groups):
        raise AssertionError(f"P02 {db}: the control stands as the reference")
    return (
        f"P02 {SEQUENCES}x{STEPS}+{CROWD} {db} differences={different} passed={passed} unexplained={unexplained} "
        "control=red"
    )


def _differences(play: Play, people: list[tuple[stage.Person, str]]) -> int:
    """How many steps leave the database otherwise than the reference; the first ends the sequence."""
    play.open()
    for _step in range(STEPS):
        play.step(people)
        if referee.differs(play.code, play.queue):
            return 1
    return 0


def _control(planner: stage.Person, people: list[tuple[stage.Person, str]], groups: dict[str, int]) -> int:
    found = 0
    with stage.served("tests.promises.p02.control") as site:
        for week in range(SEQUENCES + 1, SEQUENCES + 1 + CONTROL):
            play = Play(site, planner, week, groups)
            found += _attempt(lambda play=play: _differences(play, people))  # type: ignore[misc]  # bound now
    return found


def _attempt(deed: Callable[[], int]) -> int:
    try:
        return deed()
    except AssertionError:  # once it differs, the site may also answer otherwise than the reference
        return 1


def _groups() -> dict[str, int]:
    """Two organisations, and none."""
    from tests import make  # noqa: PLC0415  # Django must stand first

    return {"one": make.organisation().pk, "other": make.organisation().pk, "": 0}


def _people(number: int, groups: dict[str, int]) -> list[tuple[stage.Person, str]]:
    """People of each group in turn."""
    from people.models import Organisation, User  # noqa: PLC0415  # Django must stand first
    from tests import make  # noqa: PLC0415  # the same

    found = []
    for turn, person in enumerate(stage.people(number)):
        group = list(groups)[turn % len(groups)]
        if group:
            make.affiliation(User.objects.get(pk=person.pk), Organisation.objects.get(pk=groups[group]))
        found.append((person, group))
    return found
