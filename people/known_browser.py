"""A browser in which an account signed in before. Its tries count apart from those of strangers.

Whoever guesses at somebody's door from all over the internet closes it for strangers, not for its owner. The cookie
opens nothing, and says of nobody who it is. Source: OWASP, Blocking Brute Force Attacks, "Device Cookies".
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "people.known_browser"
LASTS = timedelta(days=180)


def of(request: HttpRequest, address: str) -> str:
    """The number of a browser that `address` signed in with before, or nothing."""
    try:
        whose, number = signing.loads(request.COOKIES.get(settings.BROWSER_COOKIE_NAME, ""), salt=SALT, max_age=LASTS)
    except (signing.BadSignature, TypeError, ValueError):
        return ""
    return number if constant_time_compare(whose, _hash(address)) else ""


def remember(request: HttpRequest, response: HttpResponse, address: str) -> None:
    """Called when `address` is signed in."""
    if not of(request, address):
        value = signing.dumps([_hash(address), secrets.token_hex(8)], salt=SALT)
        response.set_cookie(
            settings.BROWSER_COOKIE_NAME,
            value,
            max_age=LASTS,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def _hash(address: str) -> str:
    return salted_hmac(SALT, address).hexdigest()[:20]
