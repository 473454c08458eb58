"""A process of the site whose database does not exist."""

import json
import os
import subprocess
import sys
from typing import NamedTuple

from django.conf import settings

ASK = """
import django, json, sys
django.setup()
from django.test import Client
cookies = json.loads(sys.argv[2])
browser = Client(raise_request_exception=False)
browser.cookies.load(cookies)
answer = browser.get(sys.argv[1])
print(json.dumps([answer.status_code, dict(answer.headers), answer.content.decode()]))
"""


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    page: str


def asked(path: str, **cookies: str) -> Answer:
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": "sqlite:////no-such-folder/no-such-file.sqlite3",
    }
    command = [sys.executable, "-c", ASK, path, json.dumps(cookies)]
    done = subprocess.run(command, cwd=settings.BASE, env=env, capture_output=True, text=True, check=True)
    return Answer(*json.loads(done.stdout.strip().rpartition("\n")[2]))
