"""`make messages` collects the texts to translate; `wrong` tells what of them has no English."""

import shutil
import subprocess
import tempfile
from pathlib import Path

import polib

from tools import machine, places
from tools.terminal import Stop, ending

WITH_TEXTS = ("config", "people", "courses", "enrolments", "trainees", "evaluations", "templates")
SHOWN = 20  # texts in the message; the rest is a number
CATALOGUE = Path("locale", "en", "LC_MESSAGES", "django.po")
AS_KEPT = ("--no-wrap", "--no-obsolete", "--add-location=file")  # a line that moves is no change of a text


def wrong() -> str:
    """The texts without English, with a doubtful one, or that nobody collected; empty when all is well."""
    if machine.XGETTEXT.path() is None:
        if machine.leaves_nothing_out():
            return "CI=true leaves nothing out, and this machine has no gettext. `.ci/run` installs it."
        return gaps(polib.pofile(str(places.ROOT / CATALOGUE)))
    with tempfile.TemporaryDirectory(prefix="leerlijn-") as home:
        return gaps(_collected(Path(home)))


def main() -> int:
    """Collect into the catalogue of the tree."""
    if machine.XGETTEXT.path() is None:
        raise Stop("Collecting texts needs gettext. On Debian and Ubuntu: apt-get install gettext")
    with tempfile.TemporaryDirectory(prefix="leerlijn-") as home:
        _collected(Path(home)).save(str(places.ROOT / CATALOGUE))
    return 0


def _collected(home: Path) -> polib.POFile:
    """The catalogue as it is after collecting every text, made in a copy of the tree."""
    for name in WITH_TEXTS:
        shutil.copytree(places.ROOT / name, home / name, ignore=shutil.ignore_patterns("__pycache__"))
    (home / CATALOGUE).parent.mkdir(parents=True)
    if (places.ROOT / CATALOGUE).exists():
        shutil.copy(places.ROOT / CATALOGUE, home / CATALOGUE)
    command = [str(places.VENV / "bin" / "django-admin"), "makemessages", "--locale=en", *AS_KEPT]
    done = subprocess.run(command, cwd=home, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Stop(f"Collecting the texts failed.\n{done.stderr}")
    return _without_noise(polib.pofile(str(home / CATALOGUE)))


def _without_noise(catalogue: polib.POFile) -> polib.POFile:
    """Without the dates that differ on each run, and without gettext's guess at what a new text might be."""
    for name in ("POT-Creation-Date", "Report-Msgid-Bugs-To"):
        catalogue.metadata.pop(name, None)
    for entry in catalogue.fuzzy_entries():
        entry.msgstr, entry.previous_msgid, entry.previous_msgid_plural = "", None, None
        entry.msgstr_plural = dict.fromkeys(entry.msgstr_plural, "")
        entry.flags.remove("fuzzy")
    return catalogue


def gaps(catalogue: polib.POFile) -> str:
    gaps = [*catalogue.untranslated_entries(), *catalogue.fuzzy_entries()]
    lines = [f"  {_place(entry)}: {entry.msgid}" for entry in gaps[:SHOWN]]
    return "\n".join([*lines, f"  and {len(gaps) - SHOWN} more"] if len(gaps) > SHOWN else lines)


def _place(entry: polib.POEntry) -> str:
    """The first file that says it."""
    return str(entry.occurrences[0][0]) if entry.occurrences else str(CATALOGUE)


if __name__ == "__main__":
    raise SystemExit(ending(main))
