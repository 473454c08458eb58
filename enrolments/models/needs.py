from django.db import models

from enrolments.models.enrolment import Enrolment

NEEDS_LENGTH = 300  # characters


class Needs(models.Model):
    """What somebody eats or not, or needs to take part. May tell of health or belief: kept until shortly after."""

    enrolment = models.OneToOneField(Enrolment, models.CASCADE, related_name="needs")
    words = models.CharField(max_length=NEEDS_LENGTH)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(words=""), name="needs_say_something")]

    def __str__(self) -> str:
        return f"{self.enrolment_id}"  # never the words
