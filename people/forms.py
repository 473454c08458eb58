"""What people type about themselves, and the kinds of field that every form of the house is made of."""

import re
import unicodedata
from collections.abc import Set
from datetime import date
from typing import Any, Self

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from people import files, joining, scopes
from people.deputies.rules import DeputyWish
from people.errors import UploadRefused
from people.models import Area, Deputyship, Organisation, Role, RoleGrant, User
from people.rules import AffiliationWish, GrantWish

INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}  # kinds of mark, as Unicode names them
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
NO_SUCH_YEAR = _("Kies een dag tussen 1990 en 2100.")
NOT_LISTED = {"invalid_choice": _("Kies iets uit de lijst.")}  # Django's own message repeats what was sent
JOINERS = {"\u200c", "\u200d"}  # invisible, but some scripts spell names with them
GRANT_PARTS = (
    "area",
    "organisation",
    "edition",
    "traineeship",
    "valid_from",
    "valid_until",
)  # of a `GrantWish`, after its role
LINES = {"\n", "\t"}  # control marks that a text of several lines may hold
TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # they turn the text after them around
WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
NO_NUMBER = _("Vul een heel getal in, met cijfers.")


def visible(text: str) -> None:
    """Refuses what a reader cannot see or that turns the text around it."""
    if any(unicodedata.category(mark) in INVISIBLE for mark in text if mark not in JOINERS):
        raise ValidationError(_("Hierin staat een onzichtbaar teken. Typ het eens zelf."))


def readable_name(name: str) -> None:
    """Refuses what a reader cannot see or that turns the text around it; and a web address, which is no name."""
    if any(unicodedata.category(mark) in INVISIBLE for mark in name if mark not in JOINERS):
        raise ValidationError(_("Deze naam bevat een onzichtbaar teken. Typ hem eens zelf."))
    if not any(mark.isalpha() for mark in name) or "//" in name:
        raise ValidationError(_("Dit is geen naam."))


class PlainField(forms.CharField):
    """Text that any reader sees as it was typed: nothing that controls a terminal or turns the line around.

    One kind of line end, so that both ends count the same characters.
    """

    may_hold: Set[str] = LINES

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")
        controls = {mark for mark in text if mark in TURNING or unicodedata.category(mark) in {"Cc", "Cs"}}
        if controls - self.may_hold:
            raise ValidationError(_("Deze tekst bevat tekens die niet kunnen."))
        return text


class LineField(PlainField):
    """The same on one line."""

    may_hold: Set[str] = frozenset()


class NumberField(forms.IntegerField):
    """A whole number in plain digits; Python itself takes those of other scripts and underscores too."""

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str) and value.strip() and not WHOLE.fullmatch(value.strip()):
            raise ValidationError(NO_NUMBER)
        number: int | None = super().to_python(value)
        return number


def require_plain_digits(field: forms.Field, value: Any) -> None:
    """Python reads the digits of every script; we read one notation."""
    if isinstance(value, str) and not value.isascii():
        raise ValidationError(field.error_messages["invalid"], code="invalid")


