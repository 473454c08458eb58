"""P24 Upload bombs: every hostile file is refused in words, in time, and in a process that stays small.

Three at once are sent to the served site, through the page that keeps files and through the door of imports, while
others look at the offer. Nothing is stored, and no file is left behind.
"""

import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from functools import partial
from pathlib import Path

from tests.corpus import files
from tests.promises import stage
from tests.promises.p24 import crowd, reads
from tests.promises.stage import Person, Site

WITHIN = 25.0  # seconds
MOST = 600  # megabytes that the server may take besides what it had
OTHERS = 1.0  # seconds within which nineteen of twenty others are answered
AT_ONCE = 3
BOUNDARY = "leerlijn"
FILE = 'name="file"; filename="lijst.xlsx"'
CONTROL = "import sys, openpyxl; print(len(list(openpyxl.load_workbook(sys.argv[1]).active.rows)))"


class Deed(ABC):
    """One file that is sent; `wrong` says what should not have come of it."""

    def __init__(self, name: str, content: bytes) -> None:
        self.name, self.content, self.wrong, self.seconds = name, content, "", 0.0

    def send(self, site: Site) -> None:
        started = time.monotonic()
        self.wrong = self.said_wrongly(site)
        self.seconds = time.monotonic() - started

    @abstractmethod
    def said_wrongly(self, site: Site) -> str:
        """What should not have been answered, or nothing."""


class Import(Deed):
    """To where imports read their rows."""

    def __init__(self, name: str, content: bytes, reasons: set[str]) -> None:
        super().__init__(name, content)
        self.reasons = reasons

    def said_wrongly(self, site: Site) -> str:
        _status, page = _post(site, reads.DOOR, self.content, {})
        said = json.loads(page)
        return "" if said.get("refused") in self.reasons and said["words"] else f"{self.name}: {said}"


class Paper(Deed):
    """To the page of an organisation, as an administrator."""

    def __init__(self, name: str, content: bytes, sender: Person, page: str) -> None:
        super().__init__(name, content)
        self.sender, self.page = sender, page

    def said_wrongly(self, site: Site) -> str:
        token = "c" * 32
        cookies = f"csrftoken={token}; sessionid={self.sender.session}"
        headers = {"Cookie": cookies, "Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        parts = [_part('name="csrfmiddlewaretoken"', token.encode()), _part(FILE, self.content)]
        status, page = _post(site, self.page, b"".join(parts) + f"--{BOUNDARY}--\r\n".encode(), headers)
        return "" if status in (400, 413) and b"Dit bestand" in page else f"{self.name} as a paper: {status}"


def main(db: str) -> str:
    """Send them all, then open the smallest bomb as a careless program would; the line of evidence."""
    stage.set_up()
    sender, paper_page = _administrator()
    kept = {"macro", "false sizes", "a cell of 300 MB", "zip64 of 200 MB", "entities in the sheet", "90,000 entries"}
    deeds: list[Deed] = [Import(name, made(), reasons) for name, (made, reasons) in files.HOSTILE.items()]
    deeds += [Paper(name, files.HOSTILE[name][0](), sender, paper_page) for name in sorted(kept)]
    with tempfile.TemporaryDirectory(prefix="leerlijn-") as scraps:
        os.environ["TMPDIR"] = scraps  # of the server and all it starts
        with stage.served("tests.promises.p24.reads") as site, crowd.around(site) as others:
            for first in range(0, len(deeds), AT_ONCE):
                stage.at_once([partial(deed.send, site) for deed in deeds[first : first + AT_ONCE]])
        left = os.listdir(scraps)
    slowest, taken = max(deed.seconds for deed in deeds), others.most - others.before
    p95, stored = stage.p95(others.answers), stage.rows("SELECT count(*) FROM people_storedfile")[0][0]
    wrong = [deed.wrong for deed in deeds if deed.wrong]
    wrong += [f"others were answered {one.status}" for one in others.answers if one.status != 200]
    figures = f"slowest={slowest:.1f}s memory=+{taken}MB others={len(others.answers)} p95={p95:.2f}s"
    if wrong or left or stored or slowest > WITHIN or taken > MOST or p95 > OTHERS:
        raise AssertionError(f"P24 {db}: {figures} left={left} stored={stored} {wrong[:5]}")
    if _careless(files.HOSTILE["far corner"][0]()):
        raise AssertionError(f"P24 {db}: the control opens the far corner")
    return f"P24 {len(deeds)} files, 3 at once {db} taken=0 stored=0 left=0 {figures} control=red"


def _administrator() -> tuple[Person, str]:
    """Somebody who may keep papers, and where."""
    from people.models import Role, User  # noqa: PLC0415  # Django must stand first
    from tests import make  # noqa: PLC0415  # the same

    (person,) = stage.people(1)
    make.role_grant(User.objects.get(pk=person.pk), Role.ADMINISTRATOR)
    return person, f"/beheer/organisaties/{make.organisation().pk}/documenten/"


def _post(site: Site, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=stage.TIMEOUT)
    try:
        connection.request("POST", path, body, {"Host": "localhost"} | headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def _part(head: str, content: bytes) -> bytes:
    return f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + content + b"\r\n"


def _careless(content: bytes) -> bool:
    """Whether a program without our look inside opens the file within the same memory and time."""
    with tempfile.TemporaryDirectory(prefix="leerlijn-") as home:
        file = Path(home) / "far.xlsx"
        file.write_bytes(content)
        limits = "import resource; resource.setrlimit(resource.RLIMIT_AS, (629145600, 629145600)); "
        try:
            command = [sys.executable, "-c", limits + CONTROL, str(file)]
            return subprocess.run(command, capture_output=True, timeout=WITHIN, check=False).returncode == 0
        except subprocess.TimeoutExpired:
            return False
