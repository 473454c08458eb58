"""The privacy notice: its versions, and who has read which.

It informs, and asks nothing: reading it is no consent. Source: AVG art. 13 and 14; its versions are data.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone, translation

from people.models import User


@dataclass(frozen=True)
class Version:
    """The notice as it holds from a day on, and what changed in it, in each language of the site."""

    number: int
    since: date
    words: dict[str, list[str]]

    @property
    def changes(self) -> list[str]:
        """What changed, in the language of the page."""
        return self.words[translation.get_language() or settings.LANGUAGE_CODE]


def versions() -> list[Version]:
    """Those that hold today or held before, the newest first. By the real day: the law knows no demo clock.

    There is always a first, also on a machine whose clock is behind.
    """
    today = timezone.localdate()
    first, *later = _written(settings.PRIVACY_NOTICE)
    return [*reversed([version for version in later if version.since <= today]), first]


def present() -> Version:
    return versions()[0]


def unread_by(user: User) -> list[Version]:
    """The versions that came after the one `user` read, the newest first; no query."""
    return [version for version in versions() if version.number > user.notice_version]


def is_owed_to(user: User) -> bool:
    """Whether `user` is still to be told of the present version before anything else; no query."""
    return settings.NOTICE_ASKED and user.notice_version < present().number


@cache
def _written(file: Path) -> tuple[Version, ...]:
    languages = [code for code, _name in settings.LANGUAGES]
    rows = tomllib.loads(file.read_text())["version"]
    return tuple(Version(row["number"], row["since"], {code: row[code] for code in languages}) for row in rows)
