"""What was asked for: `make test only=waitlist` reaches us as the environment variable `only`."""

import os


def option(name: str) -> str:
    return os.environ.get(name, "")


def words(name: str) -> list[str]:
    return option(name).split()
