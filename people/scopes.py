"""One thing of a floor above for which alone a role can be given: an edition, a traineeship.

The ground floor knows its number only; the roof says in `SCOPE_THINGS` which room knows the thing. Such a room has
`find(text)`, the number of what somebody typed or None, and `names(numbers)`, what people call them, in one query.
"""

from collections.abc import Callable, Iterable
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from people.models import RoleGrant


def find(scope: RoleGrant.Scope, text: str) -> int | None:
    return cast(Callable[[str], int | None], _room(scope, "find"))(text)


def named(grants: Iterable[RoleGrant]) -> list[RoleGrant]:
    """The same grants, each with the name of its thing. One query for each kind of thing among them."""
    told = list(grants)
    for scope in {grant.scope for grant in told if grant.is_narrow}:
        narrow = [grant for grant in told if grant.scope == scope]
        names = cast(Callable[[set[int | None]], dict[int, str]], _room(scope, "names"))(
            {grant.object_id for grant in narrow}
        )
        for grant in narrow:
            grant.thing = names.get(grant.object_id or 0, "")
    return told


def _room(scope: str, question: str) -> object:
    return import_string(f"{settings.SCOPE_THINGS[scope]}.{question}")
