"""Which colleague takes a seat. Shape only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from enrolments.group.sheet import bare
from enrolments.rules import not_a_colleague
from people.forms import LineField
from people.models import User


class SubstituteForm(forms.Form):
    """Which colleague takes a seat."""

    newcomer: User | None

    adres = LineField(
        label=_("E-mailadres van uw collega"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off"}),
        error_messages={"required": _("Vul het e-mailadres van uw collega in."), "max_length": _("Dit is te lang.")},
    )

    def __init__(self, colleagues: QuerySet[User], data: Any = None, *, is_listed: bool = False) -> None:
        """Looked up among `colleagues` only: one with an account elsewhere is as unknown as one without.

        For who may see them all the page lists them, to choose from while typing.
        """
        super().__init__(data)
        self.is_listed = is_listed
        if is_listed:
            self.fields["adres"].widget.attrs["list"] = "collegas"
        self.colleagues, self.newcomer = colleagues, None

    def clean_adres(self) -> str:
        typed: str = bare(self.cleaned_data["adres"])
        self.newcomer = self.colleagues.filter(email=typed).first()
        if self.newcomer is None:
            raise forms.ValidationError(not_a_colleague().sentence)
        return typed
