import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from pytest_django import Settings

from evaluations import ballot, gate, keys
from evaluations.errors import KeyDestroyed, KeyMissing, NotTaken
from evaluations.models import BallotBox, Invitation, Round
from tests import make
from tests.rows import everything

pytestmark = pytest.mark.django_db

BOXES = {BallotBox._meta.db_table}
FLOORS = ["people", "courses", "enrolments", "trainees", "evaluations", "config"]


def _record(value: int = 7) -> dict[str, object]:
    return {"audience": "participant", "area": "", "answers": {"1": value}}


@pytest.mark.parametrize(
    ("invited", "places"),
    [(5, [16]), (12, [16]), (13, [32]), (60, [64]), (61, [48, 48]), (130, [48, 48, 48])],
)
def test_boxes_have_room_for_all_and_four_more(invited: int, places: list[int]) -> None:
    round = make.round(invited=invited)

    boxes = BallotBox.objects.filter(round=round)
    assert sorted((box.places for box in boxes), reverse=True) == places
    assert sum(box.places_given for box in boxes) == invited
    assert max(box.places_given for box in boxes) - min(box.places_given for box in boxes) <= 1
    assert round.invitations.filter(box=None).count() == 0


def test_cast_changes_the_box_and_nothing_else() -> None:
    invitation = make.invitations(make.round())[0]
    before, box_before = everything(without=BOXES), bytes(BallotBox.objects.get().sealed)

    ballot.cast(invitation, _record())

    assert everything(without=BOXES) == before
    assert bytes(BallotBox.objects.get().sealed) != box_before


def test_cast_counts_once_per_invitation() -> None:
    invitation = make.invitations(make.round())[0]
    ballot.cast(invitation, _record())
    after_one = bytes(BallotBox.objects.get().sealed)

    with pytest.raises(NotTaken):
        ballot.cast(invitation, _record(3))

    assert bytes(BallotBox.objects.get().sealed) == after_one
    assert not ballot.may_answer(invitation)


def test_cast_takes_nothing_after_the_last_moment(settings: Settings) -> None:
    invitation = make.invitations(make.round(days=1))[0]
    settings.AS_OF = make.TODAY + timedelta(days=2)

    with pytest.raises(NotTaken):
        ballot.cast(invitation, _record())

    assert not ballot.may_answer(invitation)


def test_cast_refuses_a_record_that_would_take_the_room_of_others() -> None:
    invitation = make.invitations(make.round())[0]

    with pytest.raises(ValueError, match="longer"):
        ballot.cast(invitation, {"answers": {"1": "x" * 9000}})

    assert ballot.may_answer(invitation)


def test_cast_writes_nothing_when_no_key_can_be_read(ballot_keys: list[Path]) -> None:
    round = make.round()
    invitation, before = make.invitations(round)[0], bytes(BallotBox.objects.get().sealed)
    for directory in ballot_keys:
        (directory / f"{round.pk}.key").unlink()

    with pytest.raises(KeyMissing):
        ballot.cast(invitation, _record())

    assert bytes(BallotBox.objects.get().sealed) == before


def test_cast_writes_nothing_into_a_damaged_box() -> None:
    invitation = make.invitations(make.round())[0]
    box = BallotBox.objects.get()
    damaged = bytes(box.sealed)[:-1] + bytes([bytes(box.sealed)[-1] ^ 1])
    BallotBox.objects.update(sealed=damaged)

    with pytest.raises(KeyMissing):
        ballot.cast(invitation, _record())

    assert bytes(BallotBox.objects.get().sealed) == damaged


def test_cast_takes_nothing_once_the_key_is_destroyed() -> None:
    round = make.round()
    keys.destroy(round.pk)

    with pytest.raises(NotTaken):
        ballot.cast(make.invitations(round)[0], _record())


def test_places_say_nothing_about_the_order_of_invitations() -> None:
    """With 60 invited the order of places is that of the invitations in one of 60! cases."""
    make.round(invited=60)

    places = [place or 0 for place in Invitation.objects.order_by("pk").values_list("place", flat=True)]

    assert sorted(places) == list(range(60))
    assert places != sorted(places)


def test_every_round_has_a_key_of_its_own() -> None:
    assert keys.read(make.round().pk) != keys.read(make.round().pk)
    assert Round.objects.count() == 2


