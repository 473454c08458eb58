from collections.abc import Callable

import pytest

from people.errors import ChangeRefused
from people.models import AuditEvent, AuditPayload, Note
from people.notes import actions
from people.notes.actions import NoteWish
from tests import make

pytestmark = pytest.mark.django_db


def test_note_is_on_its_thing_and_its_words_are_in_no_audit_trail() -> None:
    enrolment, planner = make.enrolment(), make.user()

    note = actions.add(enrolment, NoteWish("Komt later", planner, make.TODAY), by=planner, about=enrolment.user)

    assert list(Note.objects.open().on(type(enrolment), [enrolment.pk])) == [note]
    assert AuditEvent.objects.get(deed="add_note").subject == enrolment.user
    assert not AuditPayload.objects.exists()


def test_note_is_not_changed_over_what_somebody_else_wrote() -> None:
    note, planner = make.note(), make.user()
    seen = note.seen
    actions.change(note, NoteWish("Zaal 3"), seen=seen, by=planner)

    with pytest.raises(ChangeRefused):
        actions.change(note, NoteWish("Zaal 4"), seen=seen, by=planner)

    assert Note.objects.get().text == "Zaal 3"


def test_note_is_done_once_and_changes_no_more() -> None:
    note, planner = make.note(), make.user()
    actions.finish(note, by=planner)

    deeds: list[Callable[[], Note]] = [
        lambda: actions.finish(note, by=make.user()),
        lambda: actions.change(note, NoteWish("Toch niet"), seen=note.seen, by=planner),
    ]
    for again in deeds:
        with pytest.raises(ChangeRefused):
            again()
    assert Note.objects.get().done_by == planner
