"""Small words that templates need."""

import re
import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from people import text, unsent
from people.once import KEY, MARK

register = template.Library()


@register.filter
def local(thing: Any, field: str) -> str:
    """`{{ course|local:"title" }}`: the text in the language of the page."""
    return text.local(thing, field)


# The colour of a state, for every status there is; the word beside it says the same.
COLOURS = {
    "concept": "grey", "published": "blue", "confirmed": "green", "running": "teal", "completed": "grey",
    "cancelled": "red", "requested": "blue", "enrolled": "green", "waiting": "yellow", "withdrawn": "grey",
    "not_completed": "orange", "moved": "grey", "asked": "yellow", "accepted": "green", "declined": "red",
    "offered": "orange", "lapsed": "grey", "ready": "blue", "held": "yellow", "sent": "green",
    "failed": "red", "dropped": "grey", "open": "green", "closed": "grey",
    "red": "red", "amber": "yellow", "green": "green", "present": "green", "part": "yellow",
    "absent": "red", "excused": "grey",
}  # fmt: skip


@register.filter
def status_colour(status: str) -> str:
    return COLOURS.get(status, "grey")


@register.filter
def plain_number(number: Any) -> str:
    """For coordinates: never with a decimal comma or a thousands separator."""
    return str(number)


@register.filter
def of(found: Mapping[int, Any], key: int) -> Any:
    """What a page worked out about one of many rows; nothing when it did not."""
    return found.get(key)


@register.filter
def euros(amount: Decimal) -> str:
    """`{{ step.amount|euros }}`: € 450, or € 412,50."""
    return text.euros(amount)


@register.filter
def times(number: float, factor: int) -> str:
    """`{{ forloop.counter0|times:26 }}`: for coordinates, in whole steps."""
    return str(round(number * factor))


@register.filter
def share(part: int, whole: int) -> float:
    """`{{ bar.number|share:most }}`: between 0 and 1."""
    return part / whole if whole else 0.0


@register.inclusion_tag("people/once.html", takes_context=True)
def once(context: template.Context) -> dict[str, str]:
    """`{% once %}` in a form: the hidden key by which sending twice acts once.

    Behind sign-in it says for whom it was made too, so that it can be kept (`unsent`); where an answer must not be
    tied to anybody, the page is open and it does not.
    """
    request: Any = context.get("request")
    view = getattr(getattr(request, "resolver_match", None), "func", None)
    is_closed = view is not None and getattr(view, "login_required", True) and request.user.is_authenticated
    made_for = unsent.mark(request.user) if is_closed else ""
    return {"name": KEY, "key": str(uuid.uuid4()), "mark": MARK, "made_for": made_for}


@register.filter
def browser(user_agent: str) -> str:
    """`{{ session.user_agent|browser }}`: 'Firefox op Windows'."""
    return text.browser(user_agent)


@register.filter
def own_links(plain: str) -> SafeString:
    """`{{ mail.text|own_links }}`: escaped text in which only an address of this site is a link."""
    return format_html_join("", "{}", ((_linked(part),) for part in re.split(r"(\s+)", plain)))


def _linked(part: str) -> SafeString:
    if part == settings.ADDRESS or part.startswith(f"{settings.ADDRESS}/"):
        return format_html('<a class="utrecht-link" href="{}">{}</a>', part, part)
    return escape(part)
