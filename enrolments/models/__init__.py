"""Who has, had or wants a seat, what leaving cost, what the employer said, who was there, is interested or invited."""

from enrolments.models.approval import REASON_LENGTH, Approval, ApprovalLink
from enrolments.models.attendance import Attendance, AttendanceChange
from enrolments.models.attendant import Attendant
from enrolments.models.choice import SessionChoice
from enrolments.models.enrolment import (
    ACTIVE,
    COST_CENTRE_LENGTH,
    HOLDING,
    SEATED,
    TAKEN,
    Enrolment,
    EnrolmentChange,
    Status,
    came_back,
)
from enrolments.models.interest import Interest
from enrolments.models.invited import Invited
from enrolments.models.needs import NEEDS_LENGTH, Needs
from enrolments.models.offer import OfferLink
from enrolments.models.reservation import SeatReservation
from enrolments.models.withdrawal import WAIVER_LENGTH, Withdrawal

__all__ = [
    "ACTIVE",
    "COST_CENTRE_LENGTH",
    "HOLDING",
    "NEEDS_LENGTH",
    "REASON_LENGTH",
    "SEATED",
    "TAKEN",
    "WAIVER_LENGTH",
    "Approval",
    "ApprovalLink",
    "Attendance",
    "AttendanceChange",
    "Attendant",
    "Enrolment",
    "EnrolmentChange",
    "Interest",
    "Invited",
    "Needs",
    "OfferLink",
    "SeatReservation",
    "SessionChoice",
    "Status",
    "Withdrawal",
    "came_back",
]
