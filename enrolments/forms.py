"""What people type on the second floor: filters. Shape only; `queries` find."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.forms import areas
from courses.models import Course, TargetGroup
from enrolments.queries import Wish

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def _areas() -> list[tuple[str, StrOrPromise]]:
    return [*areas(), ("online", _("online"))]


def _target_groups() -> list[tuple[str, StrOrPromise]]:
    return [("", _("alle doelgroepen")), *((group.code, group.name) for group in TargetGroup.objects.all())]


class CatalogueFilter(forms.Form):
    """The filter of the catalogue; every choice is optional."""

    all_optional = True

    zoek = forms.CharField(label=_("Zoekwoord"), max_length=100, required=False)
    soort = forms.ChoiceField(label=_("Soort"), choices=[("", _("alle soorten")), *Course.Kind.choices], required=False)
    doelgroep = forms.ChoiceField(label=_("Doelgroep"), choices=_target_groups, required=False)
    gebied = forms.ChoiceField(label=_("Gebied"), choices=_areas, required=False)
    vanaf = forms.DateField(label=_("Begint op of na"), required=False, widget=forms.DateInput({"type": "date"}))
    vrij = forms.BooleanField(label=_("Alleen met vrije plaatsen"), required=False)

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
