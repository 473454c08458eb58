"""A form that is sent twice acts once (promise P03): double click, retry, back button, two tabs.

The key of the form is stored in the same transaction as what it did, so a crash cannot wedge it.
"""

import hashlib
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.http import HttpRequest

from people.errors import OtherDeed
from people.models import Deed, User

KEY = "key"  # the name of the hidden field
_NOT_ASKED = {KEY, "csrfmiddlewaretoken"}


@contextmanager
def deed(request: HttpRequest, user: User) -> Iterator[Deed]:
    """Open a transaction in which this form acts, or has acted: then `outcome` says where it led.

    A form without a key always acts; the rules still stand. Raises OtherDeed when the same key asks something else.
    """
    with transaction.atomic(durable=True):
        asked = _read(request, user)
        if asked is None:
            yield Deed(user=user)
            return
        Deed.objects.bulk_create([asked], ignore_conflicts=True)  # waits for a twin that is under way
        known = Deed.objects.get(key=asked.key)
        if (known.user_id, known.fingerprint) != (user.pk, asked.fingerprint):
            raise OtherDeed
        was_done = bool(known.outcome)
        yield known
        if not was_done:
            known.save(update_fields=["outcome"])


def _read(request: HttpRequest, user: User) -> Deed | None:
    try:
        key = uuid.UUID(request.POST.get(KEY, ""))
    except ValueError:
        return None
    asked = sorted((name, values) for name, values in request.POST.lists() if name not in _NOT_ASKED)
    fingerprint = hashlib.sha256(json.dumps([request.path, asked]).encode()).hexdigest()
    return Deed(key=key, user=user, fingerprint=fingerprint)
