import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from courses.models import Edition
from enrolments import actions
from enrolments.approval.queries import Approver
from enrolments.calendar import calendar_items
from enrolments.models import Approval, Enrolment, Status
from people import outbox
from people.letters import texts
from people.models import CalendarEntry, Message, Role, User
from tests import make
from tests.mail_server import Mailbox, text_of

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
CHEF = "chef@zeeland.example"
As = Approval.Role


def _edition(**fields: Any) -> Edition:
    course = make.course("Tankputten", title_en="Bunds", needs_approval=True, price=540)
    return make.edition(course, **fields)


def _asked(edition: Edition | None = None, **fields: Any) -> tuple[Enrolment, Approver]:
    """A request that came in by itself, and the line manager who was asked."""
    here = make.organisation("Zeeland")
    manager = make.user(organisation=here, given_name="Wil", infix="", family_name="Vos", **fields)
    anna = make.user(organisation=here, manager=manager, given_name="Anna", infix="", family_name="Bos")
    request = actions.enrol(anna, edition or _edition(), by=anna)
    return request, Approver(As.MANAGER, manager.email, manager)


def _mail(kind: str, to: User) -> Message:
    return Message.objects.get(kind=kind, recipient=to)


# the participant


def test_participant_reads_who_is_asked_and_that_the_seat_is_held() -> None:
    request, _manager = _asked()

    told = _mail("enrolment_requested", request.user)

    assert told.subject == "Uw plaats is aangevraagd: Tankputten"
    assert "- Wil Vos, leidinggevende" in told.body.splitlines()
    assert "tot dan wordt ze vastgehouden" in told.body
    assert told.calendar == []


def test_participant_reads_that_the_planner_takes_over_when_nobody_can_approve() -> None:
    anna = make.user()

    actions.enrol(anna, _edition(), by=anna)

    told = _mail("enrolment_requested", anna).body
    assert "De planner neemt de aanvraag over." in told
    assert "Goedkeuring is gevraagd aan" not in told


def test_participant_gets_the_invitations_with_the_approval_only() -> None:
    request, manager = _asked(_edition(sessions=2))
    before = (CalendarEntry.objects.count(), calendar_items(request.user))

    actions.approve(request, by=manager)

    told = _mail("enrolment_enrolled", request.user)
    assert before == (0, [])
    assert [(one["method"], one["sequence"]) for one in told.calendar or []] == [("REQUEST", 0)] * 2
    assert len(calendar_items(request.user)) == 2


def test_participant_reads_who_declined_and_why() -> None:
    request, manager = _asked()

    actions.decline(request, "Te druk.\nProbeer het najaar.", by=manager)

    told = _mail("enrolment_declined", request.user)
    assert told.subject == "Niet goedgekeurd: Tankputten"
    assert "is niet goedgekeurd door Wil Vos. De reden:\n\nTe druk.\nProbeer het najaar.\n" in told.body
    assert told.calendar == []


def test_participant_reads_that_a_request_lapsed() -> None:
    request, _manager = _asked()

    actions.lapse_requests(request.edition.starts_on)

    told = _mail("enrolment_declined", request.user)
    assert told.subject == "Uw aanvraag is vervallen: Tankputten"
    assert "uw organisatie heeft niet op tijd geantwoord" in told.body


def test_participant_reads_that_a_request_was_withdrawn() -> None:
    request, _manager = _asked()

    actions.withdraw(request, by=request.user)

    told = _mail("enrolment_withdrawn", request.user)
    assert told.subject == "Uw aanvraag is ingetrokken: Tankputten"
    assert "agenda" not in told.body


def test_participant_who_waits_reads_that_approval_comes_later() -> None:
    edition = _edition(seats=1)
    _asked(edition)
    waiting, _manager = _asked(edition)

    assert "Dan vragen we eerst uw organisatie om goedkeuring." in _mail("enrolment_waiting", waiting.user).body


# who approves


def test_approver_reads_all_that_is_needed_to_decide() -> None:
    room = make.room(name="Zaal 3", location=make.location(name="NIPV", city="Arnhem"))
    edition = _edition(sessions=0, code="TANK-2026-1")
    make.session(edition, title="Dag 1", room=room)

    _request, manager = _asked(edition)

    assert manager.person
    told = _mail("approval_request", manager.person)
    assert told.subject == "Actie nodig: uw goedkeuring uiterlijk 16 maart voor Anna Bos, Tankputten"
    lines = told.body.splitlines()
    assert lines[0] == "Beste Wil Vos,"
    assert "- maandag 13 april 2026, 09:00-17:00, Dag 1, Zaal 3, NIPV, Arnhem" in lines
    assert "Kosten: € 540 per persoon, voor uw organisatie." in lines
    assert "[[link]]" in lines
    assert "Antwoorden kan tot en met maandag 16 maart 2026." in told.body
    assert any(line.startswith("Anna Bos (Veiligheidsregio Zeeland) wil deelnemen aan Tankputten") for line in lines)
    assert lines.count("http://localhost:8000/regio/") == 1
    assert "De link werkt één keer, 30 dagen lang." in told.body


def test_approver_without_an_account_gets_a_link_and_no_address_to_sign_in(mailbox: Mailbox) -> None:
    anna = make.user()
    make.affiliation(anna, make.organisation(), manager_address=CHEF)

    request = actions.enrol(anna, _edition(), by=anna)
    while outbox.send_due():
        pass

    (letter,) = [one for one in mailbox.received if one["To"] == CHEF]
    text = text_of(letter)
    assert text.startswith("Beste leidinggevende,")
    assert "/goedkeuring/" in text
    assert "/regio/" not in text
    assert [link.address for link in request.approvals.get().links.all()] == [CHEF]
    assert Message.objects.get(address=CHEF).secret == ""


