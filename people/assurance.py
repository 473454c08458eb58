"""How sure we must be of who is there: a second factor for some roles, and asking again before some deeds.

The library asks for a factor that somebody has, and asks again before changes of an account. This room adds who
must have a factor, and what else is worth asking again.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, cast

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from people.models import User

P = ParamSpec("P")

SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def owes_second_factor(user: User) -> bool:
    """Whether a role of `user` asks for a second factor that is not there. At most two queries."""
    roles = settings.SECOND_FACTOR_ROLES
    holds = bool(roles) and any(grant.role in roles for grant in user.grants)
    return holds and not is_mfa_enabled(user, types=SECOND_FACTORS)


def let_roles_rest(user: User) -> None:
    """For the rest of this request `user` has no role that asks for a factor: an open page is that of a visitor."""
    user.grants = [grant for grant in user.grants if grant.role not in settings.SECOND_FACTOR_ROLES]


def is_confirmed(request: HttpRequest) -> bool:
    """Whether this person proved who they are a short while ago, by signing in or when asked again.

    Who has neither password nor factor signs in by code alone, and has nothing to be asked for.
    """
    if settings.CONFIRMED_FOR is None or not get_reauthentication_flows(request.user):
        return True
    proofs = get_authentication_records(request, request.user)
    return bool(proofs) and time.time() - proofs[-1]["at"] < settings.CONFIRMED_FOR.total_seconds()


def confirm(request: HttpRequest) -> None:
    """Ask again who is there, unless that was proven a short while ago; afterwards the request goes on by itself."""
    if not is_confirmed(request):
        raise ReauthenticationRequired


def confirmed(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """A page that shows or does so much that it asks again who is there."""

    @wraps(view)
    def asking(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        confirm(cast(HttpRequest, args[0]))
        return view(*args, **kwargs)

    return asking


def end_sessions_elsewhere(request: HttpRequest, user: User, **details: Any) -> None:
    """A factor came, went or was renewed: whoever sits at another screen of this person signs in anew."""
    for session in UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key):
        session.end()


def watch_factors() -> None:
    """The library tells of its factors by signal only."""
    for changed in (authenticator_added, authenticator_removed, authenticator_reset):
        changed.connect(end_sessions_elsewhere, dispatch_uid="end_sessions_elsewhere")
