from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PeriodicJob(models.Model):
    """A job that returns, and when it is due; whoever moves `due_at` forward has the turn."""

    name = models.CharField(max_length=60, unique=True)
    due_at = models.DateTimeField()
    last_started_at = models.DateTimeField(null=True)
    last_task = models.UUIDField(null=True)  # the task of its latest turn; how it went is told there

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class BackgroundProcess(models.Model):
    """A mail sender or worker that runs somewhere, and when it last said so. It takes its row away when it stops."""

    class Kind(models.TextChoices):
        MAIL = "mail", _("verzender van mail")
        WORKER = "worker", _("werker")

    kind = models.CharField(max_length=8, choices=Kind)
    host = models.CharField(max_length=100)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["kind", "host", "pid"]
        constraints = [models.UniqueConstraint(fields=["kind", "host", "pid"], name="one_row_per_process")]

    def __str__(self) -> str:
        return f"{self.kind} {self.host} {self.pid}"
