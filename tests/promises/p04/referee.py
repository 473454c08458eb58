"""What the database itself says of requests that several people answered at one moment."""

import hashlib
from dataclasses import dataclass

from tests.promises.stage import rows

ENDS = """
    SELECT en.id, en.status, ap.decision,
      (SELECT count(*) FROM people_message m WHERE m.recipient_id = en.user_id AND m.kind = 'enrolment_enrolled'),
      (SELECT count(*) FROM people_message m WHERE m.recipient_id = en.user_id AND m.kind = 'enrolment_declined')
    FROM enrolments_enrolment en JOIN enrolments_approval ap ON ap.enrolment_id = en.id
"""
# Status of the enrolment, answer of the employer, mails that approve, mails that decline: how a request may end.
LEGAL = {
    ("enrolled", "approved", 1, 0),
    ("declined", "declined", 0, 1),
    ("withdrawn", "lapsed", 0, 0),
    ("withdrawn", "approved", 1, 0),  # approved first, and the seat given back after that
}
TABLES = (
    *("enrolments_enrolment", "enrolments_enrolmentchange", "enrolments_approval", "enrolments_approvallink"),
    *("people_message", "people_auditevent", "people_deed", "django_session"),
)


@dataclass(frozen=True)
class Verdict:
    """What went wrong, each as a number; all zero is a promise kept."""

    illegal: int  # requests that ended in a state that may not be
    oversold: int  # seats taken beyond capacity
    opened: int  # times that opening a link changed anything
    forwarded: int  # answers by somebody who may not give one

    @property
    def is_kept(self) -> bool:
        return not any(vars(self).values())


def illegal(requests: list[int]) -> int:
    """How many of `requests` ended otherwise than they may; one that is still open counts too."""
    ends = {int(row[0] or 0): tuple(row[1:]) for row in rows(ENDS)}
    return sum(ends.get(request) not in LEGAL for request in requests)


def two_answers(requests: list[int]) -> int:
    """How many of `requests` were both approved and declined by mail."""
    return sum(row[3] == row[4] == 1 for row in rows(ENDS) if row[0] in requests)


def picture() -> str:
    """All that answering could change, as one number."""
    found = [(table, sorted(map(str, rows(f"SELECT * FROM {table}")))) for table in TABLES]
    return hashlib.sha256(repr(found).encode()).hexdigest()
