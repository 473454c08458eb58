from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models import Session
from enrolments.models.enrolment import Enrolment
from people.models import User


class Attendance(models.Model):
    """Whether somebody was at one session. No row: nobody has said so yet."""

    class Status(models.TextChoices):
        PRESENT = "present", _("aanwezig")
        PART = "part", _("deels aanwezig")
        ABSENT = "absent", _("afwezig")
        EXCUSED = "excused", _("afgemeld")

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="attendances")
    session = models.ForeignKey(Session, models.PROTECT, related_name="attendances")
    status = models.CharField(max_length=7, choices=Status)

    class Meta:
        ordering = ["session", "enrolment"]
        constraints = [models.UniqueConstraint(fields=["enrolment", "session"], name="one_attendance_per_session")]

    def __str__(self) -> str:
        return f"{self.enrolment.user}: {self.get_status_display()}"


class AttendanceChange(models.Model):
    """One mark or correction: what it became, by whom and when."""

    attendance = models.ForeignKey(Attendance, models.CASCADE, related_name="changes")
    status = models.CharField(max_length=7, choices=Attendance.Status)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.get_status_display()
