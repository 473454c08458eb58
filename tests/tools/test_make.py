import ast
import subprocess
import sys

from tools import places

MAKE = places.ROOT / "make.py"
AS_PYTHON_39 = "import runpy, sys; sys.version_info = (3, 9, 2); runpy.run_path(sys.argv[1], run_name='__main__')"


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *command], cwd=places.ROOT, capture_output=True, text=True, check=False)


def test_make_says_what_it_needs_when_python_is_too_old() -> None:
    answer = run("-c", AS_PYTHON_39, str(MAKE))

    assert answer.returncode == 1
    assert "needs Python 3.11 or newer, and this is 3.9" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_make_can_be_read_by_a_python_that_is_too_old() -> None:
    ast.parse(MAKE.read_text(), feature_version=(3, 7))


def test_make_names_its_words_when_it_does_not_know_one() -> None:
    answer = run(str(MAKE), "demmo")

    assert answer.returncode == 1
    assert "'demmo' is not one of: demo, check, test" in answer.stderr


def test_make_explains_options_when_one_has_no_value() -> None:
    answer = run(str(MAKE), "test", "waitlist")

    assert answer.returncode == 1
    assert "Options are written as NAME=VALUE, so not: waitlist" in answer.stderr
