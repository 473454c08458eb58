"""The last words of `make demo`: what to open, and who to sign in as."""

import csv
import tomllib
from pathlib import Path

from tools import places

ACCOUNTS = places.ROOT / "config" / "demo" / "content" / "accounts.toml"
REGIONS = places.ROOT / "people" / "data" / "regions.csv"
DOMAIN = "leerlijn.example"


def text(address: str) -> str:
    story = tomllib.loads(ACCOUNTS.read_text())
    regions = _regions(REGIONS)
    accounts = [
        f"  {account['key'] + '@' + DOMAIN:<36}{account['function']}, "
        f"{regions.get(account['organisation'], account['organisation'])}"
        for account in story["accounts"]
    ]
    heading = f"Sign in at {address}/account/login/ with the password {story['password']} as:"
    foot = f"Mail arrives at {address}/demo/post/. Logs are in {places.LOGS}. Ctrl-C stops everything."
    return "\n".join(["", f"klaar: {address}", "", heading, *accounts, "", foot])


def _regions(file: Path) -> dict[str, str]:
    """The names of the safety regions by code."""
    with file.open(newline="") as rows:
        return {row["code"]: row["name"] for row in csv.DictReader(rows)}
