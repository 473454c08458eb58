"""Invented names and the addresses that go with them."""

import re

from config.demo import content
from config.demo.story import chance
from people.models import User
from people.text import folded

HOST = "leerlijn.example"


class Names:
    """Gives out persons that do not exist yet, each name once."""

    def __init__(self) -> None:
        lists = content.read("names")
        self._given: list[str] = lists["given"]
        self._family: list[list[str]] = [name.split("|") for name in lists["family"]]
        self._chance = chance("names")
        self._used: set[tuple[str, str]] = set()

    def person(self) -> User:
        """A new person, not saved."""
        while True:
            given, (infix, family) = self._chance.choice(self._given), self._chance.choice(self._family)
            if (given, family) not in self._used:
                break
        self._used.add((given, family))
        words = [_plain(word) for word in folded(f"{given} {infix} {family}").split()]
        return User(email=f"{'.'.join(words)}@{HOST}", given_name=given, infix=infix, family_name=family)


def _plain(word: str) -> str:
    """Letters that every mail server takes."""
    return re.sub(r"[^a-z]", "", word)
