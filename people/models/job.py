from django.db import models


class PeriodicJob(models.Model):
    """A job that returns, and when it is due; whoever moves `due_at` forward has the turn."""

    name = models.CharField(max_length=60, unique=True)
    due_at = models.DateTimeField()
    last_started_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
