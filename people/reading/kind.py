"""What a file is, found in its bytes: neither its name nor the browser is asked."""

import zipfile

from people.reading import Refused, archive
from people.reading.delimited import NOT_A_TABLE
from people.reading.sheet import ENCRYPTED, OLD_OFFICE

PDF_ENDS_WITHIN = 1024  # bytes before the end of the file
OPEN_DOCUMENT = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
}
MAIN_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM")
CONTAINERS = (b"WEBP", b"ftyp")  # at byte 8 or 4: WebP, and HEIC as phones make it


def of(content: bytes) -> str:
    """One of pdf, docx, xlsx, odt, ods and text. Raises Refused."""
    if not content:
        raise Refused("empty")
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-PDF_ENDS_WITHIN:]:
            raise Refused("broken")
        return "pdf"
    if content.startswith(archive.ZIP):
        return _of_archive(archive.look_inside(content, most_rows=0, most_columns=0))
    if content.startswith(OLD_OFFICE):
        raise Refused("encrypted" if ENCRYPTED in content else "old")
    if content.startswith(PICTURES) or content[8:12] in CONTAINERS or content[4:8] in CONTAINERS:
        raise Refused("picture")
    return _of_text(content)


def _of_archive(opened: zipfile.ZipFile) -> str:
    names = set(opened.namelist())
    if "mimetype" in names and (found := OPEN_DOCUMENT.get(opened.read("mimetype").decode("ascii", "replace").strip())):
        return found
    if "[Content_Types].xml" in names:
        for part, found in MAIN_PARTS.items():
            if part in names:
                return found
    raise Refused("kind")


def _of_text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise Refused("kind") from wrong
    if any(mark < " " and mark not in "\t\r\n\f" for mark in set(text)) or NOT_A_TABLE.match(text):
        raise Refused("kind")
    if not text.strip():
        raise Refused("empty")
    return "text"
