"""Type the corpus into every form of the site, and say what came of each value (promise P29).

Everything that was typed is undone again. An outcome names no keys and no addresses, so that two databases compare.
"""

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from urllib.parse import quote, urljoin, urlsplit

from django.apps import apps
from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.test import Client

from tests import corpus
from tests.walk import access, doors
from tests.walk.entrances import Entrance, addresses, entrances
from tests.walk.scene import Scene

ERRORS = re.compile(r'<ul class="ll-field__error".*?</ul>|<div class="ll-alert ll-alert--error".*?</div>', re.DOTALL)
HEADING = re.compile(r"<h1.*?</h1>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
HERE = "http://testserver/account/"
NOT_READING = " WHERE deed <> 'read_traineeship'"  # reading a dossier leaves a line, also beside a refusal
BUT = {
    "people_auditevent": NOT_READING,
    "people_auditpayload": f" WHERE event_id IN (SELECT id FROM people_auditevent{NOT_READING})",
}
DANGER = "<script>alert(1)</script>"


@dataclass(frozen=True)
class Outcome:
    """What the site made of one value."""

    where: str  # entrance and field
    value: str  # id in the corpus
    status: int
    said: str
    stored: str


@dataclass(frozen=True)
class Fault:
    """A value that did what no value may do."""

    where: str
    value: str
    what: str


def walk(scene: Scene, *, only: Collection[str] = ()) -> tuple[list[Outcome], list[Fault]]:
    """Every value into every field of its kind, one at a time; `only` names the entrances to try."""
    outcomes: list[Outcome] = []
    faults: list[Fault] = []
    browsers = {role: doors.browser(scene, role) for role in access.EVERYONE}
    for entrance in (one for one in entrances(scene) if not only or one.name in only):
        for field in entrance.kinds:
            for key, text in corpus.values(entrance.kinds[field]).items():
                outcome, wrong = type_in(browsers[entrance.role], entrance, field, key, text)
                outcomes.append(outcome)
                faults.extend(wrong)
    for role, address in [] if only else addresses(scene):
        for key, text in corpus.values("choice").items():
            with undone():
                answer = browsers[role].get(address.format(quote(text[:1000], safe="")))
            where = re.sub(r"\d+", "#", address)
            outcomes.append(Outcome(where, key, answer.status_code, "", ""))
            if answer.status_code >= 500:
                faults.append(Fault(where, key, f"{answer.status_code}"))
    return outcomes, faults


def type_in(browser: Client, entrance: Entrance, field: str, key: str, text: str) -> tuple[Outcome, list[Fault]]:
    """One value into one field, all others as they should be."""
    with undone():
        before = _counts()
        answer = browser.generic(entrance.method, *request_of(entrance, entrance.data | {field: text}))
        after, stored = _counts(), _stored(entrance)
    page = "" if answer.streaming else bytes(getattr(answer, "content", b"")).decode("utf-8", "replace")
    said = _said(answer, page)
    where = f"{entrance.name}.{re.sub(r'[0-9]+', '#', field)}"
    outcome = Outcome(where, key, answer.status_code, said, stored.get(field, "") if after != before else "")
    wrong = list(_wrong(entrance, field, text, answer, said, page, stored if after != before else None))
    if (_is_refused(answer, said) or entrance.method == "GET") and after != before:
        wrong.append("stored something, and refused")
    return outcome, [Fault(where, key, what) for what in wrong]


def _wrong(
    entrance: Entrance,
    field: str,
    text: str,
    answer: HttpResponseBase,
    said: str,
    page: str,
    stored: dict[str, str] | None,
) -> Iterator[str]:
    if answer.status_code >= 500:
        yield f"answered {answer.status_code}"
    if answer.status_code >= 400 and not said:
        yield "refused without a word"
    if DANGER in page or DANGER in unescape(said).replace(text, ""):
        yield "put a script in the page"
    place = answer.headers.get("Location", "")
    if urlsplit(urljoin(HERE, place.replace("\\", "/"))).netloc != urlsplit(HERE).netloc:  # as browsers read it
        yield f"leads away to {place[:60]}"
    typed = text.strip().replace("\r\n", "\n").replace("\r", "\n")
    if stored and entrance.kinds.get(field) in {"text", "name"} and field in stored and stored[field] != typed:
        yield f"stored {stored[field][:40]!r}"


def request_of(entrance: Entrance, data: dict[str, str]) -> tuple[str, bytes, str]:
    encoded = "&".join(f"{quote(name)}={quote(value)}" for name, value in data.items())
    if entrance.method == "GET":
        return f"{entrance.address}?{encoded}", b"", ""
    return entrance.address, encoded.encode(), "application/x-www-form-urlencoded"


def _is_refused(answer: HttpResponseBase, said: str) -> bool:
    return answer.status_code >= 400 or (answer.status_code == 200 and bool(said))


def _said(answer: HttpResponseBase, page: str) -> str:
    """The words of the refusal: the errors of the form, else the heading of the page that says no."""
    found = ERRORS.findall(page) or (HEADING.findall(page) or [page[:200]] if answer.status_code >= 400 else [])
    return " ".join(TAG.sub(" ", " ".join(found)).split())


def _counts() -> list[tuple[object, ...]]:
    """How many rows each table of the house has. One query."""
    tables = sorted(model._meta.db_table for model in apps.get_models() if model.__module__.split(".")[0] in _OWN)
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}{BUT.get(table, '')}" for table in tables)
        )
        return sorted(cursor.fetchall())


_OWN = {"people", "courses", "enrolments", "trainees", "evaluations"}


def _stored(entrance: Entrance) -> dict[str, str]:
    """Field -> what the newest row of this form holds."""
    if not entrance.keeps:
        return {}
    model, *fields = entrance.keeps
    newest = apps.get_model(model)._default_manager.order_by("-pk").values(*fields).first()
    return {field: str(value) for field, value in (newest or {}).items()}


@contextmanager
def undone() -> Iterator[None]:
    """A block whose rows are taken back. Durable transactions may stand in it, as in a test of Django's."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # how Django's own tests tell `durable` to pass
    with block:
        yield
        transaction.set_rollback(True)
