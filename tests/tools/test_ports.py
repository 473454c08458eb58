import socket

import pytest

from tools import ports
from tools.terminal import Stop


def test_require_free_stops_when_somebody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(Stop, match=f"Port {port} is in use.*make demo PORT={port + 1}"):
            ports.require_free(port)


def test_require_free_lets_pass_when_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

    ports.require_free(port)


@pytest.mark.parametrize(("asked", "port"), [("", 8000), ("8123", 8123)])
def test_chosen_is_what_was_asked_for(monkeypatch: pytest.MonkeyPatch, asked: str, port: int) -> None:
    monkeypatch.setenv("PORT", asked)

    assert ports.chosen() == port


@pytest.mark.parametrize("asked", ["eight", "0", "65536", "-1", "80.5"])
def test_chosen_stops_when_it_is_no_port(monkeypatch: pytest.MonkeyPatch, asked: str) -> None:
    monkeypatch.setenv("PORT", asked)

    with pytest.raises(Stop, match="is no port"):
        ports.chosen()
