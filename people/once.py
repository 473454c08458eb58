"""A form that is sent twice acts once (promise P03): double click, retry, back button, two tabs.

The key of the form is stored in the same transaction as what it did, so a crash cannot wedge it.
"""

import hashlib
import json
import uuid
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest

from people.errors import OtherDeed
from people.models import Deed, User

KEY = "key"  # the name of the hidden field
_NOT_ASKED = {KEY, "csrfmiddlewaretoken"}


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
    fingerprint = hashlib.sha256(json.dumps([request.path, asked]).encode()).hexdigest()
    return Deed(key=key, user=user, fingerprint=fingerprint)
