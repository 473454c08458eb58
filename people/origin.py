"""From where the present deed comes: a request, a job, a command. Set at the door, read by the audit trail."""

import ipaddress
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest

origin: ContextVar[str] = ContextVar("origin", default="opdrachtregel")  # "web 192.0.2.1" or "taak prune"
request_id: ContextVar[str] = ContextVar("request_id", default="-")
actor: ContextVar[str] = ContextVar("actor", default="-")  # whose deed, by a number that only we can lead back


def client_address(request: HttpRequest) -> str:
    """The internet address of whoever asks; of headers only what our own proxies wrote is believed.

    Each proxy adds, at the end, who spoke to it. With none (`LEERLIJN_PROXIES` is 0) no header counts.
    """
    proxies: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    nearest: str = request.META.get("REMOTE_ADDR", "")
    told = request.headers.get("X-Forwarded-For", "").split(",") if proxies else []
    found = [*told, nearest][-1 - proxies :][0].strip()
    try:
        return str(ipaddress.ip_address(found))
    except ValueError:
        return nearest
