"""Every mail that the deeds and the jobs of the site send, read with the eyes of who gets it (promise P20)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string

from people import clock
from people.models import Affiliation, Message, User
from tests.walk import access, canaries, hostile, readable
from tests.walk.canaries import Aviary, Canary, Leak
from tests.walk.entrances import Entrance
from tests.walk.eyes import Eyes

ACTORS = (
    access.PARTICIPANT,
    access.CONTACT,
    access.SUPERVISOR,
    access.PLANNER,
    access.COORDINATOR,
    access.ADMINISTRATOR,
)
DAYS = (0, 8, 40)  # days from today on which the jobs look around: reminders, beginnings, ends


def sent(birds: Aviary, *, only: str = "") -> tuple[int, list[Leak]]:
    """Fill in every form, press every button, run every job: how many mails, and the foreign markers in them.

    `only` is a part of the addresses to send to; without it all of them.

    What the sender is answered, and told on the next page, is read as well. Everything is undone again.
    """
    number, leaks = 0, []
    for role, where, deed in (one for one in _deeds(birds) if only in one[1]):
        with hostile.undone():
            before = set(Message.objects.values_list("pk", flat=True))
            answer = deed()
            letters = list(Message.objects.exclude(pk__in=before).select_related("recipient"))
            _give_accounts(letters)
            seen = replace(birds, eyes=Eyes())  # a deed can change who may see what
            for letter in letters:
                text, who = readable.of_mail(letter).replace(letter.address, ""), str(letter.recipient_id)
                foreign = (one for one in seen.foreign_in(text, letter.recipient) if _still(seen, one, letter))
                leaks += [Leak(who, f"mail {letter.kind}", str(one)) for one in foreign]
            if answer is not None:
                leaks += seen.leaks(readable.of_answer(answer), role, where)
        number += len(letters)
    return number, leaks


def _still(seen: Aviary, canary: Canary, letter: Message) -> bool:
    """Foreign also by its row as the deed left it: a concept that was published is for everybody."""
    row = type(canary.row)._default_manager.filter(pk=canary.row.pk).first() or canary.row  # it can be gone
    return not seen.eyes.may_read(letter.recipient, row, canary.field)


def _give_accounts(letters: list[Message]) -> None:
    """A line manager who is known by address only may read what one with an account may."""
    for letter in letters:
        if letter.recipient is None:
            letter.recipient, _new = User.objects.get_or_create(email=letter.address)
            Affiliation.objects.filter(manager_address=letter.address).update(manager=letter.recipient)


def _deeds(birds: Aviary) -> list[tuple[str, str, Callable[[], HttpResponseBase | None]]]:
    return [*_of_forms(birds), *_of_buttons(birds), *_of_jobs()]


def _of_forms(birds: Aviary) -> list[tuple[str, str, Callable[[], HttpResponseBase | None]]]:
    def fill(entrance: Entrance) -> Callable[[], HttpResponseBase]:
        address, body, kind = hostile.request_of(entrance, entrance.data)
        return lambda: birds.browser(entrance.role).generic("POST", address, body, kind, follow=True)

    posts = [one for one in birds.entrances if one.method == "POST"]
    return [(one.role, one.address, fill(one)) for one in posts]


def _of_buttons(birds: Aviary) -> list[tuple[str, str, Callable[[], HttpResponseBase | None]]]:
    def press(role: str, address: str) -> Callable[[], HttpResponseBase]:
        return lambda: birds.browser(role).post(address, follow=True)

    doors = [door for door in access.DOORS if door.method == "POST" and door.route not in canaries.PERSONAL_LINKS]
    pressed = [
        (role, canaries.address_of(door, birds.scene)) for door in doors for role in ACTORS if role in door.opens_to
    ]
    return [(role, address, press(role, address)) for role, address in pressed]


def _of_jobs() -> list[tuple[str, str, Callable[[], None]]]:
    def run(path: str, days: int) -> Callable[[], None]:
        def job() -> None:
            today = clock.today()
            settings.AS_OF = today + timedelta(days=days)
            try:
                import_string(path).call()
            finally:
                settings.AS_OF = today

        return job

    return [("", work.task, run(work.task, days)) for days in DAYS for work in settings.PERIODIC_JOBS.values()]
