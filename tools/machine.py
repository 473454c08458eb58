"""What this machine has, and what it lacks for some of the tests."""

import shutil
import sys
from dataclasses import dataclass

from tools.options import option


@dataclass(frozen=True)
class Program:
    """Something the tests marked `mark` need, under one of its names; `package` is Debian's."""

    mark: str
    label: str
    names: tuple[str, ...]
    package: str

    def path(self) -> str | None:
        return next(filter(None, map(shutil.which, self.names)), None)


CHROMIUM = Program("browser", "Chromium", ("chromium", "chromium-browser", "google-chrome"), "chromium")
LIBREOFFICE = Program("libreoffice", "LibreOffice", ("soffice", "libreoffice"), "libreoffice-calc-nogui")
NGINX = Program("proxy", "nginx", ("nginx",), "nginx-light")
NODE = Program("node", "Node", ("node",), "nodejs")
FOR_TESTS = (CHROMIUM, LIBREOFFICE, NGINX, NODE)
XGETTEXT = Program("", "gettext", ("xgettext",), "gettext")


def missing(programs: tuple[Program, ...] = FOR_TESTS) -> list[Program]:
    return [program for program in programs if program.path() is None]


def leaves_nothing_out() -> bool:
    """Continuous integration must run everything: there, missing means failure."""
    return option("CI").lower() == "true"


if __name__ == "__main__":  # for .ci/run: the Debian packages to install
    sys.stdout.write(" ".join(program.package for program in missing((*FOR_TESTS, XGETTEXT))))
