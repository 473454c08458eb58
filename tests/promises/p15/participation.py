"""Who has answered, when half of them did: nobody may be able to tell, the outbox included.

Who knows it gives an answer to the right person twice as often as who must guess among all who were invited.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection

from tests.promises import stage

PEOPLE, ANSWERS = 12, 6
ROUNDS, CONTROL_ROUNDS = 50, 5
GUESSING, LIMIT = 0.5, 0.8  # right answers a round; in fifty rounds 25 and 40 of 300
NAMES = ("person_id", "user_id", "recipient_id", "invitation_id")  # columns that name somebody

Cast = Callable[[Any], None]
Remind = Callable[[Any, set[int]], None]


def linked(rounds: int, *, cast: Cast | None = None, remind: Remind | None = None) -> float:
    """How many answers a round go to who wrote them, by who deals them out among those believed to have answered."""
    if cast:
        stage.rows("CREATE TABLE p15_answered (invitation_id integer)")
    columns = _columns()
    return sum(_round(columns, cast, remind or _everybody) for _round_ in range(rounds)) / rounds


def marked(invitation: Any) -> None:
    """The control: a row that says who has answered."""
    stage.rows(f"INSERT INTO p15_answered VALUES ({invitation.pk})")


def silent_only(round: Any, answered: set[int]) -> None:
    """The control: a reminder for who has not answered."""
    from evaluations import mails  # noqa: PLC0415  # Django must stand first

    for invitation in round.invitations.select_related("person"):
        if invitation.person_id not in answered:
            mails.remind(invitation)


def _everybody(round: Any, answered: set[int]) -> None:
    from evaluations import actions  # noqa: PLC0415  # Django must stand first

    actions.remind(round)


def _round(columns: list[tuple[str, str]], cast: Cast | None, remind: Remind) -> float:
    from evaluations import actions  # noqa: PLC0415  # Django must stand first
    from tests import make  # noqa: PLC0415  # the same

    round = make.round(invited=PEOPLE)
    question = round.questionnaire.questions.all()[0]
    invitations = make.invitations(round)
    of = {invitation.pk: invitation.person_id for invitation in invitations}
    before = _named(columns, of)
    for invitation in invitations[::2]:
        actions.answer(invitation, {str(question.pk): 7})
        if cast:
            cast(invitation)
    changed = {person for person, _row in _named(columns, of) ^ before}
    everybody, answered = set(of.values()), {invitation.person_id for invitation in invitations[::2]}
    remind(round, answered)
    return max(_right(answered, changed or everybody), _right(answered, _unmailed(round.pk, everybody) or everybody))


def _right(answered: set[int], believed: set[int]) -> float:
    """How many of the answers go to the right person, on average, when they are dealt out among `believed`."""
    return len(answered & believed) / len(believed)


def _unmailed(round: Any, everybody: set[int]) -> set[int]:
    """Who got no reminder while others did."""
    where = f"key LIKE 'evaluation_reminder:{round}:%'"
    mailed = {int(person or 0) for (person,) in stage.rows(f"SELECT recipient_id FROM people_message WHERE {where}")}
    return everybody - mailed if mailed else set()


def _columns() -> list[tuple[str, str]]:
    """Every column of every table that names a person or an invitation."""
    with connection.cursor() as cursor:
        return [
            (table, column.name)
            for table in connection.introspection.table_names(cursor)
            for column in connection.introspection.get_table_description(cursor, table)
            if column.name in NAMES
        ]


def _named(columns: list[tuple[str, str]], of: dict[int, int]) -> set[tuple[int, str]]:
    """Every row that names one of these people or invitations: the person, and the row."""
    found: set[tuple[int, str]] = set()
    for table, column in columns:
        whose = of if column == "invitation_id" else {person: person for person in of.values()}
        numbers = ", ".join(map(str, whose))
        rows = stage.rows(f"SELECT {column}, {table}.* FROM {table} WHERE {column} IN ({numbers})")
        found |= {(whose[int(row[0] or 0)], f"{table} {row}") for row in rows}
    return found
