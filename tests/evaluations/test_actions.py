from datetime import time, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from courses.models import Edition
from enrolments.models import Status
from evaluations import actions, ballot, gate, keys, queries, tasks
from evaluations.errors import KeyDestroyed, NotTaken, RoundRefused
from evaluations.models import Audience, InvitationLink, NamedAnswer, Question, Questionnaire, ResponseDay, Round
from evaluations.queries import Invitee
from people import outbox
from people.models import AuditEvent, Message, Role, User
from tests import make

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def _over(there: int, *, days_ago: int = 3, status: Status = Status.COMPLETED) -> Edition:
    edition = make.edition(starts_on=make.TODAY - days_ago * DAY, status=Edition.Status.COMPLETED, seats=30)
    for _person in range(there):
        make.enrolment(edition=edition, status=status)
    return edition


def _follow() -> list[Round]:
    return actions.open_rounds_of_editions(make.TODAY)


def test_a_finished_edition_gets_a_round_for_those_who_were_there() -> None:
    questionnaire = make.questionnaire(for_editions=True)
    edition = _over(5)
    make.enrolment(edition=edition, status=Status.NOT_COMPLETED)
    make.enrolment(edition=edition, status=Status.WITHDRAWN)

    (round,) = _follow()

    assert (round.edition, round.questionnaire, round.is_anonymous) == (edition, questionnaire, True)
    assert {one.person for one in make.invitations(round)} == {
        one.user for one in edition.enrolments.filter(status=Status.COMPLETED)
    }
    assert round.invited == 5


def test_a_finished_edition_gets_one_round_only() -> None:
    make.questionnaire(for_editions=True)
    _over(5)

    assert len(_follow()) == 1
    assert _follow() == []


@pytest.mark.parametrize(
    ("there", "days_ago", "rounds"),
    [
        (5, 1, 1),
        (5, 14, 1),  # the last day that counts
        (5, 15, 0),
        (4, 1, 0),  # of four nothing could ever be shown
    ],
)
def test_a_round_opens_in_time_and_for_enough_people(there: int, days_ago: int, rounds: int) -> None:
    make.questionnaire(for_editions=True)
    _over(there, days_ago=days_ago)

    assert len(_follow()) == rounds


def test_a_round_waits_until_it_is_known_who_was_there() -> None:
    make.questionnaire(for_editions=True)
    edition = _over(5)
    make.enrolment(edition=edition, status=Status.ENROLLED)

    assert _follow() == []


def test_a_round_takes_the_newest_version_and_locks_it() -> None:
    make.questionnaire(code="einde", version=1, for_editions=True)
    newest = make.questionnaire(code="einde", version=2, for_editions=True)
    _over(5)

    (round,) = _follow()

    assert round.questionnaire == newest
    assert Questionnaire.objects.get(pk=newest.pk).locked_at is not None


def test_everybody_is_mailed_a_link_of_their_own_that_is_stored_nowhere() -> None:
    round = make.round(invited=6)

    mails = Message.objects.filter(kind="evaluation_invitation")
    links = {outbox.filled(mail).partition("/evaluatie/")[2].partition("/")[0] for mail in mails}
    assert len(links) == 6
    for token in links:
        assert len(token) >= 32
        assert not any(token in repr(row) for row in Message.objects.values_list())
        assert not any(token in repr(row) for row in InvitationLink.objects.values_list())
        invitation = queries.invitation_of(token)
        assert invitation is not None
        assert invitation.round_id == round.pk


def test_remind_writes_to_everybody_once_whether_they_answered_or_not() -> None:
    round = make.round(invited=6)
    make.answers(round, 7, 8)

    actions.remind(round)
    actions.remind(round)

    reminders = Message.objects.filter(kind="evaluation_reminder")
    assert reminders.count() == 6
    assert all("Hebt u al geantwoord?" in mail.body for mail in reminders)


@pytest.mark.parametrize(("days_open", "reminded"), [(2, False), (3, True)])
def test_a_reminder_leaves_in_the_last_week(settings: Settings, days_open: int, reminded: bool) -> None:
    make.round(days=7)
    settings.AS_OF = make.TODAY + days_open * DAY

    tasks.open_rounds.call()

    assert Message.objects.filter(kind="evaluation_reminder").exists() == reminded


@pytest.mark.parametrize(("invited", "words"), [(0, "niemand"), (4, "4 genodigden")])
def test_open_round_refuses_a_group_that_could_never_be_shown(invited: int, words: str) -> None:
    people = [Invitee(make.user(), Audience.TRAINEE) for _person in range(invited)]

    with pytest.raises(RoundRefused, match=words):
        actions.open_round(
            make.questionnaire(),
            people,
            cohort=make.cohort(),
            moment=Round.Moment.INTERIM,
            anonymous=True,
            closes_at=make.at(make.TODAY + DAY, 12),
            by=None,
        )

    assert not Round.objects.exists()


