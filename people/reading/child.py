"""The child: takes the bytes of one file from its input, and writes what it found, or a refusal, as JSON."""

import json
import os
import resource
import sys
from collections.abc import Callable
from typing import Any

from people.reading import Refused, kind, sheet

MEMORY = 512 * 1024 * 1024  # bytes that this process may have
SECONDS = 20  # of computing
AFTER_OTHERS = 10  # niceness: whoever asks for a page goes first
QUESTIONS: dict[str, Callable[[bytes], Any]] = {"kind": kind.of, "rows": lambda content: list(sheet.rows(content))}


def main(question: str) -> None:
    """Answer `question`, one of QUESTIONS."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    os.nice(AFTER_OTHERS)
    try:
        answer: dict[str, Any] = {"found": QUESTIONS[question](sys.stdin.buffer.read())}
    except Refused as refused:
        answer = {"refused": refused.reason, "where": refused.where}
    except MemoryError:
        answer = {"refused": "heavy"}
    except Exception:  # whatever a broken file makes a library say
        answer = {"refused": "broken"}
    sys.stdout.write(json.dumps(answer))
