"""LibreOffice as a reader of our files: it opens them, and says which cells it would evaluate; and who it calls."""

from __future__ import annotations

import socket
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

WITHIN = 300  # seconds for all files of one kind
TABLE, OFFICE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0", "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
LINK = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}a"
# separator, quotes, UTF-8, from the first row, columns as they come, language, quoted is text: no, numbers are
# looked for, and formulas are evaluated: the most careless way there is
CARELESS = "CSV:{separator},34,76,1,,1043,false,true,false,false,false,0,true"
SEPARATORS = {";": 59, ",": 44, "tab": 9}


@dataclass(frozen=True)
class Opened:
    """One file as LibreOffice has it."""

    formulas: int
    links: int
    strings: int  # cells that hold text


def opened(files: Sequence[Path], filter_: str = "") -> dict[str, Opened]:
    """Name of the file -> what became of it."""
    home = files[0].parent
    out = home / f"fods-{filter_.replace(':', '').replace(',', '_') or 'plain'}"
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{home}/profile"]
    command += [f"--infilter={filter_}"] if filter_ else []
    command += ["--convert-to", "fods", "--outdir", str(out), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=WITHIN)
    return {file.name: _looked_at(out / f"{file.stem}.fods") for file in files}


def _looked_at(file: Path) -> Opened:
    tree = ElementTree.parse(file)  # LibreOffice wrote it
    cells = list(tree.iter(f"{{{TABLE}}}table-cell"))
    formulas = sum(f"{{{TABLE}}}formula" in cell.attrib for cell in cells)
    strings = sum(cell.get(f"{{{OFFICE}}}value-type") == "string" for cell in cells)
    return Opened(formulas, sum(1 for _link in tree.iter(LINK)), strings)


class Listener:
    """Hears whoever calls."""

    def __init__(self, ear: socket.socket) -> None:
        self.ear, self.calls = ear, 0
        self.address = f"http://127.0.0.1:{ear.getsockname()[1]}/"

    def hear(self) -> None:
        while True:
            try:
                caller, _from = self.ear.accept()
            except OSError:
                return  # it is over
            self.calls += 1
            caller.close()

    def hears(self) -> bool:
        """Whether a call would have been counted."""
        before = self.calls
        with socket.create_connection(self.ear.getsockname()) as caller:
            caller.recv(1)  # until it is closed at the other end
        return self.calls == before + 1


@contextmanager
def listening() -> Iterator[Listener]:
    """Somebody who should hear nothing, for as long as the block lasts."""
    with socket.create_server(("127.0.0.1", 0)) as ear:
        listener = Listener(ear)
        thread = threading.Thread(target=listener.hear, daemon=True)
        thread.start()
        yield listener
        ear.shutdown(socket.SHUT_RDWR)
    thread.join()
