"""What every test may ask for."""

import math
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from django.db import connection, connections
from django.test import Client
from playwright.sync_api import ConsoleMessage, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from people.letters import texts
from people.models import User
from tests import mail_server, make
from tests.mail_server import Mailbox

AsUser = Callable[[User], Client]

hypothesis.settings.register_profile("house", deadline=None, database=None)  # a busy machine is slow, and says nothing
hypothesis.settings.load_profile("house")


@pytest.fixture(autouse=True)
def domain_clock(settings: Settings) -> None:
    """The domain clock stands at `make.TODAY`; a test moves it with `settings.AS_OF`."""
    if settings.AS_OF is None:
        settings.AS_OF = make.TODAY


@pytest.fixture(autouse=True)
def words_of_mails() -> None:
    """Nobody has edited a text of mail yet, and the process knows that, as it does between two looks."""
    texts.know({}, math.inf)


@pytest.fixture(autouse=True)
def ballot_keys(settings: Settings, tmp_path: Path) -> list[Path]:
    """The two directories with the keys of the ballot boxes; made when the first key is."""
    directories = [tmp_path / "keys-1", tmp_path / "keys-2"]
    settings.BALLOT_KEY_DIRS = directories
    return directories


@pytest.fixture
def as_user() -> AsUser:
    """A browser in which somebody is signed in: `as_user(planner).get(...)`. `client` is a visitor's."""

    def signed_in(user: User) -> Client:
        browser = Client()
        browser.force_login(user)
        return browser

    return signed_in


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    """A real mail server that takes our mail."""
    port = mail_server.free_port()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    with mail_server.listening(port) as mailbox:
        yield mailbox


@pytest.fixture
def process_env(transactional_db: None, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a process that works on the database of this test.

    PostgreSQL's test database is there for everybody. SQLite's is in our memory, so the test moves to a file.
    """
    if connection.vendor == "postgresql":
        server = os.environ["DATABASE_URL"].rpartition("/")[0]
        yield os.environ | {"DATABASE_URL": f"{server}/{connection.settings_dict['NAME']}"}
        return
    memory, file = connections["default"], tmp_path / "leerlijn.sqlite3"
    memory.ensure_connection()
    with sqlite3.connect(file) as copy:
        memory.connection.backup(copy)
    copy.close()
    connections["default"] = type(memory)(memory.settings_dict | {"NAME": str(file)}, "default")
    yield os.environ | {"DATABASE_URL": f"sqlite:///{file}"}
    connections["default"].close()
    connections["default"] = memory


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Chromium as the machine has it, saying nothing to anybody."""
    quiet = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
    return {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox", "--disable-gpu", "--disable-sync", *quiet]}


@pytest.fixture
def visitor(page: Page, live_server: LiveServer) -> Iterator[Page]:
    """A browser on the live server; what it grumbles about fails the test."""
    grumbles: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            grumbles.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: grumbles.append(str(error)))
    yield page
    page.wait_for_load_state("networkidle")  # what is still being answered would write in the next test's database
    page.goto("about:blank")
    assert grumbles == []
