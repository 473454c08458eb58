"""Type the corpus into every form of the site, and say what came of each value (promise P29).

Everything that was typed is undone again. An outcome names no keys and no addresses, so that two databases compare.
"""

import itertools
import re
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import quote, urljoin, urlsplit

from django.apps import apps
from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.test import Client

from tests import corpus
from tests.corpus import drawn
from tests.walk import access, doors, rough
from tests.walk.entrances import Entrance, addresses, entrances, gaps
from tests.walk.scene import Scene

ERRORS = re.compile(r'<ul class="ll-field__error".*?</ul>|<div class="ll-alert ll-alert--error".*?</div>', re.DOTALL)
HEADING = re.compile(r"<h1.*?</h1>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
HERE = "http://testserver/account/"
NOT_READING = " WHERE deed <> 'read_traineeship'"  # reading a dossier leaves a line, also beside a refusal
BUT = {
    "people_auditevent": NOT_READING,
    "people_auditpayload": f" WHERE event_id IN (SELECT id FROM people_auditevent{NOT_READING})",
    "people_tally": " WHERE 1 = 0",  # a try is counted, refused or not
}
BOUNDARY = "leerlijn"
WITHIN = 5.0  # seconds for a rough request; one second is what we want, on a machine with nothing else to do
RETYPED = {200, 400, 409}  # the form again, with what is wrong
BY_MACHINE = {"month", "version"}  # hidden fields
SECRETS = {"password", "password1"}  # never put back on a page
DANGER = "<script>alert(1)</script>"
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


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


Found = tuple[list[Outcome], list[Fault]]


def walk(scene: Scene, *, only: Collection[str] = ()) -> Found:
    """Every value into every field of its kind, one at a time, and each form roughly; `only` names entrances to try."""
    outcomes: list[Outcome] = []
    faults: list[Fault] = []
    browsers = {role: doors.browser(scene, role) for role in access.EVERYONE}
    for entrance in (one for one in entrances(scene) if not only or one.name in only):
        for found, wrong in _each(scene, entrance, browsers[entrance.role]):
            outcomes += found
            faults += wrong
    for role, address in [] if only else addresses(scene):
        for key, text in corpus.values("choice").items():
            with undone():
                answer = browsers[role].get(address.format(quote(text[:1000], safe="")))
            where = re.sub(r"\d+", "#", address)
            outcomes.append(Outcome(where, key, answer.status_code, "", ""))
            if answer.status_code >= 500:
                faults.append(Fault(where, key, f"{answer.status_code}"))
    return outcomes, faults


def _each(scene: Scene, entrance: Entrance, browser: Client) -> Iterator[Found]:
    """All that is tried on one form."""
    for field in entrance.kinds:
        for key, text in corpus.values(entrance.kinds[field]).items():
            outcome, wrong = type_in(browser, entrance, field, key, text)
            yield [outcome], wrong
    if entrance.method == "POST" and not entrance.files:
        yield handle_roughly(browser, entrance)
    for key, case in corpus.together().items():
        if case.form == entrance.name:
            typed = {name: text.format(**gaps(scene)) for name, text in case.typed.items()}
            outcome, wrong = type_together(browser, entrance, key, typed, refused=case.refused)
            yield [outcome], wrong


def draw(scene: Scene) -> Found:
    """Values that are drawn, for each kind of field over all the fields of that kind in turn."""
    outcomes: list[Outcome] = []
    faults: list[Fault] = []
    browsers = {role: doors.browser(scene, role) for role in access.EVERYONE}
    fields: dict[str, list[tuple[Entrance, str]]] = {}
    for entrance in entrances(scene):
        for field, kind in entrance.kinds.items():
            fields.setdefault(kind, []).append((entrance, field))
    for kind, places in fields.items():
        for (key, text), (entrance, field) in zip(drawn.values(kind), itertools.cycle(places), strict=False):
            outcome, wrong = type_in(browsers[entrance.role], entrance, field, key, text)
            outcomes.append(outcome)
            faults.extend(wrong)
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
    if answer.status_code in RETYPED and f'name="{field}"' in page and entrance.method == "POST":
        wrong.extend(f"lost {name}" for name in _lost(entrance, field, page))
    if (_is_refused(answer, said) or entrance.method == "GET") and after != before:
        wrong.append("stored something, and refused")
    return outcome, [Fault(where, key, what) for what in wrong]


def type_together(
    browser: Client, entrance: Entrance, key: str, typed: dict[str, str], *, refused: bool
) -> tuple[Outcome, list[Fault]]:
    """Several values at once, that must be `refused` as a whole or taken as a whole."""
    with undone():
        before = _counts()
        answer = browser.generic(entrance.method, *request_of(entrance, entrance.data | typed))
        after = _counts()
    page = "" if answer.streaming else bytes(getattr(answer, "content", b"")).decode("utf-8", "replace")
    outcome = Outcome(f"{entrance.name} together", key, answer.status_code, _said(answer, page), "")
    wrong = []
    if answer.status_code >= 500 or _is_refused(answer, outcome.said) is not refused:
        wrong.append(f"answered {answer.status_code}")
    if (after != before) is refused:
        wrong.append("stored something, and refused" if refused else "took it, and stored nothing")
    if refused and not ERRORS.search(page):
        wrong.append("refused without a word")
    return outcome, [Fault(outcome.where, key, what) for what in wrong]


def handle_roughly(browser: Client, entrance: Entrance) -> Found:
    """Requests as no browser makes them."""
    outcomes: list[Outcome] = []
    faults: list[Fault] = []
    where = f"{entrance.name} roughly"
    for one in rough.requests(entrance.data):
        with undone():
            before, started = _counts(), time.monotonic()
            answer = browser.generic(one.method, entrance.address, one.body, one.kind, headers=one.headers)
            took, changed = time.monotonic() - started, _counts() != before
        outcomes.append(Outcome(where, one.name, answer.status_code, "", ""))
        if answer.status_code >= 500:
            faults.append(Fault(where, one.name, f"answered {answer.status_code}"))
        if changed and not one.changes:
            faults.append(Fault(where, one.name, "stored something"))
        if took > WITHIN:
            faults.append(Fault(where, one.name, f"took {took:.1f} s"))
    return outcomes, faults


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
    as_typed = {"text": {typed}, "name": {typed}, "web": {typed, f"https:{typed}", f"https://{typed}"}}
    meant = as_typed.get(entrance.kinds.get(field, ""))
    if stored and meant and field in stored and stored[field] not in meant:
        yield f"stored {stored[field][:40]!r}"
    if stored and entrance.kinds.get(field) == "web" and INVISIBLE.search(stored.get(field, "")):
        yield f"stored what hides where it leads: {stored[field][:40]!r}"


def request_of(entrance: Entrance, data: dict[str, str]) -> tuple[str, bytes, str]:
    if entrance.files:
        return entrance.address, _with_files(entrance, data), f"multipart/form-data; boundary={BOUNDARY}"
    encoded = "&".join(f"{quote(name)}={quote(value)}" for name, value in data.items())
    if entrance.method == "GET":
        return f"{entrance.address}?{encoded}", b"", ""
    return entrance.address, encoded.encode(), "application/x-www-form-urlencoded"


def _with_files(entrance: Entrance, data: dict[str, str]) -> bytes:
    """A form with files, their names written as browsers do."""
    parts = []
    for name, text in data.items():
        of_file = f'; filename="{_in_header(text)}"' if name in entrance.files else ""
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{of_file}\r\n\r\n'
        parts.append(head.encode() + entrance.files.get(name, text.encode()) + b"\r\n")
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def _in_header(text: str) -> str:
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _lost(entrance: Entrance, field: str, page: str) -> Iterator[str]:
    """Texts in the other fields that are no longer on the page that says what is wrong."""
    if field in BY_MACHINE or entrance.kinds.get(field) == "choice":  # nobody typed that, so nobody sees the form again
        return
    for name, kind in entrance.kinds.items():
        text = entrance.data.get(name, "")
        if name != field and kind in {"text", "name"} and name not in SECRETS and escape(text) not in page:
            yield name


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
    """Field -> what the row of this form holds: the newest, or the one that it changes."""
    if not entrance.keeps:
        return {}
    model, *fields = entrance.keeps
    rows = apps.get_model(model)._default_manager.order_by("-pk")
    newest = (rows.filter(pk=entrance.row) if entrance.row else rows).values(*fields).first()
    return {entrance.names.get(field, field): str(value) for field, value in (newest or {}).items()}


@contextmanager
def undone() -> Iterator[None]:
    """A block whose rows are taken back. Durable transactions may stand in it, as in a test of Django's."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # how Django's own tests tell `durable` to pass
    with block:
        yield
        transaction.set_rollback(True)