def _region_round() -> tuple[Round, User]:
    manager = make.user()
    questionnaire = make.questionnaire(make.question(audiences=[Audience.REGION]))
    invitee = Invitee(manager, Audience.REGION, make.organisation("Zeeland"))
    return make.round(questionnaire, people=[invitee], cohort=make.cohort(), anonymous=False), manager


def test_answer_by_name_is_kept_with_who_gave_it() -> None:
    round, _manager = _region_round()
    (invitation,) = make.invitations(round)

    actions.answer(invitation, {"1": 7}, given_by="Wil Bos", function="teamleider")

    given = NamedAnswer.objects.get()
    assert (given.given_by, given.function, given.answers) == ("Wil Bos", "teamleider", {"1": 7})


def test_answer_by_name_counts_once() -> None:
    round, _manager = _region_round()
    (invitation,) = make.invitations(round)
    actions.answer(invitation, {"1": 7}, given_by="Wil Bos")

    with pytest.raises(NotTaken):
        actions.answer(invitation, {"1": 2}, given_by="Iemand anders")

    assert NamedAnswer.objects.get().answers == {"1": 7}


def test_a_round_by_name_makes_no_box_and_no_key(ballot_keys: list[Path]) -> None:
    round, _manager = _region_round()

    assert not round.boxes.exists()
    assert not any(directory.exists() for directory in ballot_keys)


def test_rounds_close_by_themselves_when_their_time_is_over(settings: Settings) -> None:
    early, late = make.round(days=1), make.round(days=9)
    settings.AS_OF = make.TODAY + 2 * DAY

    tasks.close_rounds.call()

    assert not Round.objects.get(pk=early.pk).is_open
    assert Round.objects.get(pk=late.pk).is_open


def test_a_round_that_cannot_be_opened_does_not_keep_the_others_waiting(
    settings: Settings, ballot_keys: list[Path]
) -> None:
    lost, fine = make.round(days=1), make.round(days=1)
    for directory in ballot_keys:
        (directory / f"{lost.pk}.key").unlink()
    settings.AS_OF = make.TODAY + 2 * DAY

    tasks.close_rounds.call()

    assert Round.objects.get(pk=lost.pk).is_open
    assert not Round.objects.get(pk=fine.pk).is_open


def test_closing_takes_back_the_mails_that_have_not_left() -> None:
    round = make.round()
    other = make.round()

    actions.close_round(round, by=None)

    states = set(Message.objects.values_list("key", "state"))
    assert {state for key, state in states if key.startswith(f"evaluation_invitation:{round.pk}:")} == {"dropped"}
    assert {state for key, state in states if key.startswith(f"evaluation_invitation:{other.pk}:")} == {"ready"}


def test_closing_is_audited_once() -> None:
    round = make.round()

    actions.close_round(round, by=None)
    actions.close_round(Round.objects.get(pk=round.pk), by=None)

    assert AuditEvent.objects.filter(deed="close_round").count() == 1


def test_the_key_goes_a_day_after_closing(settings: Settings) -> None:
    round = make.round()
    gate.close(round.pk)

    tasks.care_for_keys.call()
    assert len(keys.read(round.pk)) == 32
    settings.AS_OF = make.TODAY + 2 * DAY
    tasks.care_for_keys.call()

    with pytest.raises(KeyDestroyed):
        keys.read(round.pk)
    assert Round.objects.get().key_destroyed_at is not None


def test_a_lost_copy_of_a_key_in_use_is_put_back(ballot_keys: list[Path]) -> None:
    round = make.round()
    lost = ballot_keys[1] / f"{round.pk}.key"
    lost.unlink()

    tasks.care_for_keys.call()

    assert lost.exists()


def test_response_is_counted_once_a_day(settings: Settings) -> None:
    settings.RESPONSE_COUNTED_AT = time.min
    round = make.round(invited=12)
    make.answers(round, *range(6))
    tasks.count_response.call()
    for invitation in make.invitations(round)[6:]:
        actions.answer(invitation, {str(round.questionnaire.questions.all()[0].pk): 7})

    tasks.count_response.call()
    assert list(ResponseDay.objects.values_list("answered", flat=True)) == [5]
    settings.AS_OF = make.TODAY + DAY
    tasks.count_response.call()

    assert list(ResponseDay.objects.values_list("answered", flat=True)) == [5, 10]


def test_response_is_not_counted_before_the_hour(settings: Settings) -> None:
    settings.RESPONSE_COUNTED_AT = time.max
    make.round()

    tasks.count_response.call()

    assert not ResponseDay.objects.exists()


