"""The audit trail: who did what to which object, for whom, from where, when, with which result.

Actions write lines (`record`). A periodic job seals them in batches (`seal`), each seal hashing the one
before, so that any later change, deletion or insertion shows (`first_broken_seal`). Source: BIO2 8.15.01-05.
"""

import hashlib
import json
import secrets
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from people.models import AuditEvent, AuditPayload, AuditSeal, PeriodicJob, User
from people.origin import origin

DONE = "gelukt"
JOB = "seal_audit"  # its name in `settings.PERIODIC_JOBS`


def record(
    by: User | None,
    deed: str,
    thing: models.Model | None = None,
    result: str = DONE,
    *,
    subject: User | None = None,
    payload: dict[str, Any] | None = None,
) -> AuditEvent:
    """Write one line. `by` is empty for the system itself; `payload` is the erasable, personal part."""
    salt = secrets.token_hex(16)
    event = AuditEvent.objects.create(
        actor=by,
        subject=subject,
        deed=deed,
        object_kind=thing._meta.label_lower if thing else "",
        object_id=str(thing.pk) if thing else "",
        origin=origin.get()[:60],
        result=result,
        payload_hash=_salted(salt, payload) if payload else "",
    )
    if payload:
        AuditPayload.objects.create(event=event, salt=salt, data=payload)
    return event


def lines_about(thing: models.Model, deed: str) -> models.QuerySet[AuditEvent]:
    """What the trail says about one object, with who did it and the personal part."""
    lines = AuditEvent.objects.filter(object_kind=thing._meta.label_lower, object_id=str(thing.pk), deed=deed)
    return lines.select_related("actor", "payload")


@transaction.atomic
def seal() -> int:
    """Close all lines that no running transaction can still precede; the number of lines sealed."""
    _lock_chain()
    settled = timezone.now() - settings.AUDIT_SETTLES
    last = AuditSeal.objects.order_by("-pk").first()
    lines = list(AuditEvent.objects.filter(seal=None, at__lt=settled).order_by("pk"))
    if not lines:
        return 0
    batch = AuditSeal.objects.create(head=_head(last.head if last else "", lines), lines=len(lines))
    AuditEvent.objects.filter(pk__in=[line.pk for line in lines]).update(seal=batch)
    return len(lines)


def first_broken_seal() -> AuditSeal | None:
    """The earliest batch that is no longer as it was sealed, or None when the whole chain holds."""
    before = ""
    for batch in AuditSeal.objects.order_by("pk").iterator():
        lines = list(batch.events.select_related("payload").order_by("pk"))
        whole = len(lines) == batch.lines and _head(before, lines) == batch.head
        if not (whole and all(_payload_fits(line) for line in lines)):
            return batch
        before = batch.head
    return None


def _lock_chain() -> None:
    """One sealer at a time: two would each hang a batch on the same end. The row of the job is the lock."""
    PeriodicJob.objects.select_for_update().get_or_create(name=JOB, defaults={"due_at": timezone.now()})


def _payload_fits(line: AuditEvent) -> bool:
    """What is personal is as it was written, or erased."""
    payload = getattr(line, "payload", None)
    return payload is None or _salted(payload.salt, payload.data) == line.payload_hash


def _head(before: str, lines: list[AuditEvent]) -> str:
    digest = hashlib.sha256(before.encode())
    for line in lines:
        facts = [line.pk, line.at.isoformat(), line.actor_id, line.subject_id, line.deed, line.object_kind]
        facts += [line.object_id, line.origin, line.result, line.payload_hash]
        digest.update(json.dumps(facts).encode())
    return digest.hexdigest()


def _salted(salt: str, payload: dict[str, Any]) -> str:
    return hashlib.sha256((salt + json.dumps(payload, sort_keys=True)).encode()).hexdigest()
