"""Which colleagues a training contact names, in whatever way. Shape only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.forms import choose_from
from enrolments.forms import TOO_LONG
from enrolments.group.rules import MOST
from enrolments.group.sheet import bare, lines
from enrolments.models import COST_CENTRE_LENGTH
from enrolments.rules import not_a_colleague
from people import uploads
from people.errors import UploadRefused
from people.files import Incoming, Kind
from people.forms import LineField, PlainField, UploadField
from people.models import User
from people.text import folded
from people.uploads import Cell

BETWEEN_ADDRESSES = re.compile(r"[\n\t,;]+")
SHEETS = {Kind.XLSX, Kind.ODS, Kind.CSV, Kind.TEXT}
SHORTEST = 2  # characters to search people by: everybody is no answer
MOST_LISTED = 100  # colleagues to tick; more are found by name


@dataclass(frozen=True)
class Stranger:
    """What was given and leads to nobody: as it was said, how the page names it, and why not."""

    said: str
    name: str
    reason: str


class GroupForm(forms.Form):
    """Which colleagues come: addresses that were pasted or stand in a spreadsheet, and names that were ticked."""

    all_optional = True

    SEARCH, ENROL = "search", "enrol"  # any other button shows what would happen

    adressen = PlainField(
        label=_("E-mailadressen"),
        help_text=_("Eén per regel, of met een komma of puntkomma ertussen."),
        required=False,
        widget=forms.Textarea({"rows": 5, "autocomplete": "off", "spellcheck": "false"}),
    )
    bestand = UploadField(
        label=_("Of een spreadsheet"),
        help_text=_("Excel, OpenDocument of csv. We lezen op het eerste blad de kolom met e-mailadressen."),
        required=False,
    )
    zoek = LineField(label=_("Zoek op naam"), required=False, max_length=100, error_messages=TOO_LONG)
    kostenplaats = LineField(
        label=_("Kostenplaats"),
        help_text=_("Voor allemaal dezelfde. Mag leeg blijven."),
        required=False,
        max_length=COST_CENTRE_LENGTH,
        error_messages={"max_length": _("Schrijf hoogstens %(limit_value)d tekens; dit zijn er %(show_value)d.")},
    )
    wie = forms.MultipleChoiceField(
        label=_("Collega's"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Kies alleen collega's uit de lijst.")},
    )

    gezien = LineField(widget=forms.HiddenInput, required=False, max_length=16)  # the mark of the terms that were shown

    def __init__(self, contact: User, colleagues: Sequence[User], data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        self.contact, self.known = contact, {str(one.pk): one for one in colleagues}
        self.deed = data.get("deed", "") if data is not None else ""
        self.people: list[User] = []  # each once: the addresses first, in the order given
        self.strangers: list[Stranger] = []  # what is no address of a colleague
        self.names_contact = False
        choose_from(self, "wie", [(pk, one.list_name) for pk, one in self.known.items()])
        self._list(data)

    def clean_adressen(self) -> str:
        typed: str = self.cleaned_data["adressen"]
        given = [bare(part) for part in BETWEEN_ADDRESSES.split(typed) if part.strip()]
        if len(given) > MOST:
            raise forms.ValidationError(
                _("Plak hoogstens %(most)d adressen tegelijk; dit zijn er %(number)d."),
                params={"most": MOST, "number": len(given)},
            )
        self._take((one, one) for one in given)
        return typed

    def clean_bestand(self) -> Incoming | None:
        """Only what it says is of use; the file itself is not kept."""
        given: Incoming | None = self.cleaned_data["bestand"]
        if given is None:
            return None
        if given.kind not in SHEETS:
            raise forms.ValidationError(
                _("Dit is geen spreadsheet. Kies een bestand dat eindigt op .xlsx, .ods of .csv.")
            )
        found = lines(_rows(given))
        if not found:
            raise forms.ValidationError(
                _("Op het eerste blad staan geen e-mailadressen. Zet boven de kolom met adressen het woord E-mail.")
            )
        if len(found) > MOST:
            raise forms.ValidationError(
                _("Geef hoogstens %(most)d adressen tegelijk; in dit bestand staan er %(number)d."),
                params={"most": MOST, "number": len(found)},
            )
        self._take((line.said, _("rij %(row)d: %(said)s") % {"row": line.row, "said": line.said}) for line in found)
        return given

    def clean(self) -> None:
        ticked = [self.known[pk] for pk in self.cleaned_data.get("wie", [])]
        self.people = list(dict.fromkeys([*self.people, *ticked]))
        if self.deed == self.SEARCH or self.errors:
            return
        if len(self.people) + len(self.strangers) > MOST:
            raise forms.ValidationError(
                _("Kies hoogstens %(most)d collega's tegelijk; dit zijn er %(number)d."),
                params={"most": MOST, "number": len(self.people) + len(self.strangers)},
            )
        if not (self.people or self.strangers or self.names_contact):
            raise forms.ValidationError(_("Plak adressen, kies een bestand of vink collega's aan."))

    def _take(self, given: Iterable[tuple[str, str]]) -> None:
        """Each address with how to name it when it leads to nobody; the same one twice counts once."""
        by_address = {one.email: one for one in self.known.values()}
        for one, named in given:
            if one == self.contact.email:
                self.names_contact = True
            elif one in by_address:
                self.people.append(by_address[one])
            elif all(one != stranger.said for stranger in self.strangers):
                self.strangers.append(Stranger(one, named, _why_unknown(one)))

    def _list(self, data: Any) -> None:
        """To tick: who is ticked already, then who fits the words."""
        words = folded(data.get("zoek", "")).split() if data is not None else []
        ticked = set(data.getlist("wie")) if data is not None else set()
        fitting = [pk for pk, one in self.known.items() if all(word in one.search_key for word in words)]
        shown = [pk for pk in self.known if pk in ticked]
        shown += [pk for pk in fitting if pk not in ticked][:MOST_LISTED]
        self.is_cut = len(fitting) > MOST_LISTED
        widget: Any = self.fields["wie"].widget
        widget.choices = [(pk, self.known[pk].list_name) for pk in shown]


def _why_unknown(said: str) -> str:
    return not_a_colleague().sentence if "@" in said else gettext("Dit is geen e-mailadres.")


def _rows(given: Incoming) -> list[list[Cell]]:
    try:
        return uploads.rows(given.content)
    except UploadRefused as refusal:
        raise forms.ValidationError(str(refusal), code=refusal.reason) from refusal
