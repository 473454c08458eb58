"""`manage.py write_proxy_files FOLDER`: what the proxy says by itself, with the look and the shield of the site."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.template.loader import render_to_string
from django.utils import translation

from config import shield

# File of the proxy -> our template. 503 is also what it says when no process of ours answers (502) or in time (504).
PAGES = {
    "400": "unreadable.html",
    "413": "too_large.html",
    "414": "414.html",
    "429": "too_often.html",
    "503": "503.html",
}


class Command(BaseCommand):
    help = "Write the error pages of the proxy, in each language, and the headers that go with them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        for language, _name in settings.LANGUAGES:
            here = folder / "errors" / language
            here.mkdir(parents=True, exist_ok=True)
            with translation.override(language):
                for name, template in PAGES.items():
                    (here / f"{name}.html").write_text(render_to_string(template))
        (folder / "shield.conf").write_text(_shield())


def _shield() -> str:
    """The headers of every answer, in the words of nginx."""
    return "".join(f'add_header {name} "{value}" always;\n' for name, value in shield.headers().items())
