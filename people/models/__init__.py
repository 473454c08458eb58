"""Who there is, for whom they work, what was told to them and what was done."""

from people.models.audit import AuditEvent, AuditPayload, AuditSeal
from people.models.calendar import CalendarEntry, CalendarFeed, SecretFeed
from people.models.deed import Deed
from people.models.deputy import Deputyship
from people.models.file import FileContent, Paper, StoredFile
from people.models.job import BackgroundProcess, PeriodicJob
from people.models.message import MailKind, MailText, Message, StoppedKind
from people.models.note import NOTE_LENGTH, Note
from people.models.organisation import Area, Organisation
from people.models.person import Affiliation, User
from people.models.reminded import Reminded
from people.models.role import Role, RoleGrant
from people.models.tally import Tally

__all__ = [
    "NOTE_LENGTH",
    "Affiliation",
    "Area",
    "AuditEvent",
    "AuditPayload",
    "AuditSeal",
    "BackgroundProcess",
    "CalendarEntry",
    "CalendarFeed",
    "Deed",
    "Deputyship",
    "FileContent",
    "MailKind",
    "MailText",
    "Message",
    "Note",
    "Organisation",
    "Paper",
    "PeriodicJob",
    "Reminded",
    "Role",
    "RoleGrant",
    "SecretFeed",
    "StoppedKind",
    "StoredFile",
    "Tally",
    "User",
]
