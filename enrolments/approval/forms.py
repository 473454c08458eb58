"""What the employer answers to requests. Shape only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.forms import choose_from
from enrolments.models import REASON_LENGTH, Enrolment
from people.forms import PlainField


class DecisionForm(forms.Form):
    """What the employer answers to a request; a refusal says why."""

    APPROVE, DECLINE = "approve", "decline"
    UNKNOWN = {"required": _("Kies of u goedkeurt of afwijst."), "invalid_choice": _("Kies of u goedkeurt of afwijst.")}

    decision = forms.ChoiceField(choices=[(APPROVE, ""), (DECLINE, "")], error_messages=UNKNOWN)
    reason = PlainField(
        label=_("Waarom keurt u dit niet goed?"),
        help_text=_("De deelnemer leest dit in de mail."),
        max_length=REASON_LENGTH,
        widget=forms.Textarea({"rows": 3}),
        error_messages={
            "required": _("Schrijf waarom u de aanvraag afwijst."),
            "max_length": _("Schrijf hoogstens %(limit_value)d tekens; dit zijn er %(show_value)d."),
        },
    )

    def __init__(self, enrolment: Enrolment | None, data: Any = None) -> None:
        super().__init__(data, auto_id=f"{enrolment.pk if enrolment else 'samen'}_%s")  # several stand on one page
        self.fields["reason"].required = data is None or data.get("decision") != self.APPROVE

    @property
    def approves(self) -> bool:
        return bool(self.cleaned_data["decision"] == self.APPROVE)


class TogetherForm(DecisionForm):
    """The same answer to several requests at once."""

    MOST = 100  # on one page; all of them are behind the locks of their editions

    wie = forms.MultipleChoiceField(
        error_messages={
            "required": _("Vink aan welke aanvragen u wilt beantwoorden."),
            "invalid_choice": _("Kies alleen aanvragen uit de lijst."),
            "invalid_list": _("Kies alleen aanvragen uit de lijst."),
        }
    )

    def __init__(self, requests: Sequence[Enrolment], data: Any = None) -> None:
        super().__init__(None, data)
        self.known = {str(one.pk): one for one in requests}
        choose_from(self, "wie", [(pk, str(one.user)) for pk, one in self.known.items()])
        self.ticked = set(data.getlist("wie")) if data is not None else set()

    def clean_wie(self) -> list[str]:
        ticked: list[str] = self.cleaned_data["wie"]
        if len(ticked) > self.MOST:
            raise forms.ValidationError(
                _("Beantwoord hoogstens %(most)d aanvragen tegelijk."), params={"most": self.MOST}
            )
        return ticked

    @property
    def requests(self) -> list[Enrolment]:
        return [self.known[pk] for pk in dict.fromkeys(self.cleaned_data["wie"])]

    @property
    def why(self) -> str:
        """Why they are declined; empty when they are approved."""
        return "" if self.approves else str(self.cleaned_data["reason"])
