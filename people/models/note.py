from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

NOTE_LENGTH = 1000  # characters


class NoteQuerySet(models.QuerySet["Note"]):
    def open(self) -> Self:
        return self.filter(done_at=None)

    def on(self, kind: type[models.Model], ids: object) -> Self:
        """Of things of this kind; `ids` is what `__in` takes."""
        return self.filter(object_kind=kind._meta.label_lower, object_id__in=ids)

    def in_order(self) -> Self:
        """What has a day first, the earliest on top; then the newest."""
        return self.order_by(F("due").asc(nulls_last=True), "-written_at", "-pk")


class Note(models.Model):
    """What staff should remember of one thing, and perhaps who should think of it by when.

    The thing is named as in the audit trail: things of every floor have notes, and the floors above are unknown here.
    """

    object_kind = models.CharField(max_length=60)
    object_id = models.PositiveBigIntegerField()
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )  # whose thing it is, as of an enrolment; empty when it is nobody's
    text = models.TextField(max_length=NOTE_LENGTH)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="assigned_notes"
    )
    due = models.DateField(null=True, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_by=None, done_at=None) | Q(done_by__isnull=False, done_at__isnull=False),
                name="done_by_somebody_at_a_time",
            ),
            models.CheckConstraint(condition=Q(due=None) | Q(assigned_to__isnull=False), name="a_day_is_somebodys"),
        ]
        indexes = [models.Index(fields=["object_kind", "object_id"], name="notes_of_object")]  # those of one thing

    def __str__(self) -> str:
        return f"{self.object_kind} {self.object_id}"

    @property
    def seen(self) -> str:
        """What a form shows of it, to tell whether somebody else changed it meanwhile."""
        return self.changed_at.isoformat()
