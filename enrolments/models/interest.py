from __future__ import annotations

from django.db import models

from courses.models import Course
from people.models import User


class Interest(models.Model):
    """Somebody's wish to hear when an edition of a course is published. Gone once they enrol in one."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    since = models.DateTimeField()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [models.UniqueConstraint(fields=["course", "user"], name="one_interest_per_course")]

    def __str__(self) -> str:
        return f"{self.user}: {self.course.code}"
