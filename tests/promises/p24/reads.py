"""The site, with one door more: what is posted to /lees/ is read as a spreadsheet, as an import would."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from config.wsgi import application as site
from people import uploads
from people.errors import UploadRefused

DOOR = "/lees/"


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    if environ["PATH_INFO"] != DOOR:
        return site(environ, start_response)
    content = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    try:
        told: dict[str, Any] = {"rows": len(uploads.rows(content))}
    except UploadRefused as refused:
        told = {"refused": refused.reason, "words": str(refused)}
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(told).encode()]
