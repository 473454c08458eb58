"""`python3 make.py WORD [NAME=VALUE …]`: set up what the word needs, then do it inside the environment."""

import os
import sys
from dataclasses import dataclass

from tools import places, ports, setup
from tools.terminal import Stop, ending


@dataclass(frozen=True)
class Command:
    """`module` does the work, inside the environment; `tests` says that it needs the test packages."""

    module: str
    tests: bool = True


COMMANDS = {
    "demo": Command("tools.demo", tests=False),
    "check": Command("tools.checks"),
    "test": Command("tools.tests"),
    "promise": Command("tools.promises"),
    "bench": Command("tools.bench"),
    "screenshots": Command("tools.screenshots"),
    "messages": Command("tools.messages"),
    "access": Command("tools.access_doc"),
}


def main(arguments: list[str]) -> int:
    return ending(lambda: _run(arguments))


def _run(arguments: list[str]) -> int:
    """Does not return when all is well: the work takes the place of this process, and so its signals."""
    word, *options = arguments or ["help"]
    if word not in COMMANDS:
        raise Stop(f"'{word}' is not one of: {', '.join(COMMANDS)}. What each does: make help")
    os.environ.update(_named(options))
    command = COMMANDS[word]
    if word == "demo":
        ports.require_free(ports.chosen())  # before the set-up: nobody waits a minute to hear this
    setup.prepare(tests=command.tests)
    sys.stdout.flush()
    os.chdir(places.ROOT)
    os.execv(places.PYTHON, [str(places.PYTHON), "-m", command.module])


def _named(options: list[str]) -> dict[str, str]:
    """`only=waitlist db=sqlite` as names with values; `make` hands them over in the environment."""
    wrong = [option for option in options if "=" not in option]
    if wrong:
        raise Stop(f"Options are written as NAME=VALUE, so not: {' '.join(wrong)}")
    return dict(option.split("=", 1) for option in options)
