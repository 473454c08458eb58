"""Writing a note, changing it, and marking it as done. Its words never enter the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people import audit, meanwhile
from people.errors import ChangeRefused
from people.models import Note, User


@dataclass(frozen=True)
class NoteWish:
    """What a note says, who should think of it, and by when."""

    text: str
    assigned_to: User | None = None
    due: date | None = None


@transaction.atomic
def add(thing: models.Model, wish: NoteWish, *, by: User, about: User | None = None) -> Note:
    """Note something on `thing`, which is `about` somebody, or about nobody."""
    named = {"object_kind": thing._meta.label_lower, "object_id": thing.pk, "about": about}
    note = Note.objects.create(**named, written_by=by, **_words(wish))
    audit.record(by, "add_note", note, subject=about)
    return note


@transaction.atomic
def change(note: Note, wish: NoteWish, *, seen: str, by: User) -> Note:
    """The note becomes as `wish` says. Raises ChangeRefused when it is done, or is not as it was `seen`."""
    note = _open(note)
    if meanwhile.changed(seen, note.seen):
        changed = _("Iemand anders heeft deze notitie intussen gewijzigd. Kijk het na en sla opnieuw op.")
        raise ChangeRefused({"": changed})
    for name, value in _words(wish).items():
        setattr(note, name, value)
    note.changed_at = timezone.now()
    note.save(update_fields=["text", "assigned_to", "due", "changed_at"])
    audit.record(by, "change_note", note, subject=note.about)
    return note


@transaction.atomic
def finish(note: Note, *, by: User) -> Note:
    """Nobody needs to think of it any more. Raises ChangeRefused when somebody said so before."""
    note = _open(note)
    note.done_by, note.done_at = by, timezone.now()
    note.save(update_fields=["done_by", "done_at"])
    audit.record(by, "finish_note", note, subject=note.about)
    return note


def _open(note: Note) -> Note:
    found = Note.objects.select_for_update(of=["self"]).select_related("about").get(pk=note.pk)
    if found.done_at:
        raise ChangeRefused({"": _("Deze notitie is al afgehandeld.")})
    return found


def _words(wish: NoteWish) -> dict[str, object]:
    return {"text": wish.text, "assigned_to": wish.assigned_to, "due": wish.due}
