"""What the box promises beside the linkers: nothing to read, nothing else written, one size.

Each comes with the layout or patch that breaks it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from tests.promises.p15 import seen as look
from tests.promises.p15.eyes import Eyes
from tests.promises.p15.layouts import Box, Layout, instead
from tests.promises.p15.referee import PEOPLE
from tests.rows import everything


def read_before_closing(layout: Layout, eyes: Eyes, typed: list[tuple[str, str]]) -> set[str]:
    """Texts that can be read somewhere while the round is open: in a file, in a log, in any row."""
    _answered(layout, eyes, typed)
    marks = {look.mark(text) for both in typed for text in both}
    return (eyes.plain() | set(look.MARK.findall(repr(everything())))) & marks


def secrets_told(box: Box, eyes: Eyes, typed: tuple[str, str]) -> set[str]:
    """The same of an answer that went wrong, at a link that was used twice; and the secret of the link itself."""
    box.open(PEOPLE)
    eyes.begin()
    box.trouble(0, *typed)
    told = eyes.log.read_text()
    assert "Internal Server Error: /evaluatie/…/" in told, "the error is not in the log, so the log says nothing"
    assert "Gone: /evaluatie/…/" in told, "the refusal is not in the log, so the log says nothing"
    assert eyes.has([token_hash(box.tokens[0])]), "what is stored is not found, so finding nothing says nothing"
    return eyes.has([box.tokens[0], *(look.mark(text) for text in typed)])


def tables_changed(layout: Layout, eyes: Eyes, typed: list[tuple[str, str]]) -> set[str]:
    """Tables in which a row, or anything else on a page, is different after answers.

    Two rounds: looking at rows would itself be the first read of them, which pages show.
    """
    eyes.changed.clear()
    _answered(layout, eyes, typed)
    on_pages = set(eyes.changed)
    layout.open(len(typed))
    before = everything()
    for person, (text, other) in enumerate(typed):
        layout.answer(person, text, other)
    after = everything()
    return on_pages | {table for table in after if after[table] != before.get(table)}


def _answered(layout: Layout, eyes: Eyes, typed: list[tuple[str, str]]) -> None:
    layout.open(len(typed))
    eyes.begin()
    for person, (text, other) in enumerate(typed):
        layout.answer(person, text, other)
        eyes.copy()


def sizes(layout: Box) -> set[int]:
    """How long the box is after no answer, one, and the longest of everybody."""
    longest = ('"\n\\' * 399, "é" * 1199)  # as long in the box as a text may be
    layout.open(PEOPLE)
    found = {len(layout.sealed())}
    for person in range(PEOPLE):
        layout.answer(person, *longest)
        found.add(len(layout.sealed()))
    return found


@contextmanager
def writes_more() -> Iterator[None]:
    """An answer that leaves a line in the audit trail."""
    from evaluations import actions  # noqa: PLC0415  # Django must stand first
    from people import audit  # noqa: PLC0415  # the same

    def answer(invitation: Any, *args: Any, **options: Any) -> None:
        ours(invitation, *args, **options)
        audit.record(None, "answer", invitation.round)

    ours = actions.answer
    with instead(actions, "answer", answer):
        yield


@contextmanager
def locks_the_invitation() -> Iterator[None]:
    """An answer that locks the row of its invitation, as one would by habit."""
    from evaluations import queries  # noqa: PLC0415  # Django must stand first
    from evaluations.models import Invitation  # noqa: PLC0415  # the same

    def invitation_of(token: str) -> Any:
        found = ours(token)
        with transaction.atomic():
            Invitation.objects.select_for_update().get(pk=found.pk if found else 0)
        return found

    ours = queries.invitation_of
    with instead(queries, "invitation_of", invitation_of):
        yield


@contextmanager
def does_not_read_before_the_answer() -> Iterator[None]:
    """A round whose links are read for the first time when they are answered."""
    from evaluations import actions  # noqa: PLC0415  # Django must stand first

    with (
        instead(actions, "_read_once", lambda _round: None),
        instead(actions, "_read_link_once", lambda _invitation: None),
    ):
        yield


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class Spoiled:
    """A patch that must show in the list of changed tables."""

    patched: Callable[[], AbstractContextManager[None]]
    table: str


SPOILED = {
    "sqlite": (Spoiled(writes_more, "people_auditevent"),),
    "postgres": (
        Spoiled(writes_more, "people_auditevent"),
        Spoiled(locks_the_invitation, "evaluations_invitation"),
        Spoiled(does_not_read_before_the_answer, "evaluations_invitationlink"),
    ),
}
