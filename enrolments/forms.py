"""What visitors type to find something in the offer, and words that several forms say. Shape only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.forms import SpokenForm, areas, choose_from, kinds
from courses.models import TargetGroup
from enrolments.queries import Wish
from people.forms import NOT_LISTED, DayField
from people.text import local

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


TOO_LONG = {"max_length": _("Zoek met hoogstens %(limit_value)d tekens.")}


def _areas() -> list[tuple[str, StrOrPromise]]:
    return [*areas(), ("online", _("online"))]


def _target_groups() -> list[tuple[str, StrOrPromise]]:
    return [("", _("alle doelgroepen")), *((group.code, local(group, "name")) for group in TargetGroup.objects.all())]


class CatalogueFilter(forms.Form):
    """The filter of the catalogue; every choice is optional."""

    all_optional = True

    zoek = forms.CharField(label=_("Zoekwoord"), max_length=100, required=False, error_messages=TOO_LONG)
    soort = forms.ChoiceField(label=_("Soort"), choices=kinds, required=False, error_messages=NOT_LISTED)
    doelgroep = forms.ChoiceField(label=_("Doelgroep"), required=False, error_messages=NOT_LISTED)
    gebied = forms.ChoiceField(label=_("Gebied"), required=False, error_messages=NOT_LISTED)
    vanaf = DayField(label=_("Begint op of na"), required=False)
    vrij = forms.BooleanField(label=_("Alleen met vrije plaatsen"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        choose_from(self, "doelgroep", _target_groups())
        choose_from(self, "gebied", _areas())

    def wish(self) -> Wish:
        """What is asked, once the form is valid."""
        cleaned: dict[str, Any] = self.cleaned_data
        return Wish(
            words=cleaned["zoek"],
            kind=cleaned["soort"],
            target_group=cleaned["doelgroep"],
            area=cleaned["gebied"],
            since=cleaned["vanaf"],
            only_free=cleaned["vrij"],
        )


class OfferFilter(CatalogueFilter, SpokenForm):
    """The filter of the offer for machines."""
