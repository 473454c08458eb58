"""Text with separators (csv), as spreadsheets and people write it: the marks and the separator are found, not asked.

An apostrophe that keeps a text from being a formula is no part of the text.
"""

import csv
import io
import re
from collections.abc import Iterator

from people.reading import Refused, guard

SEPARATORS = ";,\t"
BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
NOT_A_TABLE = re.compile(r"\s*(<|%PDF|\{\\rtf)")


def rows(content: bytes) -> Iterator[list[str]]:
    """Raises Refused, with the line that cannot be read."""
    text = decoded(content)
    if not text.strip():
        raise Refused("empty")
    if "\0" in text or NOT_A_TABLE.match(text):
        raise Refused("kind")
    first = re.split(r"[\r\n]", text.lstrip(), maxsplit=1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(SEPARATORS, key=first.count), strict=True)
    line = 1  # on which the record that is read now begins
    try:
        for row in reader:
            yield [guard.unguarded(cell) for cell in row]
            line = reader.line_num + 1
    except csv.Error as wrong:
        raise Refused("line", str(line)) from wrong


def decoded(content: bytes) -> str:
    """The text, whichever of the encodings in use it is written in. Raises UnicodeError."""
    if content.startswith(BYTE_ORDER_MARKS):
        return content.decode("utf-16")
    if content[1:2] == b"\0" and content[3:4] == b"\0":  # no mark in front, but every second byte is empty
        return content.decode("utf-16-le")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")  # what Dutch spreadsheets wrote for years
