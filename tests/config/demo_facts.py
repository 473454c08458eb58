"""The key facts of loaded example data, without row numbers, so that two loads can be compared.

`python -m tests.config.demo_facts` loads the story in a database of its own, in memory, and writes the digest.
"""

import hashlib
import json
import os
import sys

import django
from django.core.management import call_command


def facts() -> dict[str, list[list[str]]]:
    """Rows of text per subject, in an order that depends on nothing but themselves."""
    from courses.models import Session, TrainerAssignment  # noqa: PLC0415  # `main` sets Django up first
    from enrolments.models import (  # noqa: PLC0415  # the same
        Approval,
        Enrolment,
        EnrolmentChange,
        Invited,
        Needs,
        SeatReservation,
    )
    from people.models import Affiliation, Message, Note, RoleGrant  # noqa: PLC0415  # the same
    from trainees.models import Placement  # noqa: PLC0415  # the same

    edition = ("edition__code", "edition__status", "edition__starts_on", "edition__ends_on", "edition__enrol_from")
    seat = ("enrolment__edition__code", "enrolment__number", "enrolment__user__email")
    asked = {
        "affiliations": Affiliation.objects.values_list(
            "user__email", "user__sort_key", "organisation__code", "function", "manager__email", "valid_from"
        ),
        "roles": RoleGrant.objects.values_list("user__email", "role", "area__code", "organisation__code"),
        "sessions": Session.objects.values_list(*edition, "uid", "starts_at", "ends_at", "room__name", "changed_at"),
        "trainers": TrainerAssignment.objects.values_list("session__uid", "trainer__email", "status"),
        "enrolments": Enrolment.objects.values_list(
            *edition, "user__email", "organisation__code", "status", "number", "enrolled_at", "modules__code"
        ),
        "changes": EnrolmentChange.objects.values_list(*seat, "status", "reason", "by__email", "at"),
        "reservations": SeatReservation.objects.values_list(
            "edition__code", "kind", "area__code", "organisation__code", "seats", "released_on"
        ),
        "invited": Invited.objects.values_list("edition__code", "user__email", "at"),
        "needs": Needs.objects.values_list(*seat, "words"),
        "notes": Note.objects.values_list(
            "object_kind", "text", "about__email", "assigned_to__email", "due", "done_at"
        ),
        "approvals": Approval.objects.values_list(*seat, "decision", "decided_as", "decided_by__email", "decided_at"),
        "messages": Message.objects.values_list("kind", "address", "subject", "body", "state", "sent_at"),
        "placements": Placement.objects.values_list(
            "traineeship__trainee__email", "organisation__code", "supervisor__email", "manager__email", "starts_on"
        ),
    }
    return {name: sorted([str(value) for value in row] for row in rows) for name, rows in asked.items()}


def digest() -> str:
    return hashlib.sha256(json.dumps(facts(), ensure_ascii=False).encode()).hexdigest()


def main() -> None:
    os.environ |= {"LEERLIJN_MODE": "test", "DJANGO_SETTINGS_MODULE": "config.settings"}
    django.setup()
    from config.demo import load  # noqa: PLC0415  # after the set-up

    call_command("migrate", verbosity=0)
    load.load()
    sys.stdout.write(digest())


if __name__ == "__main__":
    main()