def test_who_turns_out_to_have_been_there_is_asked_too_and_once() -> None:
    make.questionnaire(for_editions=True)
    edition = _over(5)
    (round,) = _follow()
    late = make.enrolment(edition=edition, status=Status.COMPLETED).user

    for _turn in range(2):
        tasks.open_rounds.call()

    round.refresh_from_db()
    assert round.invited == 6
    (mail,) = Message.objects.filter(kind="evaluation_invitation", recipient=late)
    link = outbox.filled(mail).partition("/evaluatie/")[2].partition("/")[0]
    invitation = queries.invitation_of(link)
    assert invitation is not None
    actions.answer(invitation, {str(round.questionnaire.questions.all()[0].pk): 7})
    assert not ballot.may_answer(invitation)


def test_invite_late_asks_only_the_audiences_of_the_round_and_nobody_twice() -> None:
    round = make.round(invited=6)
    known = make.invitations(round)[0].person

    invited = actions.invite_late(
        round, [Invitee(known, Audience.PARTICIPANT), Invitee(make.user(), Audience.TRAINER)], by=None
    )

    assert invited == []
    assert Round.objects.get().invited == 6
    assert not AuditEvent.objects.filter(deed="invite_late").exists()


def test_invite_late_refuses_when_the_round_is_closed() -> None:
    round = make.round()
    gate.close(round.pk)

    with pytest.raises(RoundRefused, match="niemand meer"):
        actions.invite_late(round, [Invitee(make.user(), Audience.PARTICIPANT)], by=None)


def test_invite_late_refuses_in_a_round_by_name() -> None:
    round, _manager = _region_round()

    with pytest.raises(RoundRefused):
        actions.invite_late(round, [Invitee(make.user(), Audience.REGION)], by=None)


def test_a_key_that_cannot_be_destroyed_now_is_tried_again(settings: Settings, ballot_keys: list[Path]) -> None:
    stuck, fine = make.round(), make.round()
    for round in (stuck, fine):
        gate.close(round.pk)
    settings.AS_OF = make.TODAY + 2 * DAY
    away = ballot_keys[1].rename(ballot_keys[1].with_suffix(".away"))

    tasks.care_for_keys.call()
    assert not Round.objects.exclude(key_destroyed_at=None).exists()
    away.rename(ballot_keys[1])
    tasks.care_for_keys.call()

    assert Round.objects.exclude(key_destroyed_at=None).count() == 2
    assert not list(ballot_keys[0].glob("*.key")) + list(ballot_keys[1].glob("*.key"))


def test_the_key_of_texts_that_wait_for_review_is_cared_for(ballot_keys: list[Path]) -> None:
    round = make.round(make.questionnaire(make.question(Question.Kind.OPEN)))
    make.answers(round, "a", "b", "c", "d", "e")
    gate.close(round.pk)
    lost = ballot_keys[0] / f"{gate.review_key_name(round)}.key"
    lost.unlink()

    tasks.care_for_keys.call()

    assert lost.exists()


def test_invitees_of_a_cohort_are_those_around_it_today() -> None:
    cohort, region = make.cohort(), make.organisation("Zeeland")
    supervisor, manager, gone = make.user(), make.user(), make.user()
    trainee = make.traineeship(cohort=cohort)
    make.placement(trainee, region, supervisor=gone, ends_on=make.TODAY - DAY)
    make.placement(trainee, region, supervisor=supervisor, manager=manager, starts_on=make.TODAY)
    elsewhere = make.user(organisation=make.organisation("Drenthe"), roles=[Role.TRAINING_CONTACT])
    make.placement(make.traineeship(), supervisor=make.user())  # of another cohort

    def asked(*audiences: Audience) -> set[User]:
        return {one.person for one in queries.invitees_of(cohort, audiences, make.TODAY)}

    assert asked(Audience.TRAINEE) == {trainee.trainee}
    assert asked(Audience.SUPERVISOR) == {supervisor}
    assert asked(Audience.MANAGER) == {manager}
    make.role_grant(elsewhere, Role.TRAINING_CONTACT, organisation=make.organisation("Bedrijf", kind="company"))
    drenthe = elsewhere.employments[0].organisation
    make.role_grant(elsewhere, Role.TRAINING_CONTACT, organisation=drenthe)
    assert asked(Audience.REGION) == {manager, elsewhere}


def test_nobody_is_asked_twice_in_one_round() -> None:
    cohort, both = make.cohort(), make.user()
    make.placement(make.traineeship(cohort=cohort), supervisor=both, manager=both)

    found = queries.invitees_of(cohort, [Audience.SUPERVISOR, Audience.MANAGER], make.TODAY)

    assert [(one.person, one.audience) for one in found] == [(both, Audience.SUPERVISOR)]
