"""An unguessable marker in every text field of every row of every model.

The fields come from the models themselves. One that cannot hold a marker is listed here with the reason, so a new
field gets its marker, or somebody has to say why not.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from people.fields import AddressField, FoldedKey

MARKER = re.compile(r"zq[0-9a-f]{10}")
SHORTEST = 12  # characters of a marker; what is shorter is a code

# Read by the code: another value would mean something else, or nothing.
CODES = {
    "courses.Course.admits": "kinds of organisation",
    "courses.Course.cancellation_tiers": "numbers",
    "enrolments.Enrolment.cancellation_tiers": "numbers",
    "evaluations.AdviceSection.code": "which section, listed in the data",
    "evaluations.Question.audiences": "codes of audiences",
    "evaluations.Round.audiences": "codes of audiences",
    "evaluations.PublishedGroup.groups": "codes of areas and audiences",
    "trainees.Cohort.meeting_months": "numbers",
    "people.AuditEvent.deed": "which deed",
    "people.AuditEvent.object_kind": "which model",
    "people.AuditEvent.object_id": "a key",
    "people.Deed.outcome": "an address of the site",
    "people.Note.object_kind": "which model",
    "people.MailKind.kind": "which mail, listed in the settings",
    "people.MailText.kind": "which mail, listed in the settings",
    "people.Message.facts": "keys and moments; the online address among them has its marker on the session",
    "people.Message.kind": "which mail",
    "people.StoppedKind.kind": "which mail, listed in the settings",
    "people.BackgroundProcess.kind": "which process",
    "people.Message.minted": "which link, to what",
    "people.Reminded.matter": "which matter, by number",
    "people.Reminded.step": "which time it was told",
    "people.PeriodicJob.name": "which job, listed in the settings",
    "django_tasks_database.DBTaskResult.task_path": "which task",
    "django_tasks_database.DBTaskResult.queue_name": "which queue",
    "django_tasks_database.DBTaskResult.backend_name": "which backend",
    "django_tasks_database.DBTaskResult.worker_ids": "who tried; their number counts",
    "django_tasks_database.DBTaskResult.args_kwargs": "how the task is called",
    "socialaccount.SocialAccount.provider": "which provider, listed in the settings",
}
# Unguessable already, and looked up: the value is its own marker.
SECRETS = {
    "enrolments.ApprovalLink.token_hash",
    "enrolments.OfferLink.token_hash",
    "evaluations.InvitationLink.token_hash",
    "people.AuditEvent.payload_hash",
    "people.AuditPayload.salt",
    "people.AuditSeal.head",
    "courses.RoomFeed.token_hash",
    "people.CalendarFeed.token_hash",
    "people.StoredFile.fingerprint",
    "people.Tally.key",
    "people.User.password",
    "sessions.Session.session_key",
    "sessions.Session.session_data",
}
BYTES = {  # what is sealed holds markers itself; what somebody uploaded is served as it came
    *("evaluations.BallotBox.sealed", "evaluations.OpenAnswers.sealed", "people.FileContent.data"),
}
# Of libraries, and never filled here.
EMPTY = {
    "account.EmailConfirmation": "addresses are confirmed by a code",
    "socialaccount.SocialApp": "providers stand in the settings",
    "socialaccount.SocialToken": "tokens of providers are not kept",
}
WORDS_OF_LIBRARIES = {"auth.Permission", "contenttypes.ContentType"}  # the same on every installation


def marker() -> str:
    return f"zq{secrets.token_hex(5)}"


def fields() -> Iterator[tuple[type[models.Model], str]]:
    """Every field that can hold words, of every model that can have rows of ours."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label not in EMPTY.keys() | WORDS_OF_LIBRARIES:
            for field in model._meta.concrete_fields:
                if _holds_words(field):
                    yield model, field.name


def plant() -> Iterator[tuple[str, models.Model, str]]:
    """Put the markers in; each with the row and the field it stands in. Rows are saved as the site saves them."""
    names: dict[type[models.Model], list[str]] = {}
    for model, name in fields():
        names.setdefault(model, []).append(name)
    for model, own in names.items():
        for row in model._default_manager.all():
            yield from _planted(row, own)


def _holds_words(field: Any) -> bool:
    if f"{field.model._meta.label}.{field.name}" in CODES.keys() | BYTES or isinstance(field, FoldedKey):
        return False  # a folded key repeats other fields of its row
    if isinstance(field, models.JSONField | models.TextField | models.BinaryField):
        return True
    return isinstance(field, models.CharField) and not field.choices and (field.max_length or SHORTEST) >= SHORTEST


def _planted(row: models.Model, names: list[str]) -> Iterator[tuple[str, models.Model, str]]:
    found = []
    for name in names:
        held = getattr(row, name)
        if f"{row._meta.label}.{name}" in SECRETS:
            found.append((str(held), name))
        elif held is not None:
            mark = marker()
            setattr(row, name, _with(mark, row._meta.get_field(name), held))
            found.append((mark, name))
    row.save()
    yield from ((mark, row, name) for mark, name in found if mark)


def _with(mark: str, field: Any, held: Any) -> Any:
    if isinstance(field, AddressField | models.EmailField):
        return f"{mark}@example.org"
    if isinstance(field, models.URLField):
        return f"https://{mark}.example/"
    return _in_json(mark, held) if isinstance(field, models.JSONField) else mark


def _in_json(mark: str, held: Any) -> Any:
    """In every word of a list, and beside what a dictionary already says under names that the code reads."""
    if isinstance(held, dict):
        return held | {"mark": mark} | ({"nl": mark} if "nl" in held else {})
    if isinstance(held, list):
        return [_in_json(mark, one) if isinstance(one, str | list | dict) else one for one in held]
    return mark
