from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import transaction
from icalendar import Calendar
from pytest_django import Settings

from courses.models import Edition
from enrolments import actions
from enrolments.errors import EnrolmentRefused
from enrolments.models import Enrolment, Status
from people import ical, outbox
from people.letters import texts
from people.models import CalendarEntry, Message, User
from tests import make
from tests.mail_server import Mailbox, html_of, text_of

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
HOSTILE = "Les\r\nBcc: iedereen@example.org\n\nGratis"


def _told(user: User) -> list[tuple[str, list[tuple[str, int]]]]:
    """Each mail to `user`: what it is about, and for its calendar parts the method and the sequence."""
    mails = Message.objects.filter(recipient=user).order_by("pk")
    return [(mail.kind, [(one["method"], one["sequence"]) for one in mail.calendar or []]) for mail in mails]


def _enrol(user: User, edition: Edition) -> Enrolment:
    return actions.enrol(user, edition, by=user)


def _leave() -> None:
    """All that waits has left."""
    Message.objects.filter(state=Message.State.READY).update(state=Message.State.SENT)


def _full(**fields: object) -> tuple[Edition, Enrolment, Enrolment]:
    """An edition of one seat, who has it and who waits for it."""
    edition = make.edition(seats=1, **fields)  # type: ignore[arg-type]  # a test names only the fields it is about
    return edition, _enrol(make.user(), edition), _enrol(make.user(), edition)


# one mail per cause


def test_enrolling_tells_what_to_bring() -> None:
    anna = make.user()

    _enrol(anna, make.edition(make.course(bring="Schoenen.\nEen pen.")))

    assert "Wat u meeneemt:\nSchoenen.\nEen pen.\n\nKunt u toch niet komen?" in Message.objects.get().body


def test_enrolling_tells_once_with_an_invitation_per_session() -> None:
    anna = make.user()

    _enrol(anna, make.edition(sessions=3))

    assert _told(anna) == [("enrolment_enrolled", [("REQUEST", 0)] * 3)]


def test_waiting_tells_the_place_in_line_and_keeps_calendars_empty() -> None:
    edition, _seated, first = _full()
    second = _enrol(make.user(), edition)

    assert _told(second.user) == [("enrolment_waiting", [])]
    bodies = [Message.objects.get(recipient=one.user).body for one in (first, second)]
    assert "U staat op plaats 1 van de wachtlijst." in bodies[0]
    assert "U staat op plaats 2 van de wachtlijst." in bodies[1]
    assert not CalendarEntry.objects.filter(user=second.user).exists()


def test_withdrawing_takes_the_invitation_back_and_invites_who_moves_up() -> None:
    _edition, seated, waiting = _full()
    _leave()

    actions.withdraw(seated, by=seated.user)

    assert _told(seated.user) == [("enrolment_enrolled", [("REQUEST", 0)]), ("enrolment_withdrawn", [("CANCEL", 1)])]
    assert _told(waiting.user) == [("enrolment_waiting", []), ("enrolment_enrolled", [("REQUEST", 0)])]


def test_leaving_the_waiting_list_takes_nothing_back_that_was_not_told() -> None:
    _edition, _seated, waiting = _full()

    actions.withdraw(waiting, by=waiting.user)

    assert _told(waiting.user) == [("enrolment_waiting", []), ("enrolment_withdrawn", [])]


def test_cancelling_takes_back_only_what_was_told() -> None:
    edition, seated, waiting = _full()
    _leave()

    actions.cancel_edition(edition, by=make.user())

    assert _told(seated.user)[-1] == ("enrolment_cancelled", [("CANCEL", 1)])
    assert _told(waiting.user)[-1] == ("enrolment_cancelled", [])


def test_refusal_tells_nothing() -> None:
    edition, anna = make.edition(enrol_from=make.TODAY + DAY), make.user()

    with transaction.atomic(), pytest.raises(EnrolmentRefused):
        _enrol(anna, edition)

    assert _told(anna) == []
    assert not CalendarEntry.objects.exists()


