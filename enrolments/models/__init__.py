"""Who has, had or wants a seat, what the employer said of it, and who was there."""

from enrolments.models.approval import REASON_LENGTH, Approval, ApprovalLink
from enrolments.models.attendance import Attendance, AttendanceChange
from enrolments.models.enrolment import ACTIVE, SEATED, TAKEN, Enrolment, EnrolmentChange, Status

__all__ = [
    "ACTIVE",
    "REASON_LENGTH",
    "SEATED",
    "TAKEN",
    "Approval",
    "ApprovalLink",
    "Attendance",
    "AttendanceChange",
    "Enrolment",
    "EnrolmentChange",
    "Status",
]
