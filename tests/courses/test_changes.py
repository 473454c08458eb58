from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from courses import changes
from courses.changes import SessionChange
from courses.models import Room, Session, TrainerAssignment
from people.models import User
from tests import make

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def _room(name: str) -> Room:
    return make.room(name=name, location=make.location(name=f"Gebouw {name}", city="Arnhem"))


def _trainer(name: str) -> User:
    return make.user(given_name=name, infix="", family_name="Vos")


def _session(**fields: object) -> Session:
    """On Monday 13 April 2026, from nine to five."""
    return make.session(make.edition(sessions=0), **fields)  # type: ignore[arg-type]  # a test names its own


def _words(session: Session, language: str = "nl", **becomes: Any) -> list[str]:
    with translation.override(language):
        return SessionChange(session, changes.as_it_is(session), make.wish(session, **becomes)).sentences


def test_sentences_name_the_day_it_was_and_the_day_it_is() -> None:
    session = _session()

    moved: dict[str, Any] = {"starts_at": session.starts_at + DAY, "ends_at": session.ends_at + DAY}

    assert _words(session, **moved) == ["De dag is verplaatst van maandag 13 april naar dinsdag 14 april."]
    assert _words(session, "en", **moved) == ["The day has moved from Monday 13 April to Tuesday 14 April."]


def test_sentences_name_the_year_when_it_differs() -> None:
    session = _session()

    (said,) = _words(session, starts_at=session.starts_at + 364 * DAY, ends_at=session.ends_at + 364 * DAY)

    assert said == "De dag is verplaatst van maandag 13 april 2026 naar maandag 12 april 2027."


def test_sentences_name_the_hours_when_they_differ() -> None:
    session = _session()

    assert _words(session, ends_at=session.ends_at - timedelta(hours=1)) == [
        "Andere tijd: 09:00-16:00 uur in plaats van 09:00-17:00 uur."
    ]


def test_sentences_name_no_other_hours_when_the_clock_changes_in_between() -> None:
    edition = make.edition(sessions=0, starts_on=make.TODAY + 20 * DAY)  # in winter time
    session = make.session(edition)
    later = make.TODAY + 41 * DAY

    said = _words(session, starts_at=make.at(later, 9), ends_at=make.at(later, 17))

    assert said == ["De dag is verplaatst van zondag 22 maart naar zondag 12 april."]


def test_sentences_name_the_room_it_was_and_the_room_it_is() -> None:
    old, new = _room("Zaal 1"), _room("Aula")
    in_a_room, online = _session(room=old), _session()

    assert _words(in_a_room, room=new) == [
        "Andere zaal: Aula, Gebouw Aula, Arnhem in plaats van Zaal 1, Gebouw Zaal 1, Arnhem."
    ]
    assert _words(in_a_room, room=None) == ["Online in plaats van in Zaal 1, Gebouw Zaal 1, Arnhem."]
    assert _words(online, room=new) == ["In Aula, Gebouw Aula, Arnhem in plaats van online."]


def test_sentences_keep_the_online_address_to_themselves() -> None:
    said = _words(_session(), online_url="https://vergadering.example/geheim")

    assert said == ["Het adres van de online bijeenkomst is gewijzigd."]


def test_sentences_name_the_trainers_who_come_and_go() -> None:
    anna, bob, kim = _trainer("Anna"), _trainer("Bob"), _trainer("Kim")
    session = _session(trainers=[anna])

    assert _words(session, trainers=(bob,)) == ["Andere docent: Bob Vos in plaats van Anna Vos."]
    assert _words(session, trainers=(bob, kim)) == ["Andere docenten: Bob Vos, Kim Vos in plaats van Anna Vos."]
    assert _words(session, trainers=(anna, kim)) == ["Docent erbij: Kim Vos."]
    assert _words(session, trainers=()) == ["Niet meer als docent: Anna Vos."]


def test_change_is_none_when_nothing_differs() -> None:
    session = _session(trainers=[make.user()])

    change = SessionChange(session, changes.as_it_is(session), make.wish(session))

    assert not change
    assert change.sentences == []


@pytest.mark.parametrize(("becomes", "moves", "moves_day"), [("trainers", False, False), ("room", True, False)])
def test_change_moves_when_another_time_or_place_is_named(becomes: str, moves: bool, moves_day: bool) -> None:
    session = _session()
    new: dict[str, Any] = {"trainers": (make.user(),), "room": make.room()}

    change = SessionChange(session, changes.as_it_is(session), make.wish(session, **{becomes: new[becomes]}))

    assert bool(change)
    assert (change.moves, change.moves_day) == (moves, moves_day)


def test_slot_of_a_change_leaves_out_who_declined() -> None:
    anna, bob = make.user(), make.user()
    session = _session(trainers=[anna])
    make.trainer_assignment(session, bob, TrainerAssignment.Status.DECLINED)

    change = SessionChange(session, changes.as_it_is(session), make.wish(session))

    assert set(change.becomes.trainers) == {anna, bob}
    assert change.slot.trainers == (anna,)
