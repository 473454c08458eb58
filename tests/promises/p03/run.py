"""P03 Double click, retry, back button: once.

The same form twenty times at once, twenty forms of one person at once, the same form again much later, the same
key with another question, and a worker that dies after the commit and before the answer.
"""

import os
import tempfile
import uuid
from functools import partial
from pathlib import Path

from tests.promises import stage
from tests.promises.p03 import referee

TIMES = 20
REDIRECTS = (302, 303)


def main(db: str) -> str:
    """Keep the promise, then see it broken without its protection; the line of evidence."""
    stage.set_up()
    with tempfile.TemporaryDirectory(prefix="leerlijn-") as home:
        os.environ["DYING_MARKER"] = str(Path(home) / "die")
        ledger = stage.Ledger(Path(home) / "ledger")
        with stage.served("tests.promises.p03.dying") as site:
            one_key = _same_form(site, ledger)
            many_keys = _many_forms(site, ledger)
            other = _other_question(site, ledger)
            killed = _killed_before_the_answer(site, ledger)
        control = _control(ledger)
    if not control > 1:
        raise AssertionError(f"P03 {db}: the control does not enrol twice")
    return (
        f"P03 {TIMES}x1key={one_key} {TIMES}keys={many_keys} other-question={other} killed-then-retried={killed} "
        f"{db} duplicates=0 errors=0 control=red"
    )


def _same_form(site: stage.Site, ledger: stage.Ledger) -> int:
    """Twenty times the same key at once, and once more later."""
    person, code, key = _scene()
    stage.at_once([partial(_press, site, ledger, person, code, key)] * TIMES)
    _press(site, ledger, person, code, key)
    return _require_once(person, code, ledger)


def _many_forms(site: stage.Site, ledger: stage.Ledger) -> int:
    """Twenty tabs, each with a key of its own."""
    person, code, _key = _scene()
    stage.at_once([partial(_press, site, ledger, person, code, str(uuid.uuid4())) for _tab in range(TIMES)])
    return _require_once(person, code, ledger)


def _other_question(site: stage.Site, ledger: stage.Ledger) -> int:
    """The same key with another body is refused, with 409."""
    person, code, key = _scene()
    _press(site, ledger, person, code, key)
    status, _location = site.post(person, f"/uitvoeringen/{code}/inschrijven/", key=key, remark="iets anders")
    _require(status == 409, f"another question under the same key got {status}")
    return _require_once(person, code, ledger)


def _killed_before_the_answer(site: stage.Site, ledger: stage.Ledger) -> int:
    """The worker dies after the commit; the retry of the same form gets the answer that was lost."""
    person, code, key = _scene()
    Path(os.environ["DYING_MARKER"]).touch()
    lost = stage.press(site, stage.Ledger(Path(os.environ["DYING_MARKER"]).with_name("lost")), person, code, key=key)
    _require(lost.status == 0, f"the worker should have died, and answered {lost.status}")
    _press(site, ledger, person, code, key)
    return _require_once(person, code, ledger)


def _control(ledger: stage.Ledger) -> int:
    """How often somebody is enrolled without the protection."""
    stage.rows("DROP INDEX one_active_enrolment_per_edition")
    person, code, key = _scene()
    with stage.served("tests.promises.p03.control") as site:
        stage.at_once([partial(_press, site, ledger, person, code, key)] * TIMES)
    return referee.traces(person).enrolments


def _scene() -> tuple[stage.Person, str, str]:
    return stage.people(1)[0], stage.edition(seats=TIMES * 2), str(uuid.uuid4())


def _press(site: stage.Site, ledger: stage.Ledger, person: stage.Person, code: str, key: str) -> None:
    stage.press(site, ledger, person, code, key=key)


def _require_once(person: stage.Person, code: str, ledger: stage.Ledger) -> int:
    """One of each trace, and every answer the same redirect; the number of enrolments."""
    found = referee.traces(person)
    _require(found == referee.ONCE, f"{found}")
    answers = [answer for answer in ledger.answers() if answer.person == person.pk]
    _require(all(answer.status in REDIRECTS for answer in answers), f"{[answer.status for answer in answers]}")
    _require(len({answer.location for answer in answers}) == 1, f"{ {answer.location for answer in answers} }")
    return found.enrolments


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise AssertionError(f"P03: {otherwise}")
