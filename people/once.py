"""A form that is sent twice acts once (promise P03): double click, retry, back button, two tabs.

The key of the form is stored in the same transaction as what it did, so a crash cannot wedge it.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest

from people.errors import OtherDeed
from people.models import Deed, User

KEY = "key"  # the name of the hidden field
MARK = "voor"  # another: for whom the form was made (`unsent`)
_NOT_ASKED = {KEY, MARK, "csrfmiddlewaretoken"}


def act(request: HttpRequest, user: User | None, deed: Callable[[], str]) -> str:
    """Do `deed` in a transaction, once per key of the form; the address it led to, the first time and every time.

    A form without a key always acts; the rules still stand. Whatever `deed` raises undoes it and comes through,
    unless the same form was first. Raises OtherDeed when the same key asks something else. `user` is empty for
    somebody who came by a personal link and has no account.
    """
    asked = _read(request, user)
    try:
        with transaction.atomic(durable=True):
            outcome = deed()
            if asked is not None:
                asked.outcome = outcome
                asked.save(force_insert=True)  # a twin that was first makes this fail, and undoes ours
            return outcome
    except Exception:
        if asked is not None and (first := Deed.objects.filter(key=asked.key).first()):
            return _outcome_of(first, asked)
        raise


def _outcome_of(first: Deed, asked: Deed) -> str:
    if (first.user_id, first.fingerprint) != (asked.user_id, asked.fingerprint):
        raise OtherDeed
    return first.outcome


def _read(request: HttpRequest, user: User | None) -> Deed | None:
    try:
        key = uuid.UUID(request.POST.get(KEY, ""))
    except ValueError:
        return None
    asked = sorted((name, values) for name, values in request.POST.lists() if name not in _NOT_ASKED)
    sent = [(name, _read_through(file)) for name, files in request.FILES.lists() for file in files]
    fingerprint = hashlib.sha256(json.dumps([request.path, asked, sorted(sent)]).encode()).hexdigest()
    return Deed(key=key, user=user, fingerprint=fingerprint)


def _read_through(file: UploadedFile[Any]) -> str:
    """What is in a file, as a fingerprint; it can be read again afterwards."""
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return digest