def test_approvers_each_get_a_link_of_their_own() -> None:
    here = make.organisation()
    contacts = [make.user(organisation=here, roles=[Role.TRAINING_CONTACT]) for _one in range(2)]

    request = actions.enrol(anna := make.user(organisation=here), _edition(), by=anna)
    outbox.send_due()

    links = request.approvals.get().links.all()
    assert {link.person for link in links} == set(contacts)
    assert len({link.token_hash for link in links}) == 2
    assert Message.objects.filter(kind="approval_request").count() == 2


def test_approver_is_not_mailed_about_a_question_that_has_ended(mailbox: Mailbox) -> None:
    request, manager = _asked()
    assert manager.person
    Approval.objects.filter(enrolment=request).update(decision=Approval.Decision.LAPSED, decided_at=timezone.now())

    outbox.send_due()

    assert _mail("approval_request", manager.person).reason == Message.Reason.OVER
    assert manager.address not in {mail["To"] for mail in mailbox.received}


def test_approver_reads_the_own_language() -> None:
    _request, manager = _asked(language="en")

    assert manager.person
    told = _mail("approval_request", manager.person)
    assert told.subject == "Action needed: your approval by 16 March for Anna Bos, Bunds"


def test_approver_is_told_once_also_when_asked_by_two_hats() -> None:
    here = make.organisation()
    both = make.user(organisation=here, roles=[Role.TRAINING_CONTACT])

    actions.enrol(anna := make.user(organisation=here, manager=both), _edition(), by=anna)

    assert Message.objects.filter(kind="approval_request", recipient=both).count() == 1


def test_mails_stay_one_mail_whatever_people_type(mailbox: Mailbox) -> None:
    hostile = "Nee\r\nBcc: iedereen@example.org\n\n{{ 7|add:7 }} [[link]] {% now %}"
    request, manager = _asked()

    actions.decline(request, hostile, by=manager)
    while outbox.send_due():
        pass

    assert "iedereen@example.org" not in mailbox.tried
    assert {str(one["Bcc"]) for one in mailbox.received} == {"None"}
    told = _mail("enrolment_declined", request.user).body
    assert "{{ 7|add:7 }} [[link]] {% now %}" in told


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("asked", [True, False])
def test_mail_exists_for_what_approval_tells(language: str, asked: bool) -> None:
    enrolment = make.enrolment(status=Status.REQUESTED)
    approvers = [Approver(As.MANAGER, CHEF)] if asked else []
    context = {"enrolment": enrolment, "edition": enrolment.edition, "course": enrolment.edition.course}

    for name in ("enrolment_requested", "enrolment_declined", "enrolment_withdrawn", "approval_request"):
        subject, body = texts.write(
            name,
            {
                **context,
                "recipient": enrolment.user,
                "asked": approvers,
                "sessions": [],
                "days": 30,
                "has_account": asked,
            },
            language,
        )
        assert subject
        assert str(enrolment.user) in body


# a day that moves


def _move(edition: Edition, days: int = 7) -> None:
    session = edition.sessions.select_related("edition__course", "room__location").get()
    later = {"starts_at": session.starts_at + days * DAY, "ends_at": session.ends_at + days * DAY}
    actions.change_session(session, make.wish(session, **later), seen=session.sequence, by=make.user())


def _waiting(to: User) -> list[Message]:
    return list(Message.objects.filter(recipient=to, state=Message.State.READY))


def test_approver_who_was_asked_is_told_that_the_day_moved() -> None:
    request, manager = _asked()
    assert manager.person
    Message.objects.update(state=Message.State.SENT)

    _move(request.edition)
    _move(request.edition)

    (mail,) = _waiting(manager.person)
    assert (mail.kind, mail.subject.split(",")[0]) == ("approval_moved", "Actie nodig: andere dag")
    assert "De dag is verplaatst van maandag 13 april naar maandag 27 april.\n" in mail.body
    assert "Antwoorden kan tot en met maandag 16 maart 2026" in mail.body  # moving gives no other last day
    assert mail.minted == {"link": ["approval_link", str(Approval.objects.get().pk)]}


def test_approver_who_was_not_sent_the_question_yet_is_asked_for_the_new_day() -> None:
    request, manager = _asked()
    assert manager.person

    _move(request.edition)

    (mail,) = _waiting(manager.person)
    assert (mail.kind, "20 april" in mail.body) == ("approval_request", True)
    assert "13 april" not in mail.body


def test_approver_is_not_told_of_another_room_or_once_it_was_answered() -> None:
    request, manager = _asked()
    assert manager.person
    Message.objects.update(state=Message.State.SENT)
    session = request.edition.sessions.select_related("edition__course", "room__location").get()
    actions.change_session(session, make.wish(session, room=make.room()), seen=0, by=make.user())
    assert _waiting(manager.person) == []

    actions.approve(request, by=manager)
    _move(request.edition)

    assert _waiting(manager.person) == []


def test_requests_shortly_after_each_other_are_one_mail_with_a_link_each(settings: Settings, mailbox: Mailbox) -> None:
    settings.MAIL_PAUSE = timedelta(minutes=5)
    first, manager = _asked()
    assert manager.person
    bas = make.user(organisation=first.organisation, manager=manager.person)
    actions.enrol(bas, first.edition, by=bas)

    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        while outbox.send_due():
            pass

    (mail,) = [one for one in mailbox.received if one["To"] == manager.person.email]
    assert mail["Subject"] == "Actie nodig: twee zaken"
    assert len(set(re.findall(r"/goedkeuring/[^/]+/", text_of(mail)))) == 2
