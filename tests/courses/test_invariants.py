"""The check of a live schedule sees each thing that may not be, and nothing else."""

from datetime import timedelta

import pytest

from courses import invariants
from courses.models import Edition, TrainerAssignment
from tests import make

pytestmark = pytest.mark.django_db

Status = Edition.Status


def test_broken_says_nothing_of_a_schedule_as_it_should_be() -> None:
    room, trainer = make.room(), make.user()
    one = make.edition(sessions=2, room=room, trainers=[trainer])
    make.edition(starts_on=one.ends_on + timedelta(days=1), room=room, trainers=[trainer])

    assert list(invariants.broken()) == []


@pytest.mark.parametrize("status", [Status.CONCEPT, Status.CANCELLED])
def test_broken_leaves_out_what_nobody_was_told(status: Edition.Status) -> None:
    room, trainer = make.room(), make.user()
    make.edition(room=room, trainers=[trainer])
    make.edition(room=room, trainers=[trainer], status=status)

    assert list(invariants.broken()) == []


def test_broken_names_each_room_in_two_places() -> None:
    room = make.room()
    long, short, later = (make.edition(sessions=0) for _edition in range(3))
    make.session(long, hours=(9, 17), room=room)
    make.session(short, hours=(10, 11), room=room)
    make.session(later, hours=(12, 13), room=room)
    make.session(later, hours=(17, 18), room=room)  # touching is not overlapping

    first, second = invariants.broken()

    assert str(room) in first
    assert all(code in first for code in (long.code, short.code))
    assert all(code in second for code in (long.code, later.code))


def test_broken_names_a_trainer_in_two_places_by_number_and_leaves_who_declined() -> None:
    trainer, other = make.user(), make.user()
    make.edition(trainers=[trainer, other])
    twice = make.edition(trainers=[trainer])
    make.trainer_assignment(twice.sessions.get(), other, TrainerAssignment.Status.DECLINED)

    (sentence,) = invariants.broken()

    assert sentence.startswith(f"Docent {trainer.pk} ")
    assert trainer.family_name not in sentence


def test_broken_names_an_edition_that_is_not_where_its_sessions_are() -> None:
    edition = make.edition(sessions=2)
    Edition.objects.filter(pk=edition.pk).update(ends_on=edition.ends_on + timedelta(days=1))

    (sentence,) = invariants.broken()

    assert edition.code in sentence


@pytest.mark.parametrize(
    ("tiers", "fine"),
    [
        ([], True),
        ([[28, 0], [14, 50]], True),
        ([[14, 50], [28, 0]], False),  # the wrong way round
        ([[28, 50], [14, 50]], False),
        ([[28, 0], [14, 150]], False),
    ],
)
def test_broken_sees_terms_out_of_order(tiers: list[list[int]], fine: bool) -> None:
    make.course(cancellation_tiers=tiers)

    assert (list(invariants.broken()) == []) == fine
