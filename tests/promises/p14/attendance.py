"""Two people mark the same session: different persons merge, and nobody's mark is overwritten unseen."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from tests.promises import stage
from tests.promises.p14.editors import REFUSED, SAVED, Pair, Tally
from tests.promises.p14.screen import Form, Screen
from tests.promises.stage import Person, Reply, Site

KIND = "attendance"
MARKS = ("present", "part", "absent", "excused")
PEOPLE = 8


@dataclass
class List:
    """The list of one session, and who should be marked how by now."""

    session: int
    people: list[int]
    reference: dict[int, str] = field(default_factory=dict)
    met: int = 0

    @property
    def page(self) -> str:
        return f"/bijeenkomsten/{self.session}/aanwezigheid/"

    def stored(self) -> dict[int, str]:
        asked = f"SELECT enrolment_id, status FROM enrolments_attendance WHERE session_id = {self.session}"
        return {int(pk or 0): str(status) for pk, status in stage.rows(asked)}


def made() -> List:
    from tests import make  # noqa: PLC0415  # Django must stand first

    edition = make.over_edition()
    return List(edition.sessions.get().pk, [make.enrolment(edition=edition).pk for _person in range(PEOPLE)])


def meet(site: Site, pair: Pair, marked: List, tally: Tally) -> None:
    """Each marks half of the people; in every other round both mark the first one too, and not alike."""
    tally.met(KIND)
    marked.met += 1
    half = PEOPLE // 2
    shared = marked.people[: marked.met % 2]
    chosen = [
        {pk: _another(marked, pk, 1) for pk in marked.people[:half]},
        {pk: _another(marked, pk, 2) for pk in [*shared, *marked.people[half:]]},
    ]
    forms = [_opened(site, person, marked) for person in pair]
    replies: list[Reply] = [Reply(0), Reply(0)]

    def save(place: int) -> None:
        replies[place] = _sent(site, pair[place], marked, forms[place], chosen[place])

    stage.at_once([partial(save, 0), partial(save, 1)])
    statuses = [reply.status for reply in replies]
    if not shared or SAVED not in statuses or statuses == [SAVED, SAVED]:
        marked.reference |= chosen[0] | chosen[1]
        if statuses != [SAVED, SAVED]:
            return tally.say(f"{KIND}: answered {statuses}")
        return tally.lose(KIND) if shared or marked.stored() != marked.reference else None
    first = statuses.index(SAVED)
    marked.reference |= chosen[first] | chosen[1 - first]
    _reads_both(site, pair[1 - first], marked, replies[1 - first], shared[0], chosen[first][shared[0]], tally)
    return tally.lose(KIND) if marked.stored() != marked.reference else None


def _reads_both(
    site: Site, person: Person, marked: List, refusal: Reply, shared: int, theirs: str, tally: Tally
) -> None:
    tally.refuse()
    form = Screen(refusal.page).form("", {})
    if refusal.status != REFUSED or form.fields.get(f"seen{shared}") != [theirs]:
        tally.say(f"{KIND}: {refusal.status}, and the mark of the other is not seen")
    if b"Nu opgeslagen:" not in refusal.page or form.fields.get(f"mark{shared}") == [theirs]:
        tally.say(f"{KIND}: not both marks are shown")
    again = _sent(site, person, marked, form, {})
    if again.status != SAVED:
        tally.say(f"{KIND}: who saw both could not save: {again.status}")


def _opened(site: Site, person: Person, marked: List) -> Form:
    reply = site.ask("GET", marked.page, session=person.session)
    return Screen(reply.page).form("", {})


def _sent(site: Site, person: Person, marked: List, form: Form, chosen: dict[int, str]) -> Reply:
    typed = {f"mark{pk}": [mark] for pk, mark in chosen.items()}
    return site.ask("POST", marked.page, session=person.session, **(form.fields | typed))


def _another(marked: List, pk: int, further: int) -> str:
    """A mark that this person does not have."""
    now = marked.reference.get(pk)
    return MARKS[(MARKS.index(now) + further) % len(MARKS)] if now else MARKS[further]
