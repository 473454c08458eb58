from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from evaluations import ballot, keys
from evaluations.errors import KeyMissing, NotTaken
from evaluations.models import BallotBox, Invitation, Round
from tests import make

pytestmark = pytest.mark.django_db


def _record(value: int = 7) -> dict[str, object]:
    return {"audience": "participant", "area": "", "answers": {"1": value}}


def _everything_but_the_boxes() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, except that of the boxes."""
    tables = [name for name in connection.introspection.table_names() if name != BallotBox._meta.db_table]
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = sorted(cursor.fetchall(), key=repr)
    return found


@pytest.mark.parametrize(
    ("invited", "places"),
    [(5, [16]), (12, [16]), (13, [32]), (60, [64]), (61, [64, 16]), (130, [64, 64, 16])],
)
def test_boxes_have_room_for_all_and_four_more(invited: int, places: list[int]) -> None:
    round = make.round(invited=invited)

    boxes = BallotBox.objects.filter(round=round)
    assert sorted((box.places for box in boxes), reverse=True) == places
    assert sum(box.places_given for box in boxes) == invited
    assert round.invitations.filter(box=None).count() == 0


def test_cast_changes_the_box_and_nothing_else() -> None:
    invitation = make.invitations(make.round())[0]
    before, box_before = _everything_but_the_boxes(), bytes(BallotBox.objects.get().sealed)

    ballot.cast(invitation, _record())

    assert _everything_but_the_boxes() == before
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
