"""P04 Employer approval is safe: opening a link changes nothing, and who answers at one moment ends in one state.

Each round: a request is approved by one link, declined by another, approved by a planner and withdrawn, at once,
while others wait for its seat.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from tests.promises import stage
from tests.promises.p01 import referee as seats
from tests.promises.p04 import referee

ROUNDS, AT_ONCE = 100, 10  # requests that are answered in all, and at one moment
OPENINGS = 50  # GET and HEAD of one link
NOBODY = stage.Person(0, "")  # who came by a mail, and did not sign in


@dataclass(frozen=True)
class Request:
    """A request with the two links that were mailed about it."""

    pk: int
    person: stage.Person
    code: str
    links: tuple[str, str]


def main(db: str) -> str:
    """Keep the promise, then see it broken without its protection; the line of evidence."""
    stage.set_up()
    planner, weeks = stage.planner(), iter(range(ROUNDS))
    with stage.served() as site:
        opened = _openings(site, next(weeks))
        forwarded = _who_may_not(site, next(weeks))
        ends = [_answered_at_once(site, planner, next(weeks)) for _batch in range(ROUNDS // AT_ONCE)]
    verdict = referee.Verdict(
        illegal=sum(illegal for illegal, _beyond in ends),
        oversold=sum(beyond for _illegal, beyond in ends),
        opened=opened,
        forwarded=forwarded,
    )
    if not verdict.is_kept:
        raise AssertionError(f"P04 {db}: {verdict}")
    if not _control(planner, next(weeks)):
        raise AssertionError(f"P04 {db}: the control gives no request two answers")
    return (
        f"P04 {ROUNDS}x4 {db} illegal={verdict.illegal} oversold={verdict.oversold} "
        f"changed-by-{OPENINGS}-openings={verdict.opened} forwarded={verdict.forwarded} control=red"
    )


def _openings(site: stage.Site, week: int) -> int:
    """How often opening a link changed anything."""
    (request,) = _requests(week, 1)
    before = referee.picture()
    changed = 0
    for number in range(OPENINGS):
        status = site.open(request.links[0], ("GET", "HEAD")[number % 2])
        changed += status != 200 or referee.picture() != before
    return changed


def _who_may_not(site: stage.Site, week: int) -> int:
    """How many got an answer in who may not: the person itself, a line manager who left, and who guesses."""
    own, left, guessed = _requests(week, 3)
    _let_the_managers_leave(left)
    tries = [
        (own.person, own.links[0]),
        (NOBODY, left.links[0]),
        (NOBODY, guessed.links[0][:-2] + "/"),
        (NOBODY, f"/goedkeuring/{guessed.pk}/"),
    ]
    statuses = [site.post(person, link, decision="approve")[0] for person, link in tries]
    return sum(status != 410 for status in statuses)


def _answered_at_once(site: stage.Site, planner: stage.Person, week: int) -> tuple[int, int]:
    """How many requests ended as they may not, and how many seats were taken beyond capacity."""
    requests = _requests(week, AT_ONCE, waiting=AT_ONCE)
    stage.at_once([deed for request in requests for deed in _contenders(site, planner, request)])
    return referee.illegal([request.pk for request in requests]), seats.beyond(requests[0].code)


def _control(planner: stage.Person, week: int) -> int:
    """How many requests get two answers when the protection is off."""
    requests = _requests(week, AT_ONCE)
    with stage.served("tests.promises.p04.control", workers=2, threads=16) as site:
        contenders = [deed for request in requests for deed in _contenders(site, planner, request)]
        stage.at_once([partial(_attempt, deed) for deed in contenders])
    return referee.two_answers([request.pk for request in requests])


def _contenders(site: stage.Site, planner: stage.Person, request: Request) -> list[partial[None]]:
    first, second = request.links
    page, edition = f"/aanvragen/{request.pk}/", f"/uitvoeringen/{request.code}/annuleren/"
    return [
        partial(_press, site, NOBODY, first, decision="approve"),
        partial(_press, site, NOBODY, second, decision="decline", reason="Nu niet"),
        partial(_press, site, planner, page, decision="approve"),
        partial(_press, site, request.person, edition),
    ]


def _press(site: stage.Site, person: stage.Person, path: str, **fields: str) -> None:
    status, _location = site.post(person, path, **fields)
    if status not in (302, 404, 409, 410):
        raise RuntimeError(f"{path} answered {status}")


def _attempt(deed: partial[None]) -> None:
    with suppress(RuntimeError):  # without protection some break half-way, which is no answer either
        deed()


def _requests(week: int, number: int, *, waiting: int = 0) -> list[Request]:
    """So many requests for all seats of an edition, by people with a line manager and a contact; others wait."""
    from courses.models import Edition  # noqa: PLC0415  # Django must stand first
    from enrolments import actions  # noqa: PLC0415  # the same
    from people.models import Role, User  # noqa: PLC0415  # the same
    from tests import make  # noqa: PLC0415  # the same

    here, code = make.organisation(), stage.edition(number, weeks=2 * week, needs_approval=True)
    manager, contact = make.user(organisation=here), make.user(organisation=here, roles=[Role.TRAINING_CONTACT])
    found = []
    for person in stage.people(number + waiting):
        user = User.objects.get(pk=person.pk)
        make.affiliation(user, here, manager=manager)
        enrolment = actions.enrol(user, Edition.objects.get(code=code), by=user)
        if enrolment.status == "requested":
            first, second = (f"/goedkeuring/{make.approval_link(enrolment, to)}/" for to in (manager, contact))
            found.append(Request(enrolment.pk, person, code, (first, second)))
    return found


def _let_the_managers_leave(request: Request) -> None:
    """The line manager of this request is another from now on."""
    from people.models import Affiliation  # noqa: PLC0415  # Django must stand first
    from tests import make  # noqa: PLC0415  # the same

    Affiliation.objects.filter(user=request.person.pk).update(manager=make.user())
