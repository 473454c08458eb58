"""What somebody answers to an offer. Shape only."""

from __future__ import annotations

from django import forms


class OfferForm(forms.Form):
    """What somebody answers to an offer of a seat."""

    ACCEPT, REFUSE = "accept", "refuse"

    answer = forms.ChoiceField(choices=[(ACCEPT, ""), (REFUSE, "")])

    @property
    def accepts(self) -> bool:
        return bool(self.cleaned_data["answer"] == self.ACCEPT)
