"""From where the present deed comes: a request, a job, a command. Set at the door, read by the audit trail."""

from contextvars import ContextVar

origin: ContextVar[str] = ContextVar("origin", default="opdrachtregel")  # "web 192.0.2.1" or "taak prune"
request_id: ContextVar[str] = ContextVar("request_id", default="-")
actor: ContextVar[str] = ContextVar("actor", default="-")  # whose deed, by a number that only we can lead back
