"""What people type about themselves."""

from django import forms
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from people.models import User


class SignUpForm(forms.Form):
    """What signing up asks besides the address and the password: django-allauth puts its own fields after these."""

    given_name = forms.CharField(label=_("Voornaam"), max_length=60)
    infix = forms.CharField(label=_("Tussenvoegsel"), max_length=20, required=False)
    family_name = forms.CharField(label=_("Achternaam"), max_length=120)

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
