"""Small words that the pages of the traineeship need."""

from django import template
from django.utils.translation import gettext as _

from trainees.queries import Standing
from trainees.rules import Colour, ItemState, Signal

register = template.Library()
Rows = list[tuple[ItemState, Signal]]


@register.filter
def track(standing: Standing, kind: str) -> Rows:
    """`{{ standing|track:"content" }}`: the items of one track, each with its colour."""
    return standing.track(kind)


@register.filter
def done_of(rows: Rows) -> str:
    """'8 van 14 afgerond, 1 te laat'."""
    done = sum(state.done_on is not None for state, _signal in rows)
    late = sum(signal.colour == Colour.RED for _state, signal in rows)
    words = _("%(done)s van %(all)s afgerond") % {"done": done, "all": len(rows)}
    return words + (_(", %(late)s te laat") % {"late": late} if late else "")