def test_sequence_only_rises_when_somebody_comes_and_goes() -> None:
    edition, anna = make.edition(), make.user()

    for _turn in range(2):
        enrolment = _enrol(anna, edition)
        _leave()
        actions.withdraw(enrolment, by=anna)
        _leave()
    _enrol(anna, edition)
    _leave()
    actions.cancel_edition(edition, by=make.user())

    calendars = [told for _kind, told in _told(anna)]
    assert calendars == [
        *([("REQUEST", 0)], [("CANCEL", 1)], [("REQUEST", 2)], [("CANCEL", 3)], [("REQUEST", 4)], [("CANCEL", 5)])
    ]


def test_sequence_is_that_of_the_session_when_it_is_further() -> None:
    edition, anna = make.edition(), make.user()
    edition.sessions.update(sequence=7)

    _enrol(anna, edition)

    assert _told(anna) == [("enrolment_enrolled", [("REQUEST", 7)])]


def test_uid_is_that_of_the_session_every_time() -> None:
    edition, anna = make.edition(), make.user()
    actions.withdraw(_enrol(anna, edition), by=anna)

    uids = {one["uid"] for mail in Message.objects.all() for one in mail.calendar or []}

    assert uids == {edition.sessions.get().uid}


def test_workshops_to_choose_from_are_not_in_the_invitation() -> None:
    edition, anna = make.edition(), make.user()
    make.session(edition, hours=(17, 18), by_choice=True, capacity=5)

    _enrol(anna, edition)

    assert _told(anna) == [("enrolment_enrolled", [("REQUEST", 0)])]


def test_edition_without_sessions_has_a_mail_without_calendar() -> None:
    anna = make.user()

    _enrol(anna, make.edition(sessions=0, delivery=Edition.Delivery.E_LEARNING))

    assert _told(anna) == [("enrolment_enrolled", [])]
    assert "agenda" not in Message.objects.get().body


# what they say


def test_mail_says_what_when_and_where() -> None:
    room = make.room(name="Zaal 3", location=make.location(name="NIPV", city="Arnhem"))
    edition = make.edition(make.course("Brandveiligheid"), sessions=0, code="NFPA-2026-1")
    make.session(edition, title="Sprinklers", room=room)
    make.session(edition, edition.starts_on + DAY, (13, 16), title="Schuim", online_url="https://geheim.example")

    _enrol(make.user(given_name="Anna", infix="", family_name="Berg"), edition)

    mail = Message.objects.get()
    assert mail.subject == "U bent ingeschreven: Brandveiligheid"
    lines = mail.body.splitlines()
    assert lines[0] == "Beste Anna Berg,"
    assert "- maandag 13 april 2026, 09:00-17:00, Sprinklers, Zaal 3, NIPV, Arnhem" in lines
    assert "- dinsdag 14 april 2026, 13:00-16:00, Schuim, online: https://geheim.example" in lines
    assert any(line.endswith("/uitvoeringen/NFPA-2026-1/") for line in lines)


def test_mail_speaks_the_language_of_its_reader() -> None:
    edition = make.edition(make.course("Brandveiligheid", title_en="Fire safety"))
    anna, bob = make.user(), make.user(language="en")

    _enrol(anna, edition)
    _enrol(bob, edition)

    dutch, english = (Message.objects.get(recipient=user) for user in (anna, bob))
    assert (dutch.language, english.language) == ("nl", "en")
    assert "Brandveiligheid" in dutch.subject
    assert "Fire safety" in english.subject
    assert english.calendar is not None
    assert english.calendar[0]["title"].startswith("Fire safety")


def test_mail_has_the_words_that_a_planner_gave_it(mailbox: Mailbox) -> None:
    make.mail_text(
        "enrolment_enrolled", subject="Tot {dag}, {naam}", body="Beste {naam},\n\n{bijeenkomsten}\n\n{pagina}\n"
    )
    edition, anna = make.edition(), make.user(given_name="<b>Anna</b>", infix="", family_name="{pagina}")

    _enrol(anna, edition)
    outbox.send_due()

    (mail,) = mailbox.received
    assert mail["Subject"] == "Tot 13 april, <b>Anna</b> {pagina}"
    assert text_of(mail).startswith("Beste <b>Anna</b> {pagina},\n\nWanneer en waar:\n- maandag 13 april 2026, ")
    assert "<p>Beste &lt;b&gt;Anna&lt;/b&gt; {pagina},</p>\n<p>Wanneer en waar:</p>\n<ul><li>maandag" in html_of(mail)
    assert f'<a class="door" href="{settings.ADDRESS}{edition.get_absolute_url()}">' in html_of(mail)


