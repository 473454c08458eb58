from datetime import date, timedelta

import pytest

from people.models import AuditEvent
from tests import make
from trainees import actions
from trainees.errors import ProgressRefused
from trainees.models import ItemProgress, ProgressMeeting, Traineeship

pytestmark = pytest.mark.django_db

TODAY, DAY = make.TODAY, timedelta(days=1)


def _guided() -> Traineeship:
    traineeship = make.traineeship()
    make.placement(traineeship, supervisor=make.user())
    return traineeship


def test_supervisor_ticks_off_and_takes_back() -> None:
    traineeship = _guided()
    supervisor = traineeship.placements.get().supervisor
    assert supervisor is not None
    item = make.programme_item(traineeship.cohort)

    actions.tick(traineeship, item, TODAY, by=supervisor)
    assert ItemProgress.objects.get().done_on == TODAY
    actions.untick(traineeship, item, seen=f"{TODAY}", by=supervisor)
    actions.untick(traineeship, item, seen=f"{TODAY}", by=supervisor)

    assert not ItemProgress.objects.exists()
    deeds = AuditEvent.objects.values_list("deed", flat=True).order_by("pk")
    assert list(deeds) == ["tick_item", "untick_item"]


def test_ticking_again_changes_the_day() -> None:
    traineeship = _guided()
    supervisor = traineeship.placements.get().supervisor
    assert supervisor is not None
    item = make.programme_item(traineeship.cohort)

    actions.tick(traineeship, item, TODAY - DAY, by=supervisor)
    actions.tick(traineeship, item, TODAY, seen=f"{TODAY - DAY}", by=supervisor)

    assert ItemProgress.objects.get().done_on == TODAY


def test_nobody_ticks_off_what_follows_from_an_enrolment() -> None:
    traineeship = _guided()
    supervisor = traineeship.placements.get().supervisor
    assert supervisor is not None

    with pytest.raises(ProgressRefused, match="volgt uit de inschrijving"):
        actions.tick(traineeship, make.programme_item(traineeship.cohort, course=make.course()), TODAY, by=supervisor)


@pytest.mark.parametrize("day", [TODAY + DAY, TODAY - 366 * DAY])
def test_ticking_refuses_an_impossible_day(day: date) -> None:
    traineeship = _guided()
    supervisor = traineeship.placements.get().supervisor
    assert supervisor is not None

    with pytest.raises(ProgressRefused):
        actions.tick(traineeship, make.programme_item(traineeship.cohort), day, by=supervisor)

    assert not ItemProgress.objects.exists()


def test_trainees_note_nothing_about_themselves() -> None:
    traineeship = _guided()
    item = make.programme_item(traineeship.cohort)

    with pytest.raises(ProgressRefused):
        actions.tick(traineeship, item, TODAY, by=traineeship.trainee)
    with pytest.raises(ProgressRefused):
        actions.hold_meeting(traineeship, 3, TODAY, "", by=traineeship.trainee)


def test_a_meeting_is_noted_with_what_was_agreed() -> None:
    traineeship = _guided()
    supervisor = traineeship.placements.get().supervisor
    assert supervisor is not None

    actions.hold_meeting(traineeship, 6, TODAY, "Vaker samen op pad.", by=supervisor)

    meeting = ProgressMeeting.objects.get()
    assert (meeting.month, meeting.held_on, meeting.agreements) == (6, TODAY, "Vaker samen op pad.")


def test_a_meeting_is_of_a_month_that_the_programme_has() -> None:
    traineeship = _guided()
    supervisor = traineeship.placements.get().supervisor
    assert supervisor is not None

    with pytest.raises(ProgressRefused, match="geen voortgangsgesprek"):
        actions.hold_meeting(traineeship, 5, TODAY, "", by=supervisor)


def test_a_guide_does_not_overwrite_what_another_noted_meanwhile() -> None:
    traineeship = _guided()
    supervisor = traineeship.placements.get().supervisor
    assert supervisor is not None
    item = make.programme_item(traineeship.cohort)
    actions.tick(traineeship, item, TODAY - DAY, by=supervisor)
    actions.hold_meeting(traineeship, 6, TODAY, "Van de een.", by=supervisor)

    with pytest.raises(ProgressRefused, match="intussen af"):
        actions.tick(traineeship, item, TODAY, by=supervisor)
    with pytest.raises(ProgressRefused, match="intussen opnieuw af"):
        actions.untick(traineeship, item, seen=f"{TODAY}", by=supervisor)
    with pytest.raises(ProgressRefused, match="intussen gewijzigd"):
        actions.hold_meeting(traineeship, 6, TODAY, "Van de ander.", by=supervisor)

    assert ItemProgress.objects.get().done_on == TODAY - DAY
    assert ProgressMeeting.objects.get().agreements == "Van de een."


def test_two_guides_who_note_the_same_are_both_right() -> None:
    traineeship = _guided()
    supervisor = traineeship.placements.get().supervisor
    assert supervisor is not None
    item = make.programme_item(traineeship.cohort)

    for _guide in range(2):
        actions.tick(traineeship, item, TODAY, by=supervisor)
        actions.hold_meeting(traineeship, 6, TODAY, "Vaker samen.", by=supervisor)

    assert ProgressMeeting.objects.get().agreements == "Vaker samen."
