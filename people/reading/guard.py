"""Text with separators (csv) in which no spreadsheet finds a formula (promise P25).

An apostrophe stands before every mark that can start one, at the start of a cell and after whatever may start another;
as spreadsheets themselves write text that looks like a formula. What we wrote so, we read back as it was.
"""

STARTS = "=+-@\t\r\0'＝＋－＠"  # noqa: RUF001  # the full-width twins are meant
BREAKS = "\n\r\t;,"


def guarded(text: str) -> str:
    """`text` in which no spreadsheet finds a formula, whichever separator it splits at."""
    safe, at_start = "", True
    for mark in text:
        safe += f"'{mark}" if at_start and mark in STARTS else mark
        at_start = _starts_a_cell(mark, at_start)
    return safe


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    plain, at_start, place = "", True, 0
    while place < len(text):
        if at_start and text[place] == "'" and text[place + 1 : place + 2] in tuple(STARTS):
            place += 1
        plain += text[place]
        at_start = _starts_a_cell(text[place], at_start)
        place += 1
    return plain


def _starts_a_cell(mark: str, at_start: bool) -> bool:
    return mark in BREAKS or (at_start and mark == " ")
