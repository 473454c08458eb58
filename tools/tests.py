"""`make test`: the suite on each database, and in one line what this machine had to leave out."""

import os
import time
from pathlib import Path

from tools import databases, machine, places
from tools.options import option, words
from tools.terminal import Stop, ending, show

NO_TESTS = 5  # pytest's word for: nothing matched


def main() -> int:
    _refuse_to_leave_out()
    results = {name: _suite(name, opener) for name, opener in databases.chosen().items()}
    print()
    for name, (code, seconds) in results.items():
        print(f"{name}: {'passed' if code == 0 else 'FAILED'} in {seconds:.0f} s")
    if lacking := machine.missing():
        print("Left out here:", "; ".join(f"{program.mark} tests (no {program.label})" for program in lacking))
    return max(code for code, _ in results.values())


def _suite(name: str, opener: databases.Opener) -> tuple[int, float]:
    """The exit code and the seconds of the suite on one database."""
    print(f"\nThe suite on {name}", flush=True)
    with opener() as url:
        env = os.environ | {"LEERLIJN_MODE": "test", "DATABASE_URL": url}
        started = time.monotonic()
        code = show([str(places.PYTHON), "-m", "pytest", *_selection()], env=env)
    if code == NO_TESTS:
        raise Stop(f"No test has '{option('only')}' in its name.")
    return code, time.monotonic() - started


def _selection() -> list[str]:
    """`only` names files, or words of which a test's name has one: `only="waitlist withdraw"`."""
    asked = words("only")
    if asked and all(Path(word.partition("::")[0]).exists() for word in asked):
        return asked
    return ["-k", " or ".join(asked)] if asked else []


def _refuse_to_leave_out() -> None:
    lacking = machine.missing()
    if lacking and machine.leaves_nothing_out():
        names = ", ".join(program.label for program in lacking)
        raise Stop(f"CI=true leaves nothing out, and this machine has no {names}. `.ci/run` installs it.")


if __name__ == "__main__":
    raise SystemExit(ending(main))
