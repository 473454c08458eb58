"""What the database itself says of who sits, who waits and who was passed, beside what the reference queue says."""

from tests.promises.p02.reference import Reference
from tests.promises.stage import rows

LINE = """
    SELECT en.number, en.user_id, en.status FROM enrolments_enrolment en
    JOIN courses_edition ed ON ed.id = en.edition_id
    WHERE ed.code = '{code}' AND en.status IN ('enrolled', 'requested', 'waiting') ORDER BY en.number
"""
PASSED = """
    SELECT DISTINCT en.number FROM enrolments_enrolmentchange ch
    JOIN enrolments_enrolment en ON en.id = ch.enrolment_id JOIN courses_edition ed ON ed.id = en.edition_id
    WHERE ed.code = '{code}' AND ch.reason LIKE 'passed%'
"""
BEYOND = """
    SELECT count(*), max(ed.capacity) FROM enrolments_enrolment en JOIN courses_edition ed ON ed.id = en.edition_id
    WHERE ed.code = '{code}' AND en.status IN ('enrolled', 'requested')
"""


def differs(code: str, queue: Reference) -> bool:
    """Somebody sits, waits or has a number otherwise than in the reference."""
    found = [(number, person, status == "waiting") for number, person, status in rows(LINE.format(code=code))]
    sitting = [(number, person, False) for person, (number, _used) in queue.inside.items()]
    waiting = [(number, person, True) for number, person, _group in queue.line]
    return found != sorted([*sitting, *waiting])


def unexplained(code: str, queue: Reference) -> int:
    """How many were passed and do not find that in their history, or find it and were not."""
    return len({row[0] for row in rows(PASSED.format(code=code))} ^ queue.passed)


def arrivals(code: str) -> list[int]:
    """Who came in, by number."""
    return [int(row[1] or 0) for row in rows(LINE.format(code=code))]


def beyond(code: str) -> int:
    ((taken, capacity),) = rows(BEYOND.format(code=code))
    return max(0, int(taken or 0) - int(capacity or 0))
