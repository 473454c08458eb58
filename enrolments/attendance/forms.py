"""Who was there, as a trainer marks it. Shape only."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms

from enrolments.models import Attendance, Enrolment


@dataclass(frozen=True)
class AttendanceRow:
    """One participant on the list of a session: what is chosen now, what is stored, and whether those clash."""

    enrolment: Enrolment
    chosen: str
    stored: str
    history: list[Any]
    is_conflict: bool
    error: str


class AttendanceForm(forms.Form):
    """Who was there: one choice per participant, and what the page showed when they were made."""

    CHOICES = Attendance.Status.choices
    ALL = "all"  # the button that marks everybody present of whom nothing was chosen

    def __init__(self, attendees: Iterable[Enrolment], data: Any = None, *, conflicts: Collection[int] = ()) -> None:
        super().__init__(data)
        self.attendees, self.conflicts = list(attendees), conflicts
        for enrolment in self.attendees:
            self.fields[f"mark{enrolment.pk}"] = forms.ChoiceField(choices=self.CHOICES, required=False)

    @property
    def marks(self) -> dict[int, str]:
        """Enrolment -> mark, of those with a mark."""
        unmarked = Attendance.Status.PRESENT if self.ALL in self.data else ""
        given = {one.pk: self.cleaned_data[f"mark{one.pk}"] or unmarked for one in self.attendees}
        return {pk: status for pk, status in given.items() if status}

    @property
    def seen(self) -> dict[int, str]:
        """Enrolment -> the mark that the page showed."""
        return {one.pk: self.data.get(f"seen{one.pk}", "") for one in self.attendees}

    @property
    def rows(self) -> list[AttendanceRow]:
        return [self._row(enrolment) for enrolment in self.attendees]

    def _row(self, enrolment: Enrolment) -> AttendanceRow:
        name = f"mark{enrolment.pk}"
        mark = next(iter(getattr(enrolment, "marks", [])), None)
        stored = mark.status if mark else ""
        errors = self.errors.get(name) if self.is_bound else None
        typed = self.data.get(name, "") if self.is_bound else ""
        touched = typed and typed != self.data.get(f"seen{enrolment.pk}", "")
        return AttendanceRow(
            enrolment,
            chosen=typed if touched else stored,
            stored=stored,
            history=list(mark.changes.all()) if mark else [],
            is_conflict=enrolment.pk in self.conflicts,
            error=str(errors[0]) if errors else "",
        )
