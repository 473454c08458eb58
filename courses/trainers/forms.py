"""What trainers type."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import REASON_LENGTH, TrainerAssignment
from courses.trainers.actions import Answer
from people.forms import NOT_LISTED, LineField


class AnswerForm(forms.Form):
    """What a trainer answers: for each session whether to come, and one reason for what is declined."""

    CHOICES = ((TrainerAssignment.Status.ACCEPTED, _("Ik kom")), (TrainerAssignment.Status.DECLINED, _("Ik kan niet")))
    ALL = "all"  # the buttons that answer for every session at once

    reason = LineField(
        label=_("Waarom kunt u niet?"),
        help_text=_("Alleen nodig als u afzegt. De planner leest dit. Schrijf niets over uw gezondheid."),
        max_length=REASON_LENGTH,
        required=False,
    )

    def __init__(self, assignments: Iterable[TrainerAssignment], data: Any = None) -> None:
        super().__init__(data)
        self.assignments = list(assignments)
        for one in self.assignments:
            self.fields[f"answer{one.pk}"] = forms.ChoiceField(
                choices=self.CHOICES, required=False, error_messages=NOT_LISTED
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        declined = TrainerAssignment.Status.DECLINED
        given = [(one, self._given(one)) for one in self.assignments if f"answer{one.pk}" in cleaned]
        if not self.errors and not any(answer for _one, answer in given):
            self.add_error(None, _("Kies bij ten minste één bijeenkomst of u komt."))
        declines = any(answer == declined and one.status != declined for one, answer in given)
        if declines and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Schrijf waarom u niet kunt."))
        return cleaned

    @property
    def answers(self) -> dict[int, Answer]:
        """Assignment -> what was answered, of those with an answer. Call when valid."""
        given = {one.pk: self._given(one) for one in self.assignments}
        return {pk: Answer(TrainerAssignment.Status(status), self._seen(pk)) for pk, status in given.items() if status}

    def rows(self) -> list[tuple[TrainerAssignment, str, list[str]]]:
        """Each with what is chosen now, and what is wrong with that."""
        return [self._row(one, f"answer{one.pk}") for one in self.assignments]

    def _row(self, assignment: TrainerAssignment, name: str) -> tuple[TrainerAssignment, str, list[str]]:
        chosen = self.data.get(name, assignment.status)
        return assignment, chosen, [str(error) for error in self.errors.get(name, ())]

    def _given(self, assignment: TrainerAssignment) -> str:
        every = str(self.data.get(self.ALL, ""))
        if every in TrainerAssignment.Status.values:
            return every if every != TrainerAssignment.Status.ASKED else ""
        return str(self.cleaned_data[f"answer{assignment.pk}"])

    def _seen(self, pk: int) -> int:
        """The version that the page showed; what is no number is none that there is."""
        text = str(self.data.get(f"seen{pk}", ""))
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
