"""Who may come in: one decorator per role. What a role may see of one object stands beside that object."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django_htmx.middleware import HtmxDetails

from people.assurance import confirmed
from people.models import Role, User

P = ParamSpec("P")


class AnyRequest(HttpRequest):
    """A request from anybody, on a page that is open."""

    htmx: HtmxDetails


class UserRequest(AnyRequest):
    """A request from somebody known."""

    user: User


def only(may: Callable[[User], bool]) -> Callable[[Callable[P, HttpResponse]], Callable[P, HttpResponse]]:
    """A page for those of whom `may` is true; others get 403, visitors are asked to sign in."""

    def decorate(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not may(cast(UserRequest, args[0]).user):
                raise PermissionDenied
            return view(*args, **kwargs)

        return guarded

    return decorate


def is_planner(user: User) -> bool:
    return user.has_role(Role.PLANNER)


def is_administrator(user: User) -> bool:
    return user.has_role(Role.ADMINISTRATOR)


def speaks_for_an_organisation(user: User) -> bool:
    """A training contact of an organisation, or a line manager of somebody in it."""
    return user.has_role(Role.TRAINING_CONTACT) or user.manages_somebody


organisations_only = only(speaks_for_an_organisation)


planners_only = only(is_planner)


def administrators_only(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """A page of administrators, whose rights rest until they prove again who they are (`CONFIRMED_FOR`)."""
    return only(is_administrator)(confirmed(view))
