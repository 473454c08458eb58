"""What may happen to an advice, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evaluations.models import Advice, Round, Yardstick
from evaluations.results import Result, Shown, Words


def why_not_stamp(advice: Advice) -> str:
    """Fixing needs something to fix, and happens once."""
    if advice.is_stamped:
        return _("Criteria en opties liggen al vast.")
    kinds = {one.kind for one in advice.yardsticks.all()}
    if len(kinds) < len(Yardstick.Kind):
        return _("Noem eerst ten minste één criterium en één optie.")
    return ""


def why_not_change_yardsticks(advice: Advice) -> str:
    if advice.is_stamped:
        return _("Criteria en opties liggen vast en zijn niet meer te wijzigen.")
    return ""


def why_not_insert(advice: Advice, round: Round, result: Result | None) -> str:
    """What keeps a result of `round` out of `advice`; empty: nothing.

    Criteria and options come first: an advice whose yardsticks were chosen with the outcome known proves nothing.
    """
    if not isinstance(result, Shown | Words):
        return _("Dit resultaat kan niet worden getoond, dus ook niet in een advies.")
    if advice.stamped_at is None:
        return _("Leg eerst de criteria en de opties van het advies vast.")
    if round.cohort_id == advice.cohort_id and round.closed_at and round.closed_at < advice.stamped_at:
        return _("Deze resultaten waren al bekend toen de criteria werden vastgelegd.")
    return ""
