"""`make test`: the suite on each database side by side, and in one line what this machine had to leave out."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tools import databases, machine, places, processes
from tools.databases import Opener
from tools.options import option, words
from tools.processes import Process
from tools.terminal import Stop, ending, finish, show

NO_TESTS = 5  # pytest's word for: nothing matched


def main() -> int:
    """The first suite runs in sight, what the other says is shown when the first is done."""
    _refuse_to_leave_out()
    (name, opener), *others = databases.chosen().items()
    with ExitStack() as stack:
        beside = {other: stack.enter_context(_beside(other, its_opener)) for other, its_opener in others}
        codes = {name: _in_sight(name, opener)}
        for other, process in beside.items():
            codes[other] = _shown_after(other, process)
    print()
    for name, code in codes.items():
        print(f"{name}: {'passed' if code == 0 else 'FAILED'}")
    if lacking := machine.missing():
        print("Left out here:", "; ".join(f"{program.mark} tests (no {program.label})" for program in lacking))
    if NO_TESTS in codes.values():
        raise Stop(f"No test has '{option('only')}' in its name.")
    return int(any(codes.values()))


def _in_sight(name: str, opener: Opener) -> int:
    print(f"\nThe suite on {name}", flush=True)
    with opener() as url:
        return show(_command(), env=_environment(url))


@contextmanager
def _beside(name: str, opener: Opener) -> Iterator[Process]:
    with opener() as url, processes.running(_command(), log=_log(name), env=_environment(url)) as process:
        yield process


def _shown_after(name: str, process: Process) -> int:
    print(f"\nThe suite on {name}, which ran beside it ", end="", flush=True)
    code = finish(process)
    print(f"\n{_log(name).read_text(errors='replace')}", flush=True)
    return code


def _command() -> list[str]:
    return [str(places.PYTHON), "-m", "pytest", *_selection()]


def _environment(url: str) -> dict[str, str]:
    return os.environ | {"LEERLIJN_MODE": "test", "DATABASE_URL": url}


def _log(name: str) -> Path:
    return places.LOGS / f"tests-{name}.log"


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
