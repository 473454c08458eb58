"""What the database itself says of the seats that were given, beside what the clients were told."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.promises.stage import Answer, rows

SEATS = """
    SELECT ed.code, ed.capacity, en.status, en.number, en.user_id, en.id
    FROM enrolments_enrolment en JOIN courses_edition ed ON ed.id = en.edition_id ORDER BY ed.code, en.number
"""


TAKEN = ("enrolled", "requested")  # a request holds its seat


@dataclass(frozen=True)
class Verdict:
    """What went wrong, each as a number; all zero is a promise kept."""

    oversold: int  # seats given beyond capacity
    unfilled: int  # seats left empty while people waited
    passed: int  # people with a seat whose number is behind somebody who waits
    errors: int  # answers that are not a redirect
    lost: int  # people who were told it worked and have no enrolment

    @property
    def is_kept(self) -> bool:
        return not any(vars(self).values())


def beyond(code: str) -> int:
    """Seats of an edition that were given beyond its capacity, as it is now."""
    here = [row for row in rows(SEATS) if row[0] == code]
    return max(0, sum(row[2] in TAKEN for row in here) - int(here[0][1] or 0))


def judge(codes: Sequence[str], answers: Sequence[Answer]) -> Verdict:
    """The verdict over the editions `codes`, after everybody was answered."""
    oversold = unfilled = passed = 0
    known = set()
    for code in codes:
        here = [row for row in rows(SEATS) if row[0] == code]
        known |= {(code, row[4]) for row in here}
        seated = [int(row[3] or 0) for row in here if row[2] in TAKEN]
        waiting = [int(row[3] or 0) for row in here if row[2] == "waiting"]
        capacity = int(here[0][1] or 0)
        oversold += beyond(code)
        unfilled += max(0, min(capacity - len(seated), len(waiting)))
        passed += sum(number > min(waiting) for number in seated) if waiting else 0
    told = {(answer.about, answer.person) for answer in answers if answer.status in (302, 303)}
    return Verdict(
        oversold=oversold,
        unfilled=unfilled,
        passed=passed,
        errors=sum(answer.status not in (302, 303) for answer in answers),
        lost=len(told - known),
    )
