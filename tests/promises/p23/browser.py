"""A browser that keeps its cookies and follows nothing."""

import http.client
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from tests.promises import stage

TOKEN = "c" * 32


class Browser:
    def __init__(self, port: int, session: str = "") -> None:
        self.port = port
        self.cookies = {"csrftoken": TOKEN} | ({"sessionid": session} if session else {})

    def get(self, path: str) -> int:
        return self._ask("GET", path, None)[0]

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        return self._ask("POST", path, urlencode({"csrfmiddlewaretoken": TOKEN} | fields))

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Host": "localhost", "Cookie": cookies}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=stage.TIMEOUT)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
            for line in answer.headers.get_all("Set-Cookie") or []:
                self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
            self.cookies["csrftoken"] = TOKEN
            return answer.status, answer.headers.get("Location", "")
        finally:
            connection.close()
