"""Who has, had or wants a seat, and who was there."""

from enrolments.models.attendance import Attendance, AttendanceChange
from enrolments.models.enrolment import ACTIVE, SEATED, Enrolment, EnrolmentChange, Status

__all__ = [
    "ACTIVE",
    "SEATED",
    "Attendance",
    "AttendanceChange",
    "Enrolment",
    "EnrolmentChange",
    "Status",
]
