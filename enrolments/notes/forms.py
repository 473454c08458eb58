"""What planners write down for themselves and each other. Shape only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.forms import choose_from
from courses.models import Edition
from enrolments.models import Enrolment
from enrolments.notes.queries import assignable
from people.forms import NOT_LISTED, DayField, PlainField
from people.models import NOTE_LENGTH, User


class NoteForm(forms.Form):
    """What to remember, who thinks of it and by when."""

    text = PlainField(label=_("Notitie"), max_length=NOTE_LENGTH, widget=forms.Textarea({"rows": 4}))
    assigned_to = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Wie denkt eraan"),
        required=False,
        empty_label=_("niemand in het bijzonder"),
        error_messages=NOT_LISTED,
    )
    due = DayField(
        label=_("Uiterlijk op"),
        required=False,
        help_text=_("Tot het is afgehandeld, staat het op Mijn overzicht."),
    )

    def __init__(
        self, edition: Edition, reader: User, data: Any = None, *, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        chosen = assignable(edition, reader, self.initial.get("assigned_to"))
        cast("forms.ModelChoiceField[User]", self.fields["assigned_to"]).queryset = chosen

    def clean(self) -> None:
        if self.cleaned_data.get("due") and not self.cleaned_data.get("assigned_to") and not self.errors:
            self.add_error("assigned_to", _("Kies wie er op die dag aan denkt."))


class NewNoteForm(NoteForm):
    """The same, and on what: the edition, or somebody in it."""

    over = forms.ChoiceField(label=_("Over"), required=False, error_messages=NOT_LISTED)
    field_order = ("over",)

    def __init__(
        self,
        edition: Edition,
        reader: User,
        enrolments: Sequence[Enrolment],
        data: Any = None,
        *,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(edition, reader, data, initial=initial)
        self.known = {str(one.pk): one for one in enrolments}
        named = [(pk, f"{one.user.list_name} ({one.get_status_display()})") for pk, one in self.known.items()]
        choose_from(self, "over", [("", _("de uitvoering")), *named])

    @property
    def enrolment(self) -> Enrolment | None:
        return self.known.get(self.cleaned_data["over"])
