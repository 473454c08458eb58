"""Ways to keep answers. The first is ours, through the real page; the others are what it must be better than.

Those others live here only, each with one protection less. A linker that finds nothing in ours must find it there.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Protocol

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection
from django.test import Client

from tests.promises import stage

if TYPE_CHECKING:
    from evaluations.models import Questionnaire, Round
    from people.models import User

SECRET = "/evaluatie/"


class Layout(Protocol):
    """Takes the answers of a round one by one, and gives the texts at the end."""

    def open(self, people: int) -> None: ...
    def answer(self, person: int, text: str, other: str) -> None: ...
    def sealed(self) -> bytes: ...  # the value that holds all answers; empty when there is none
    def rows(self) -> list[int]: ...  # people, as the rows that name them lie in the database
    def release(self) -> tuple[list[str], list[str]]: ...  # the texts of either question, as a select gives them
    def places(self, texts: list[str]) -> dict[str, list[Any]]: ...  # what the rows of the texts show by themselves


class Box:
    """Ours: the ballot box, behind the page that people answer on."""

    def __init__(self) -> None:
        from evaluations.models import Question  # noqa: PLC0415  # Django must stand first
        from tests import make  # noqa: PLC0415  # the same

        asked = (make.question(), make.question(Question.Kind.OPEN), make.question(Question.Kind.OPEN))
        self.questionnaire: Questionnaire = make.questionnaire(*asked)
        self.fields = [f"q{question.pk}" for question in self.questionnaire.questions.all()]
        self.people: list[User] = []
        self.tokens: list[str] = []
        self.browser = Client(raise_request_exception=False)
        self.round: Round

    def open(self, people: int) -> None:
        """As the site opens it, with the links that it mailed."""
        from evaluations.models import Audience  # noqa: PLC0415  # Django must stand first
        from evaluations.queries import Invitee  # noqa: PLC0415  # the same
        from tests import make  # noqa: PLC0415  # the same

        self.people += [make.user() for _person in range(people - len(self.people))]
        asked = [Invitee(person, Audience.PARTICIPANT) for person in self.people[:people]]
        self.round = make.round(self.questionnaire, people=asked)
        self.tokens = [self._mailed(person) for person in self.people[:people]]

    def answer(self, person: int, text: str, other: str) -> None:
        status = self._send(person, text, other)
        assert status == 302, status

    def trouble(self, person: int, text: str, other: str) -> None:
        """What writes a line in every log: the database refuses an answer half-way, and a link is used twice."""
        from evaluations import box  # noqa: PLC0415  # Django must stand first

        ours = box.seal
        with instead(box, "seal", lambda *args: ours(*args) + b"too long"):
            refused = self._send(person, text, other)
        self.answer(person, text, other)
        again = self._send(person, text, other)
        assert (refused, again) == (500, 410), (refused, again)

    def sealed(self) -> bytes:
        from evaluations.models import BallotBox  # noqa: PLC0415  # Django must stand first

        return b"".join(bytes(box.sealed) for box in BallotBox.objects.with_content().filter(round=self.round))

    def rows(self) -> list[int]:
        where = f"round_id = '{self.round.pk.hex}'"
        found = stage.rows(f"SELECT person_id FROM evaluations_invitation WHERE {where} ORDER BY {_physical()}")
        place = {person.pk: number for number, person in enumerate(self.people)}
        return [place[int(pk or 0)] for (pk,) in found]

    def release(self) -> tuple[list[str], list[str]]:
        """As the review desk will read them."""
        from evaluations import actions, gate, keys  # noqa: PLC0415  # Django must stand first

        actions.close_round(self.round, by=None)
        key = AESGCM(keys.read(gate.review_key_name(self.round)))
        texts: list[list[str]] = []
        for waiting in self.round.open_answers.order_by("question__order"):
            sealed, about = bytes(waiting.sealed), f"leerlijn-texts-1|{self.round.pk}|{waiting.question_id}"
            texts.append(json.loads(key.decrypt(sealed[:12], sealed[12:], about.encode())))
        return texts[0], texts[1]

    def places(self, texts: list[str]) -> dict[str, list[Any]]:
        """No text has a row of its own: only its place in what was read."""
        nowhere: list[Any] = [None] * len(texts)
        return {"id": list(range(len(texts))), "rowid": nowhere, "xmin": nowhere, "ctid": nowhere}

    def _send(self, person: int, text: str, other: str) -> int:
        """From a browser that nobody used before."""
        typed = dict(zip(self.fields, (str(5 + person % 4), text, other), strict=True))
        self.browser.cookies.clear()
        return self.browser.post(f"{SECRET}{self.tokens[person]}/", typed).status_code

    def _mailed(self, person: User) -> str:
        from people import outbox  # noqa: PLC0415  # Django must stand first
        from people.models import Message  # noqa: PLC0415  # the same

        mail = Message.objects.get(key=f"evaluation_invitation:{self.round.pk}:{person.pk}")
        return outbox.filled(mail).partition(SECRET)[2].partition("/")[0]


@contextmanager
def not_shuffled() -> Iterator[None]:
    """Ours, where answers stay in the order in which they came."""
    with _adding(lambda content, record: content.records.append(record)):
        yield


@contextmanager
def newest_first() -> Iterator[None]:
    """Ours, where the last answer lies on top."""
    with _adding(lambda content, record: content.records.insert(0, record)):
        yield


@contextmanager
def not_padded() -> Iterator[None]:
    """Ours, as long as what is in it."""
    from evaluations import box  # noqa: PLC0415  # Django must stand first
    from evaluations.record import encoded  # noqa: PLC0415  # the same

    def seal(key: bytes, ballot_box: Any, round: Any, content: Any) -> bytes:
        plain = encoded({"used": content.used, "records": content.records})
        nonce = uuid.uuid4().bytes[:12]
        return nonce + AESGCM(key).encrypt(nonce, len(plain).to_bytes(4, "big") + plain, box._about(ballot_box, round))

    if connection.vendor == "sqlite":
        loose, tight = "PRAGMA ignore_check_constraints = ON", "PRAGMA ignore_check_constraints = OFF"
    else:
        loose = "ALTER TABLE evaluations_ballotbox DROP CONSTRAINT box_keeps_its_size"
        tight = "ALTER TABLE evaluations_ballotbox ADD CONSTRAINT box_keeps_its_size CHECK (sealed_bytes > 0)"
    stage.rows(loose)
    with instead(box, "seal", seal):
        yield
    stage.rows(tight)


@contextmanager
def _adding(add: Callable[[Any, Any], None]) -> Iterator[None]:
    """Ours, with another way to add a record and nothing shuffled at closing."""
    from evaluations import box, gate  # noqa: PLC0415  # Django must stand first

    def in_order(content: Any, place: int, record: Any) -> None:
        content.used = sorted([*content.used, place])
        add(content, record)

    still = SimpleNamespace(SystemRandom=lambda: SimpleNamespace(shuffle=lambda _list: None))
    with instead(box.Content, "add", in_order), instead(gate, "random", still):
        yield


@contextmanager
def instead(of: Any, name: str, other: Any) -> Iterator[None]:
    ours = getattr(of, name)
    setattr(of, name, other)
    yield
    setattr(of, name, ours)


def _physical() -> str:
    """The order in which rows lie."""
    return "rowid" if connection.vendor == "sqlite" else "ctid"
