"""Small words that templates need."""

import uuid
from typing import Any

from django import template

from people import text
from people.once import KEY

register = template.Library()


@register.filter
def local(thing: Any, field: str) -> str:
    """`{{ course|local:"title" }}`: the text in the language of the page."""
    return text.local(thing, field)


@register.inclusion_tag("people/once.html")
def once() -> dict[str, str]:
    """`{% once %}` in a form: the hidden key by which sending twice acts once."""
    return {"name": KEY, "key": str(uuid.uuid4())}
