"""For which participants a planner does what. Shape only."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from courses.models import Edition
from enrolments.cancelling.forms import MOST_CENTS
from enrolments.desk.rules import MOST, Deed
from enrolments.models import REASON_LENGTH, Enrolment
from people.forms import LineField, NumberField, PlainField


class DeskForm(forms.Form):
    """For which participants a planner does what, and the words that go with it."""

    PREVIEW, DO = "preview", "do"

    wie = forms.ModelMultipleChoiceField(
        Enrolment.objects.none(),
        required=False,
        widget=forms.MultipleHiddenInput,
        error_messages={
            "invalid_choice": _("Kies alleen deelnemers uit de lijst."),
            "invalid_pk_value": _("Kies alleen deelnemers uit de lijst."),
        },
    )
    subject = LineField(label=_("Onderwerp"), max_length=150)
    body = PlainField(
        label=_("Bericht"),
        max_length=5000,
        widget=forms.Textarea({"rows": 10}),
        help_text=_("Tussen de aanhef met de naam en de groet. Iedereen leest hetzelfde."),
    )
    draft = forms.BooleanField(
        label=_("Bewaar als concept"),
        required=False,
        help_text=_("De mails wachten dan onder Post, tot een planner ze verstuurt."),
    )
    remark = PlainField(
        label=_("Waarom schrijft u hen uit?"),
        help_text=_("De deelnemers lezen dit in de mail."),
        max_length=REASON_LENGTH,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Schrijf waarom u hen uitschrijft.")},
    )

    on_request = forms.BooleanField(
        label=_("Zij vroegen er zelf om"),
        required=False,
        help_text=_(
            "Dan kost het wat is afgesproken, en staat dat in hun mail. Anders kost het niets. "
            "Een coördinator kan kosten kwijtschelden."
        ),
    )
    seen = NumberField(widget=forms.HiddenInput, required=False, min_value=0, max_value=MOST_CENTS)

    def __init__(self, edition: Edition, filtered: QuerySet[Enrolment] | None, is_planner: bool, data: Any) -> None:
        super().__init__(data)
        self.filtered, self.people = filtered, list[Enrolment]()
        self.deed = data.get("deed", "") if data.get("deed") in Deed.values else ""
        self.step = data.get("step", "") if data.get("step") in (self.PREVIEW, self.DO) else ""
        everyone = Enrolment.objects.filter(edition=edition).select_related("user", "organisation").order_by("number")
        cast("forms.ModelMultipleChoiceField[Enrolment]", self.fields["wie"]).queryset = everyone
        self._ask_only_for_the_deed(is_planner)
        if self.deed == Deed.WITHDRAW and not everyone.filter(price__gt=0).exists():
            del self.fields["on_request"]

    def _ask_only_for_the_deed(self, is_planner: bool) -> None:
        mail, withdraw = {"subject", "body", "draft"}, {"remark", "on_request", "seen"}
        asked: dict[str, set[str]] = {Deed.MAIL: mail, Deed.WITHDRAW: withdraw}
        for name in (mail | withdraw) - asked.get(self.deed, set()):
            del self.fields[name]
        if not is_planner:  # who plans one edition does not see the mail of all
            self.fields.pop("draft", None)
        self.asked_later = [] if self.step else [field for field in self.fields.values() if field.required]
        for field in self.asked_later:
            field.required = False

    @property
    def is_draft(self) -> bool:
        return bool(self.cleaned_data.get("draft"))

    @property
    def is_on_request(self) -> bool:
        return bool(self.cleaned_data.get("on_request"))

    @property
    def words(self) -> list[tuple[str, str]]:
        """What was typed, for the form that confirms it."""
        typed = [(name, self.data.get(name, "")) for name in self.fields if name not in ("wie", "seen")]
        return [(name, value) for name, value in typed if value]

    def clean(self) -> None:
        for field in self.asked_later:  # whoever fills it in now must
            field.required = True
        if not self.deed:
            raise forms.ValidationError(_("Kies wat u wilt doen."))
        ticked = self.cleaned_data.get("wie", ())
        if "iedereen" in self.data:
            if self.filtered is None:
                raise forms.ValidationError(_("Het filter klopt niet. Kies de deelnemers opnieuw."))
            ticked = self.filtered
        self.people = list(ticked[: MOST + 1])
        if not self.people and "wie" not in self.errors:
            raise forms.ValidationError(_("Vink eerst deelnemers aan."))
        if len(self.people) > MOST:
            too_many = _("Kies hoogstens %(most)d deelnemers tegelijk.")
            raise forms.ValidationError(too_many, params={"most": MOST})
