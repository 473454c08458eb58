"""`make demo`: example data, then the site, the mail sender and the worker, until somebody stops them."""

import http.client
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tools import demo_data, parent, places, ports, processes, welcome
from tools.options import option
from tools.terminal import Interrupted, Stop, ending, last_words, step

READY_WITHIN = 60.0  # seconds
LOOK_EVERY = 0.2  # seconds between two looks at what runs

GUNICORN = [
    *("-m", "gunicorn", "config.wsgi", "--workers", "2", "--threads", "4", "--backlog", "2048"),
    *("--max-requests", "2000", "--max-requests-jitter", "200", "--no-control-socket"),
]
SEND_MAIL = ["manage.py", "send_mail"]
WORKER = ["manage.py", "db_worker", "--queue-name", "*", "--interval", "0.5", "--no-startup-delay", "--no-reload"]


def main() -> int:
    port = ports.chosen()
    data = demo_data.chosen()
    demo_data.prepare(data, fresh=option("FRESH") not in {"", "0"})
    with _running(port, data) as family:
        with step("Starting"):
            _wait_until_ready(port, family)
        print(welcome.text(f"http://localhost:{port}"), flush=True)
        while not parent.is_interrupted():
            time.sleep(LOOK_EVERY)
            _require_alive(family)
    raise Interrupted(signal.SIGINT)


@contextmanager
def _running(port: int, data: demo_data.DemoData) -> Iterator[dict[str, processes.Process]]:
    """All that makes the demo, by name; whatever happens, nothing of it stays behind."""
    commands = {"web": [*GUNICORN, "--bind", f"127.0.0.1:{port}"], "mail": SEND_MAIL, "worker": WORKER}
    env = data.environment() | {"PORT": str(port)}
    family: dict[str, processes.Process] = {}
    try:
        for name, command in commands.items():
            log = places.LOGS / f"{name}.log"
            with processes.uninterrupted():
                family[name] = processes.start([str(places.PYTHON), *command], log=log, env=env)
        yield family
    finally:
        processes.stop(list(family.values()))


def _wait_until_ready(port: int, family: dict[str, processes.Process]) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while not _ready(port):
        _require_alive(family)
        if time.monotonic() > deadline:
            raise Stop(f"The site does not become ready. Its last words:\n{last_words(places.LOGS / 'web.log')}")
        time.sleep(LOOK_EVERY)


def _ready(port: int) -> bool:
    """Straight to the port: a proxy in the environment has nothing to do with it."""
    connection = http.client.HTTPConnection("localhost", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _require_alive(family: dict[str, processes.Process]) -> None:
    for name, process in family.items():
        if process.poll() is not None:
            log = places.LOGS / f"{name}.log"
            raise Stop(f"The process '{name}' ended, so everything stops. Its last words:\n{last_words(log)}")


if __name__ == "__main__":
    raise SystemExit(ending(main))
