"""A browser that keeps its cookies and follows nothing."""

import http.client
import json
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from tests.promises import stage

TOKEN = "c" * 32
XHR = {"X-Requested-With": "XMLHttpRequest"}  # what the script of the sign-in page says of itself


class Browser:
    def __init__(self, port: int, session: str = "") -> None:
        self.port = port
        self.cookies = {"csrftoken": TOKEN} | ({"sessionid": session} if session else {})

    def get(self, path: str) -> int:
        return self._ask("GET", path, None)[0]

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        return self._ask("POST", path, urlencode({"csrfmiddlewaretoken": TOKEN} | fields))[:2]

    def challenge(self, path: str) -> str:
        """What a passkey is asked to sign."""
        options = json.loads(self._ask("GET", path, None, by_script=True)[2])["request_options"]
        return str(options["publicKey"]["challenge"])

    def _ask(self, method: str, path: str, body: str | None, *, by_script: bool = False) -> tuple[int, str, bytes]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Host": "localhost", "Cookie": cookies} | (XHR if by_script else {})
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=stage.TIMEOUT)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            page = answer.read()
            for line in answer.headers.get_all("Set-Cookie") or []:
                self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
            self.cookies["csrftoken"] = TOKEN
            return answer.status, answer.headers.get("Location", ""), page
        finally:
            connection.close()
