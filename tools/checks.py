"""`make check`: everything that can be known without a database, each check in one line."""

import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools import messages, places, processes
from tools.options import words
from tools.terminal import Stop, ending

TEMPLATES = "templates"
Work = Callable[[], str]  # what is wrong; empty means nothing


@dataclass(frozen=True)
class Check:
    """One line of `make check`; `only` picks by group."""

    group: str
    title: str
    wrong: Work


def program(*command: str) -> Work:
    """A check by a program of the environment: wrong is what it says when it fails."""
    return lambda: _said([str(places.VENV / "bin" / command[0]), *command[1:]])


def manage(*arguments: str) -> Work:
    return lambda: _said([str(places.PYTHON), "manage.py", *arguments])


def djade() -> str:
    files = sorted(str(file) for file in (places.ROOT / TEMPLATES).glob("**/*.html"))
    return program("djade", "--check", "--target-version", "5.2", *files)()


def access_doc() -> str:
    return _said([str(places.PYTHON), "-m", "tools.access_doc", "--check"])


CHECKS = (
    Check("style", "ruff format", program("ruff", "format", "--check", "--quiet", ".")),
    Check("style", "ruff check", program("ruff", "check", "--quiet", ".")),
    Check("style", "djade", djade),
    Check("style", "djlint", program("djlint", TEMPLATES, "--lint", "--quiet")),
    Check("types", "mypy", program("mypy")),
    Check("floors", "import-linter", program("lint-imports")),
    Check("migrations", "every change of a model has its migration", manage("makemigrations", "--check", "--dry-run")),
    Check("system", "Django's own checks and the register of persons", manage("check", "--fail-level", "WARNING")),
    Check("access", "docs/access.md says what the access table says", access_doc),
    Check("translations", "every text has its English", messages.wrong),
)


def main() -> int:
    failed = [check for check in _chosen() if not _passes(check)]
    if failed:
        print(f"\n{len(failed)} of the checks failed: {', '.join(check.title for check in failed)}.")
    return 1 if failed else 0


def _chosen() -> list[Check]:
    groups = words("only") or sorted({check.group for check in CHECKS})
    if unknown := set(groups) - {check.group for check in CHECKS}:
        raise Stop(f"No check is called {', '.join(sorted(unknown))}.")
    return [check for check in CHECKS if check.group in groups]


def _passes(check: Check) -> bool:
    started = time.monotonic()
    print(f"  {check.title} ", end="", flush=True)
    wrong = check.wrong()
    print(f" {'FAILED' if wrong else 'ok'}, {time.monotonic() - started:.1f} s", flush=True)
    if wrong:
        print(wrong, flush=True)
    return not wrong


def _said(command: list[str]) -> str:
    """All that `command` prints, when it fails."""
    env = os.environ | {"LEERLIJN_MODE": "test", "PYTHONPATH": str(places.ROOT), "DATABASE_URL": "sqlite://:memory:"}
    with tempfile.TemporaryDirectory(prefix="leerlijn-") as home:
        log = Path(home) / "said"
        with processes.running(command, log=log, env=env) as process:
            process.wait()
        return log.read_text() or f"exit code {process.returncode}" if process.returncode else ""


if __name__ == "__main__":
    raise SystemExit(ending(main))
