"""What people type about leaving and its cost. Shape only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enrolments.models import COST_CENTRE_LENGTH, WAIVER_LENGTH, Withdrawal
from people.forms import NOT_LISTED, LineField, NumberField, PlainField

TOO_LONG = {"max_length": _("Schrijf hoogstens %(limit_value)d tekens; dit zijn er %(show_value)d.")}
MOST_CENTS = 10**8


class CostCentreForm(forms.Form):
    """Which cost centre of the employer the cost belongs to, and which terms the page showed; both may stay empty."""

    all_optional = True

    cost_centre = LineField(
        label=_("Kostenplaats"),
        help_text=_("Als uw organisatie die op de rekening wil zien. Mag leeg blijven."),
        max_length=COST_CENTRE_LENGTH,
        required=False,
        error_messages=TOO_LONG,
    )
    seen = LineField(widget=forms.HiddenInput, max_length=16, required=False)


class WithdrawForm(forms.Form):
    """Why somebody gives the seat back, in one word of a closed list, and what the page said it costs."""

    all_optional = True

    cause = forms.ChoiceField(
        label=_("Waarom schrijft u zich uit?"),
        help_text=_("Mag leeg blijven. Alleen u en de coördinator, die kosten kan kwijtschelden, zien dit."),
        choices=[("", _("zeg ik liever niet")), *Withdrawal.Cause.choices],
        required=False,
        error_messages=NOT_LISTED,
    )
    seen = NumberField(widget=forms.HiddenInput, min_value=0, max_value=MOST_CENTS, required=False)

    def __init__(self, data: Any = None, *, cents: int = 0) -> None:
        super().__init__(data, auto_id="uit_%s", initial={"seen": cents})


class WaiverForm(forms.Form):
    """Why a cost is waived."""

    reason = PlainField(
        label=_("Waarom scheldt u dit kwijt?"),
        help_text=_("De deelnemer leest dit in de mail. Schrijf niets over iemands gezondheid."),
        max_length=WAIVER_LENGTH,
        widget=forms.Textarea({"rows": 3}),
        error_messages=TOO_LONG | {"required": _("Schrijf waarom u dit kwijtscheldt.")},
    )


class CallOffForm(forms.Form):
    """Why an edition does not go ahead, and how many people its planner was shown."""

    reason = PlainField(
        label=_("Waarom gaat het niet door?"),
        help_text=_("Mag leeg blijven. Wat u schrijft, staat in de mail aan iedereen die meedoet of wacht."),
        max_length=WAIVER_LENGTH,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        error_messages=TOO_LONG,
    )
    enrolled = NumberField(widget=forms.HiddenInput, min_value=0, max_value=10**6)
    requested = NumberField(widget=forms.HiddenInput, min_value=0, max_value=10**6)
    waiting = NumberField(widget=forms.HiddenInput, min_value=0, max_value=10**6)
    offered = NumberField(widget=forms.HiddenInput, min_value=0, max_value=10**6)
    trainers = NumberField(widget=forms.HiddenInput, min_value=0, max_value=10**6)
