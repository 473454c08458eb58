"""How one anonymous answer is written down: compact JSON, whose length the form checks before any box is opened."""

import json
from typing import Any

Record = dict[str, Any]  # audience, area, and per question the choice, choices or text


def encoded(record: Any) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()
