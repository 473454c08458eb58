"""What people type on the first floor. Shape and cleaning only; `rules` decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import Course
from people.models import Area

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def areas() -> list[tuple[str, StrOrPromise]]:
    """The six areas to choose from, and none."""
    return [("", _("alle gebieden")), *Area.objects.values_list("code", "name")]


class AgendaFilter(forms.Form):
    """The filter of the agenda and its feed; every choice is optional."""

    all_optional = True

    soort = forms.ChoiceField(label=_("Soort"), choices=[("", _("alle soorten")), *Course.Kind.choices], required=False)
    gebied = forms.ChoiceField(label=_("Gebied"), choices=areas, required=False)

    def wish(self) -> dict[str, str]:
        """Arguments for `queries.public_sessions`, once the form is valid."""
        return {"kind": self.cleaned_data["soort"], "area": self.cleaned_data["gebied"]}
