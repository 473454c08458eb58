"""Guessing at doors, all at once: what is sent, with which headers, and how much of it was looked at."""

import http.client
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import count
from urllib.parse import urlencode

from tests.promises import stage

TOKEN = "c" * 32
TOO_OFTEN = 429
HANDS = 25  # at the same moment; two processes answer so many


class Attacker:
    """Sends forms and remembers what came back. `everywhere`: each time from another computer, of two hundred."""

    def __init__(self, site: stage.Site, *, everywhere: bool = False) -> None:
        self.site, self.answers = site, list[tuple[int, str, str]]()
        self.places = count() if everywhere else None

    def post(
        self, path: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None, cookie: str = ""
    ) -> None:
        told = {"Host": "localhost", "Cookie": f"csrftoken={TOKEN}" + (f"; {cookie}" if cookie else "")}
        told |= {"Content-Type": "application/x-www-form-urlencoded"} | dict(headers or {})
        self._send("POST", path, urlencode({"csrfmiddlewaretoken": TOKEN} | dict(fields)), told)

    def get(self, path: str, session: str = "") -> None:
        self._send("GET", path, None, {"Host": "localhost"} | ({"Cookie": f"sessionid={session}"} if session else {}))

    def _send(self, method: str, path: str, body: str | None, headers: Mapping[str, str]) -> None:
        place = (f"127.0.0.{next(self.places) % 200 + 2}" if self.places else "127.0.0.1", 0)
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, stage.TIMEOUT, place)
        try:
            connection.request(method, path, body, dict(headers))
            answer = connection.getresponse()
            page = answer.read().decode(errors="replace")
            self.answers.append((answer.status, answer.headers.get("Retry-After", ""), page))
        finally:
            connection.close()

    @property
    def evaluated(self) -> int:
        """How many were looked at: all that were not refused as one too many."""
        return sum(status != TOO_OFTEN for status, _wait, _page in self.answers)

    def wrongs(self) -> list[str]:
        """Refusals that do not say in Dutch what to do, and when; and answers that may never come."""
        refusals = [(wait, page) for status, wait, page in self.answers if status == TOO_OFTEN]
        silent = [wait for wait, page in refusals if not wait.isdigit() or "Even wachten" not in page]
        broken = [str(status) for status, _wait, _page in self.answers if status >= 500]
        return [f"silent refusal {wait!r}" for wait in silent] + [f"answer {status}" for status in broken]


def all_at_once(deeds: Sequence[Callable[[], None]]) -> None:
    """As many at the same moment as there are hands, until all are done."""
    for start in range(0, len(deeds), HANDS):
        stage.at_once(deeds[start : start + HANDS])


def guesses(attacker: Attacker, addresses: Sequence[str], headers: Sequence[Mapping[str, str]]) -> None:
    """One wrong password for each of `addresses`, each with its own headers."""
    pairs = zip(addresses, headers, strict=True)
    path, fields = "/account/login/", {"password": "mis"}
    all_at_once([partial(attacker.post, path, fields | {"login": one}, told) for one, told in pairs])
