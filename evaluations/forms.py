"""What people fill in: the questions of a round, and a new round."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.forms import LARGEST
from evaluations import queries, rules
from evaluations.models import Audience, Question, Questionnaire, Yardstick
from evaluations.results import PLURALS
from people import clock
from people.forms import DayField, LineField, NumberField, PlainField, readable_name
from people.text import local
from trainees.models import Cohort

NOT_APPLICABLE = 0  # of the agree scale; counts as no answer


class AnswerForm(forms.Form):
    """The questions of one invitation, each optional; at least one must have an answer."""

    all_optional = True

    def __init__(
        self, questions: Iterable[Question], data: Any = None, *, named: bool = False, prefix: str = ""
    ) -> None:
        super().__init__(data, prefix=prefix or None)
        self.questions = list(questions)
        if named:
            self.fields["given_by"] = LineField(label=_("Wie vult dit in?"), max_length=120, validators=[readable_name])
            self.fields["function"] = LineField(label=_("Functie"), max_length=120, required=False)
        for question in self.questions:
            self.fields[f"q{question.pk}"] = _field(question)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.answers:
            raise ValidationError(_("Beantwoord ten minste één vraag."))
        return cleaned

    @property
    def answers(self) -> dict[str, Any]:
        """Question -> choice, choices or text; only those with content."""
        given: dict[str, Any] = {}
        for question in self.questions:
            value = _content(question, self.cleaned_data.get(f"q{question.pk}"))
            if value:
                given[str(question.pk)] = value[0]
        return given


class OpenTextField(PlainField):
    """Text that is sure to fit in a ballot box."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), **options)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if not rules.fits(text):
            facts = {"most": rules.TEXT_CHARACTERS}
            raise ValidationError(_("Deze tekst is te lang: houd hem onder de %(most)s tekens.") % facts)
        return text


class RoundForm(forms.Form):
    """A new round about a cohort."""

    questionnaire = forms.ModelChoiceField(Questionnaire.objects.none(), label=gettext_lazy("Vragenlijst"))
    cohort = forms.ModelChoiceField(Cohort.objects.all(), label=gettext_lazy("Over welke lichting"))
    audience = forms.ChoiceField(label=gettext_lazy("Aan wie"), widget=forms.RadioSelect)
    how = forms.ChoiceField(
        label=gettext_lazy("Hoe"),
        widget=forms.RadioSelect,
        choices=[
            ("anonymous", gettext_lazy("anoniem: antwoorden gaan in de verzegelde stembus")),
            ("named", gettext_lazy("op naam: het officiële antwoord van een organisatie")),
        ],
        initial="anonymous",
    )
    closes_on = DayField(label=gettext_lazy("Laatste dag"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        chosen = self.fields["questionnaire"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = Questionnaire.objects.filter(for_editions=False)
        audience = self.fields["audience"]
        assert isinstance(audience, forms.ChoiceField)
        audience.choices = [(code.value, PLURALS[code]) for code in queries.COHORT_AUDIENCES]

    def clean_closes_on(self) -> datetime:
        """The end of that day."""
        closes_at = timezone.make_aware(datetime.combine(self.cleaned_data["closes_on"], time(23, 59)))
        if closes_at <= clock.now():
            raise ValidationError(_("De laatste dag mag niet voorbij zijn."))
        return closes_at

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        questionnaire, audience = cleaned.get("questionnaire"), cleaned.get("audience")
        if questionnaire and audience:
            asked = [q for q in questionnaire.questions.all() if audience in q.audiences]
            if not asked:
                self.add_error("audience", _("Deze vragenlijst heeft geen vragen voor deze groep."))
        return cleaned

    @property
    def anonymous(self) -> bool:
        return bool(self.cleaned_data["how"] == "anonymous")

    @property
    def chosen_audience(self) -> Audience:
        return Audience(self.cleaned_data["audience"])


class AdviceForm(forms.Form):
    """A new advice."""

    cohort = forms.ModelChoiceField(Cohort.objects.all(), label=gettext_lazy("Over welke lichting"))
    title = LineField(label=gettext_lazy("Titel"), max_length=160)
    question = PlainField(label=gettext_lazy("Adviesvraag"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    due_on = DayField(label=gettext_lazy("Klaar op"))


class SectionForm(forms.Form):
    """The text of one section, and which version of it the writer saw."""

    text = PlainField(required=False, max_length=20000)
    version = NumberField(min_value=1, max_value=LARGEST)


class YardstickForm(forms.Form):
    """A criterion or an option."""

    kind = forms.ChoiceField(choices=Yardstick.Kind.choices)
    text = LineField(max_length=300)


class EvidenceForm(forms.Form):
    """Which result goes into the advice."""

    round = forms.UUIDField()
    question = NumberField(min_value=1)


def _field(question: Question) -> forms.Field:
    label = local(question, "text")
    if question.is_open:
        return OpenTextField(label=label, required=False)
    choices = [(str(value), words) for value, words in question.options.items()]
    if question.asks_all_that_apply:
        boxes = forms.CheckboxSelectMultiple()
        return forms.MultipleChoiceField(
            label=label, choices=choices, required=False, widget=boxes, help_text=_("Meer antwoorden mogelijk.")
        )
    if question.kind == Question.Kind.AGREE:
        choices.append((str(NOT_APPLICABLE), _("n.v.t.")))
    scale = {"class": "ll-scale"} if question.is_scale else {}
    widget = forms.RadioSelect(attrs=scale)
    return forms.ChoiceField(
        label=label, choices=choices, required=False, widget=widget, help_text=_SCALE_WORDS.get(question.kind, "")
    )


def _content(question: Question, value: Any) -> list[Any]:
    """The answer as it is counted, in a list of one; an empty list for no answer."""
    if not value:
        return []
    if question.is_open:
        return [value]
    if question.asks_all_that_apply:
        return [sorted(int(choice) for choice in value)]
    if question.kind == Question.Kind.AGREE and int(value) == NOT_APPLICABLE:
        return []
    return [int(value)]


_SCALE_WORDS: dict[str, Any] = {
    Question.Kind.AGREE: gettext_lazy("1 = helemaal mee oneens, 5 = helemaal mee eens"),
    Question.Kind.GRADE: gettext_lazy("1 = zeer slecht, 10 = uitstekend"),
    Question.Kind.RECOMMEND: gettext_lazy("0 = zeker niet, 10 = zeker wel"),
}