def _enrolled() -> Enrolment:
    return _enrol(make.user(), make.edition(make.course(HOSTILE)))


def _waiting() -> Enrolment:
    return _full(course=make.course(HOSTILE))[2]


def _withdrawn() -> Enrolment:
    enrolment = _enrolled()
    return actions.withdraw(enrolment, by=enrolment.user)


def _cancelled() -> Enrolment:
    enrolment = _enrolled()
    actions.cancel_edition(enrolment.edition, by=make.user())
    return enrolment


@pytest.mark.parametrize("make_mail", [_enrolled, _waiting, _withdrawn, _cancelled])
def test_mail_stays_one_mail_whatever_a_title_holds(make_mail: Callable[[], Enrolment], mailbox: Mailbox) -> None:
    enrolment = make_mail()

    while outbox.send_due():
        pass

    assert "iedereen@example.org" not in mailbox.tried
    assert enrolment.user.email in mailbox.tried
    assert {str(mail["Bcc"]) for mail in mailbox.received} == {"None"}
    assert all(mail["Subject"].endswith(": Les Bcc: iedereen@example.org Gratis") for mail in mailbox.received)


def test_mail_carries_an_invitation_that_calendars_read(mailbox: Mailbox) -> None:
    edition, anna = make.edition(sessions=2), make.user()

    _enrol(anna, edition)
    outbox.send_due()

    (mail,) = mailbox.received
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar" and part.get_filename()]
    events = [event for part in parts for event in Calendar.from_ical(part.get_content()).events]
    assert [event.start for event in events] == [session.starts_at for session in edition.sessions.all()]
    assert {str(event["ATTENDEE"]) for event in events} == {f"mailto:{anna.email}"}


@pytest.mark.parametrize("status", [Status.ENROLLED, Status.WAITING, Status.WITHDRAWN, Status.CANCELLED])
def test_mail_exists_for_every_state_that_is_told(status: Status) -> None:
    enrolment = make.enrolment(status=status)
    context = {"edition": enrolment.edition, "course": enrolment.edition.course, "sessions": [], "place": 1}

    for language in ("nl", "en"):
        subject, body = texts.write(f"enrolment_{status}", {**context, "recipient": enrolment.user}, language)
        assert subject
        assert str(enrolment.user) in body


def test_telling_names_the_moment_the_session_changed() -> None:
    edition, anna = make.edition(), make.user()
    _enrol(anna, edition)

    (told,) = Message.objects.get().calendar or []

    (event,) = Calendar.from_ical(ical.invitation(told, attendee=anna.email)).events
    assert event.stamp == edition.sessions.get().changed_at.replace(microsecond=0)


def test_who_comes_back_is_told_that_only(settings: Settings) -> None:
    anna, edition = make.user(), make.edition()
    _enrol(anna, edition)
    _leave()
    actions.withdraw(Enrolment.objects.get(), by=anna)

    _enrol(anna, edition)

    waiting = Message.objects.filter(state=Message.State.READY)
    assert [mail.kind for mail in waiting] == ["enrolment_enrolled"]


def test_calling_off_what_is_running_takes_the_days_to_come_out_of_the_calendar(settings: Settings) -> None:
    anna, edition = make.user(), make.edition(make.course("Tankputten"), sessions=3)
    _enrol(anna, edition)
    _leave()
    edition.sessions.filter(starts_at__date=edition.starts_on + DAY).delete()
    Edition.objects.update(status=Edition.Status.RUNNING)
    settings.AS_OF = edition.starts_on + DAY

    actions.cancel_edition(edition, by=make.user())

    mail = Message.objects.get(kind="enrolment_cancelled")
    assert len(mail.calendar or []) == 1
    assert "Wat al is geweest, blijft staan. Dit vervalt:\n- woensdag 15 april 2026" in mail.body
    assert "maandag 13 april" not in mail.body