class DayField(forms.DateField):
    """A day in a year that can be meant."""

    default_error_messages = {"invalid": _("Vul een bestaande datum in, zoals 31-12-2026.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            input_formats=["%Y-%m-%d", "%d-%m-%Y"],
            validators=[MinValueValidator(EARLIEST, NO_SUCH_YEAR), MaxValueValidator(LATEST, NO_SUCH_YEAR)],
            **options,
        )

    def to_python(self, value: Any) -> date | None:
        require_plain_digits(self, value)
        return super().to_python(value)


class NameForm(forms.Form):
    """What somebody is called."""

    given_name = forms.CharField(label=_("Voornaam"), max_length=60, validators=[readable_name])
    infix = forms.CharField(label=_("Tussenvoegsel"), max_length=20, required=False, validators=[readable_name])
    family_name = forms.CharField(label=_("Achternaam"), max_length=120, validators=[readable_name])

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        for name, purpose in {
            "given_name": "given-name",
            "infix": "additional-name",
            "family_name": "family-name",
        }.items():
            self.fields[name].widget.attrs["autocomplete"] = purpose


class CorrectNameForm(NameForm):
    """A name that others can correct too: `seen` marks the one that the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)

    def __init__(self, person: User, data: Any = None) -> None:
        named = {"given_name": person.given_name, "infix": person.infix, "family_name": person.family_name}
        super().__init__(data, initial=named | {"seen": person.name_mark})


class SignUpForm(NameForm):
    """What signing up asks besides the address and the password: django-allauth puts its own fields after these."""

    field_order = ["given_name", "infix", "family_name", "email", "password1"]

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by the library once the person exists; the language of the page becomes theirs."""
        user.given_name = self.cleaned_data["given_name"]
        user.infix = self.cleaned_data["infix"]
        user.family_name = self.cleaned_data["family_name"]
        user.language = translation.get_language() or User.Language.DUTCH
        user.save(update_fields=["given_name", "infix", "family_name", "language"])


class GrantForm(forms.Form):
    """A role for a while. Which of organisation and area goes with it, `rules` say."""

    role = forms.ChoiceField(label=_("Rol"), choices=Role.choices, error_messages=NOT_LISTED)
    organisation = forms.ModelChoiceField(
        label=_("Organisatie"),
        queryset=Organisation.objects.all(),
        required=False,
        empty_label=_("geen"),
        error_messages=NOT_LISTED,
        help_text=_("Alleen bij contactpersoon opleidingen."),
    )
    area = forms.ModelChoiceField(
        label=_("Gebied"),
        queryset=Area.objects.all(),
        required=False,
        empty_label=_("geen"),
        error_messages=NOT_LISTED,
        help_text=_("Alleen bij coördinator IV-gebied."),
    )
    edition = LineField(
        label=_("Uitvoering"),
        max_length=24,
        required=False,
        help_text=_("De code, als een planner alleen deze uitvoering plant. Leeg: alles."),
    )
    traineeship = forms.EmailField(
        label=_("E-mailadres van de trainee"),
        max_length=254,
        required=False,
        help_text=_("Als een coördinator alleen deze trainee volgt. Leeg: alle trainees."),
    )
    valid_from = DayField(label=_("Eerste dag"))
    valid_until = DayField(label=_("Laatste dag"), help_text=_("Hooguit twee jaar na de eerste dag."))

    def clean_edition(self) -> int | None:
        return self._thing(RoleGrant.Scope.EDITION, _("Er is geen uitvoering met deze code."))

    def clean_traineeship(self) -> int | None:
        return self._thing(RoleGrant.Scope.TRAINEESHIP, _("Er is geen trainee met dit e-mailadres."))

    def _thing(self, scope: RoleGrant.Scope, unknown: object) -> int | None:
        typed = self.cleaned_data[str(scope)]
        found = scopes.find(scope, typed) if typed else None
        if typed and found is None:
            raise ValidationError(str(unknown))
        return found

    def wish(self) -> GrantWish:
        typed = self.cleaned_data
        return GrantWish(Role(typed["role"]), *(typed[name] for name in GRANT_PARTS))


class AffiliationForm(forms.Form):
    """For whom somebody works, since when, under whom."""

    organisation = forms.ModelChoiceField(
        label=_("Organisatie"),
        queryset=Organisation.objects.all(),
        empty_label=_("kies een organisatie"),
        error_messages=NOT_LISTED,
    )
    function = forms.CharField(label=_("Functie"), max_length=120, required=False, validators=[visible])
    manager_address = forms.EmailField(label=_("E-mailadres van de leidinggevende"), max_length=254, required=False)
    valid_from = DayField(label=_("Eerste dag"))
    valid_until = DayField(label=_("Laatste dag"), required=False)

    def wish(self) -> AffiliationWish:
        """With the manager as a person where the address is somebody's. One query."""
        typed = self.cleaned_data
        address = typed["manager_address"].lower()
        manager = User.objects.filter(email=address).first() if address else None
        days = typed["valid_from"], typed["valid_until"]
        return AffiliationWish(typed["organisation"], typed["function"], manager, address, *days)


class DeputyForm(forms.Form):
    """Who stands in for oneself, chosen from a list, and when."""

    deputy = forms.ModelChoiceField(
        label=_("Wie neemt voor u waar"),
        queryset=User.objects.none(),
        empty_label=_("kies een collega"),
        error_messages=NOT_LISTED,
    )
    valid_from = DayField(label=_("Eerste dag"))
    valid_until = DayField(label=_("Laatste dag"), help_text=_("Hooguit een jaar na de eerste dag."))

    def __init__(self, candidates: QuerySet[User], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deputy"].queryset = candidates  # type: ignore[attr-defined]  # a field that has one

    def wish(self) -> DeputyWish:
        typed = self.cleaned_data
        return DeputyWish(typed["deputy"], Deputyship.Covers.EMPLOYER, typed["valid_from"], typed["valid_until"])


class DeputyOfAnotherForm(forms.Form):
    """Who stands in for somebody else, by address, for what, and when."""

    deputy = forms.EmailField(label=_("E-mailadres van de waarnemer"), max_length=254)
    covers = forms.ChoiceField(
        label=_("Waarvoor"),
        choices=Deputyship.Covers.choices,
        error_messages=NOT_LISTED,
        help_text=_("De rol van beheerder gaat nooit mee."),
    )
    valid_from = DayField(label=_("Eerste dag"))
    valid_until = DayField(label=_("Laatste dag"), help_text=_("Hooguit een jaar na de eerste dag."))

    def wish(self) -> DeputyWish:
        """With the deputy as a person where the address is somebody's. One query."""
        typed = self.cleaned_data
        found = User.objects.filter(email=typed["deputy"].lower()).first()
        return DeputyWish(found, typed["covers"], typed["valid_from"], typed["valid_until"])


class LastDayForm(forms.Form):
    """When an affiliation ends; `seen` is the last day that it had, if any."""

    last_day = DayField(label=_("Laatste dag"))
    seen = forms.CharField(widget=forms.HiddenInput, max_length=10, required=False)


class UploadField(forms.FileField):
    """One file, looked at (`files.look_at`); its value is a `files.Incoming`, or None where none is needed."""

    def __init__(self, **options: Any) -> None:
        accepted = ",".join(f".{kind.value}" for kind in files.Kind)
        super().__init__(widget=forms.FileInput({"accept": accepted}), allow_empty_file=True, **options)

    def clean(self, data: Any, initial: Any = None) -> files.Incoming | None:
        given = super().clean(data, initial)
        try:
            return None if given is None else files.look_at(given)
        except UploadRefused as refusal:
            raise ValidationError(str(refusal), code=refusal.reason) from refusal


class PaperForm(forms.Form):
    file = UploadField(label=_("Bestand"), help_text=_("Pdf, Word, Excel, OpenDocument, tekst of csv; hooguit 10 MB."))


class WordsForm(forms.Form):
    """A subject and a text that others can change too: `seen` says which words the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    field_order = ("subject", "body", "seen")

    def now_seeing(self, seen: str) -> Self:
        """The same words, typed by somebody who now sees what another made of them."""
        return type(self)({**{name: self.data.get(name, "") for name in self.fields}, "seen": seen})


class LetterForm(WordsForm):
    """The words of a mail that has not left; what stands between double brackets becomes a personal link."""

    subject = LineField(label=_("Onderwerp"), max_length=200)
    body = PlainField(
        label=_("Tekst"),
        max_length=10000,
        widget=forms.Textarea({"rows": 18}),
        help_text=_("Laat wat tussen dubbele haken staat zo staan: daar komt de persoonlijke link."),
    )


class TextForm(WordsForm):
    """The words of one kind of mail, with what is filled in between braces."""

    subject = LineField(label=_("Onderwerp"), max_length=150)
    body = PlainField(label=_("Tekst"), max_length=10000, widget=forms.Textarea({"rows": 20}))


class HeldKindsForm(forms.Form):
    """Which kinds of mail wait for a planner; `seen` marks the choice that the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)
    kinds = forms.MultipleChoiceField(
        label=_("Toon mij eerst"),
        choices=[(kind, label) for kind, label in settings.MAIL_KINDS.items() if kind != joining.KIND],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=NOT_LISTED,
    )


class WantedKindsForm(forms.Form):
    """Of the kinds of mail that may be stopped, those that the reader wants."""

    all_optional = True
    kinds = forms.MultipleChoiceField(
        label=_("Mail mij"),
        choices=[(kind, settings.MAIL_KINDS[kind]) for kind in settings.MAIL_MAY_STOP],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=NOT_LISTED,
    )


class EndingForm(forms.Form):
    """When an organisation ends, and which carries on."""

    last_day = DayField(label=_("Laatste dag"))
    successor = forms.ModelChoiceField(
        label=_("Gaat op in"),
        queryset=Organisation.objects.filter(valid_until=None),
        required=False,
        empty_label=_("geen andere organisatie"),
        error_messages=NOT_LISTED,
        help_text=_("Wie er werkt of contactpersoon is, gaat vanaf de volgende dag mee."),
    )