def _late(round: Round, number: int) -> list[Invitation]:
    """Invitations to people who come later, as they are before they have a place."""
    return [Invitation(round=round, person=make.user(), audience="participant") for _person in range(number)]


@pytest.mark.parametrize(("invited", "late", "places"), [(6, 10, [16]), (6, 11, [16, 16]), (61, 36, [48, 48, 16])])
def test_late_invitees_get_spare_places_and_a_new_box_when_none_are_left(
    invited: int, late: int, places: list[int]
) -> None:
    round = make.round(invited=invited)
    before = {found.pk: bytes(found.sealed) for found in BallotBox.objects.all()}
    taken = set(round.invitations.values_list("box", "place"))

    invitations = _late(round, late)
    with transaction.atomic():
        ballot.give_places(round, invitations)

    boxes = BallotBox.objects.filter(round=round)
    assert sorted((found.places for found in boxes), reverse=True) == places
    assert sum(found.places_given for found in boxes) == invited + late
    given = {(invitation.box_id, invitation.place) for invitation in invitations}
    assert len(given) == late
    assert not given & taken
    assert all(bytes(BallotBox.objects.get(pk=pk).sealed) == sealed for pk, sealed in before.items())


def test_places_are_never_given_twice() -> None:
    round = make.round(invited=6)
    round.invitations.all()[0].delete()
    before = set(round.invitations.values_list("place", flat=True))

    (late,) = _late(round, 1)
    with transaction.atomic():
        ballot.give_places(round, [late])

    assert late.place == 6
    assert late.place not in before


def test_erasing_a_person_leaves_the_answer_that_nobody_can_find() -> None:
    round = make.round(invited=6)
    make.answers(round, 1, 2, 3, 4, 5, 6)

    make.invitations(round)[0].person.delete()

    assert gate.close(round.pk).answered == 6


def test_check_puts_back_what_does_not_open_the_boxes(ballot_keys: list[Path]) -> None:
    round, other = make.round(), make.round()
    files = [directory / f"{round.pk}.key" for directory in ballot_keys]
    files[0].write_bytes(keys._wrap(round.pk, keys.read(other.pk)))  # opens, but is the key of other boxes

    assert ballot.check(round) == [files[0]]
    assert ballot.check_all() == []
    ballot.cast(make.invitations(round)[0], _record())


def test_check_all_names_the_rounds_that_nobody_can_open(ballot_keys: list[Path]) -> None:
    lost, fine = make.round(), make.round()
    for directory in ballot_keys:
        (directory / f"{lost.pk}.key").unlink()

    assert ballot.check_all() == [lost]
    assert ballot.check(fine) == []


def test_an_old_box_does_not_open_when_its_key_is_destroyed() -> None:
    """A backup from before the closing comes back, when the round was counted long ago."""
    round = make.round()
    invitation, old = make.invitations(round)[0], BallotBox.objects.with_content().get()
    gate.close(round.pk)
    keys.destroy(round.pk)
    old.save(force_insert=True)
    Round.objects.update(state=Round.State.OPEN, closed_at=None)
    Invitation.objects.filter(pk=invitation.pk).update(box=old, place=0)

    with pytest.raises(NotTaken):
        ballot.cast(Invitation.objects.get(pk=invitation.pk), _record())
    with pytest.raises(KeyDestroyed):
        gate.close(round.pk)


def test_what_is_in_a_box_stays_out_of_lists_and_exports() -> None:
    make.answers(make.round(), 7)
    (found,) = BallotBox.objects.all()
    assert found.get_deferred_fields() == {"sealed"}

    export = io.StringIO()
    call_command("dumpdata", "evaluations.ballotbox", stdout=export)

    (row,) = json.loads(export.getvalue())
    assert set(row["fields"]) == {"round", "places", "places_given", "sealed_bytes"}


def test_no_other_room_names_the_box() -> None:
    """What keeps anonymous answers has one door in and one out."""
    rooms = [
        file for floor in FLOORS for file in (settings.BASE / floor).rglob("*.py") if "migrations" not in file.parts
    ]
    named = {file.relative_to(settings.BASE).as_posix() for file in rooms if "BallotBox" in file.read_text()}

    assert named == {
        "evaluations/ballot.py",
        "evaluations/box.py",
        "evaluations/gate.py",
        "evaluations/models/__init__.py",
        "evaluations/models/round.py",
    }
