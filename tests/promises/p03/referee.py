"""What the database itself says of one person who pressed once, however often the form arrived."""

from dataclasses import dataclass

from tests.promises.stage import Person, rows


@dataclass(frozen=True)
class Traces:
    """What pressing left behind; a promise kept is one of each."""

    enrolments: int
    messages: int
    audit_lines: int
    changes: int


ONCE = Traces(enrolments=1, messages=1, audit_lines=1, changes=1)


def traces(person: Person) -> Traces:
    mine = f"SELECT id FROM enrolments_enrolment WHERE user_id = {person.pk}"
    return Traces(
        enrolments=_count(f"SELECT count(*) FROM enrolments_enrolment WHERE user_id = {person.pk}"),
        messages=_count(f"SELECT count(*) FROM people_message WHERE recipient_id = {person.pk}"),
        audit_lines=_count(f"SELECT count(*) FROM people_auditevent WHERE subject_id = {person.pk}"),
        changes=_count(f"SELECT count(*) FROM enrolments_enrolmentchange WHERE enrolment_id IN ({mine})"),
    )


def _count(sql: str) -> int:
    return int(rows(sql)[0][0] or 0)
