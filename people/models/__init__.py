"""Who there is, for whom they work, what was told to them and what was done."""

from people.models.audit import AuditEvent, AuditPayload, AuditSeal
from people.models.calendar import CalendarEntry, CalendarFeed
from people.models.deed import Deed
from people.models.job import PeriodicJob
from people.models.message import Message
from people.models.organisation import Area, Organisation
from people.models.person import Affiliation, User
from people.models.role import Role, RoleGrant

__all__ = [
    "Affiliation",
    "Area",
    "AuditEvent",
    "AuditPayload",
    "AuditSeal",
    "CalendarEntry",
    "CalendarFeed",
    "Deed",
    "Message",
    "Organisation",
    "PeriodicJob",
    "Role",
    "RoleGrant",
    "User",
]
