"""What people type about themselves."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from people.models import User

INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}  # kinds of mark, as Unicode names them
JOINERS = {"\u200c", "\u200d"}  # invisible, but some scripts spell names with them


def readable_name(name: str) -> None:
    """Refuses what a reader cannot see or that turns the text around it; and a web address, which is no name."""
    if any(unicodedata.category(mark) in INVISIBLE for mark in name if mark not in JOINERS):
        raise ValidationError(_("Deze naam bevat een onzichtbaar teken. Typ hem eens zelf."))
    if not any(mark.isalpha() for mark in name) or "//" in name:
        raise ValidationError(_("Dit is geen naam."))


class SignUpForm(forms.Form):
    """What signing up asks besides the address and the password: django-allauth puts its own fields after these."""

    given_name = forms.CharField(label=_("Voornaam"), max_length=60, validators=[readable_name])
    infix = forms.CharField(label=_("Tussenvoegsel"), max_length=20, required=False, validators=[readable_name])
    family_name = forms.CharField(label=_("Achternaam"), max_length=120, validators=[readable_name])

    field_order = ["given_name", "infix", "family_name", "email", "password1"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        for name, purpose in {
            "given_name": "given-name",
            "infix": "additional-name",
            "family_name": "family-name",
        }.items():
            self.fields[name].widget.attrs["autocomplete"] = purpose

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by the library once the person exists; the language of the page becomes theirs."""
        user.given_name = self.cleaned_data["given_name"]
        user.infix = self.cleaned_data["infix"]
        user.family_name = self.cleaned_data["family_name"]
        user.language = translation.get_language() or User.Language.DUTCH
        user.save(update_fields=["given_name", "infix", "family_name", "language"])
