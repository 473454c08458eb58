from django.db import models


class Tally(models.Model):
    """How often something was tried since a moment; at `ends_at` the counting starts anew.

    What is counted stands here as a keyed hash: no address of a person or a computer is kept.
    """

    key = models.CharField(max_length=64, primary_key=True)
    used = models.PositiveIntegerField(default=1)
    ends_at = models.DateTimeField(db_index=True)  # for pruning

    def __str__(self) -> str:
        return f"{self.used} until {self.ends_at}"
