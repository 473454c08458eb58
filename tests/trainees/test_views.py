from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from people.models import AuditEvent, Role, User
from tests import make
from trainees import actions
from trainees.models import ItemProgress, LearningTrack, ProgressMeeting, Traineeship

pytestmark = pytest.mark.django_db

AsUser = Callable[[User], Client]
COHORT = "/traineeship/"


def _guided(**fields: object) -> tuple[Traineeship, User]:
    traineeship, supervisor = make.traineeship(**fields), make.user()  # type: ignore[arg-type]  # the maker's own fields
    make.placement(traineeship, supervisor=supervisor)
    return traineeship, supervisor


def _coordinator() -> User:
    return make.user(roles=[Role.COORDINATOR])


def test_coordinator_sees_everybody_with_colour_and_why(as_user: AsUser) -> None:
    traineeship, _supervisor = _guided()
    make.programme_item(traineeship.cohort, due_month=1, title="Proeve")

    page = as_user(_coordinator()).get(COHORT).content.decode()

    assert traineeship.trainee.list_name in page
    assert "rood" in page
    assert "Proeve: had op" in page
    assert "0 van 1 afgerond, 1 te laat" in page


@pytest.mark.parametrize(("asked", "shown"), [("red", True), ("green", False), ("", True), ("paars", True)])
def test_matrix_is_filtered_by_colour(as_user: AsUser, asked: str, shown: bool) -> None:
    traineeship, _supervisor = _guided()
    make.programme_item(traineeship.cohort, due_month=1)

    page = as_user(_coordinator()).get(COHORT, {"stand": asked}).content.decode()

    assert (traineeship.trainee.list_name in page) == shown


def test_supervisor_sees_the_own_trainee_only(as_user: AsUser) -> None:
    own, supervisor = _guided()
    other, _other_supervisor = _guided()
    browser = as_user(supervisor)

    page = browser.get(COHORT).content.decode()

    assert own.trainee.list_name in page
    assert other.trainee.list_name not in page
    assert browser.get(own.get_absolute_url()).status_code == 200
    assert browser.get(other.get_absolute_url()).status_code == 404


def test_trainee_goes_to_the_own_page_in_plain_words(as_user: AsUser) -> None:
    traineeship, _supervisor = _guided()
    make.programme_item(traineeship.cohort, due_month=24, title="Proeve")
    browser = as_user(traineeship.trainee)

    assert browser.get(COHORT)["Location"] == traineeship.get_absolute_url()
    page = browser.get(traineeship.get_absolute_url()).content.decode()

    assert "Waar sta ik?" in page
    assert "Nog tijd tot" in page
    assert "Afvinken" not in page


def test_somebody_without_a_trainee_has_no_such_page(as_user: AsUser) -> None:
    _guided()

    assert as_user(make.user()).get(COHORT).status_code == 403


def test_coach_sees_the_personal_track_and_no_meetings(as_user: AsUser) -> None:
    coach = make.user()
    traineeship, _supervisor = _guided(coach=coach)
    make.programme_item(traineeship.cohort, title="Vakinhoud")
    make.programme_item(traineeship.cohort, title="Intervisie", track=LearningTrack.Kind.PERSONAL)

    page = as_user(coach).get(traineeship.get_absolute_url()).content.decode()

    assert "Intervisie" in page
    assert "Vakinhoud" not in page
    assert "Voortgangsgesprekken" not in page


def test_reading_somebody_elses_dossier_is_written_down(as_user: AsUser) -> None:
    traineeship, supervisor = _guided()

    as_user(traineeship.trainee).get(traineeship.get_absolute_url())
    assert not AuditEvent.objects.filter(deed="read_traineeship").exists()
    as_user(supervisor).get(traineeship.get_absolute_url())

    event = AuditEvent.objects.get(deed="read_traineeship")
    assert (event.actor, event.subject) == (supervisor, traineeship.trainee)


def test_trainee_reads_who_looked_in_the_dossier_a_line_per_reader_and_day(as_user: AsUser) -> None:
    traineeship, supervisor = _guided()
    for _ in range(3):
        as_user(supervisor).get(traineeship.get_absolute_url())

    page = as_user(traineeship.trainee).get(traineeship.get_absolute_url()).content.decode()
    theirs = as_user(supervisor).get(traineeship.get_absolute_url()).content.decode()

    assert page.count(f'<td data-label="Wie">{supervisor}</td>') == 1
    assert '<td data-label="Als">werkbegeleider</td>' in page
    assert "Wie keek in uw dossier" not in theirs


def test_trainee_reads_that_nobody_looked_when_nobody_did(as_user: AsUser) -> None:
    traineeship, supervisor = _guided()
    other, _ = _guided()
    as_user(supervisor).get(traineeship.get_absolute_url())

    page = as_user(other.trainee).get(other.get_absolute_url()).content.decode()

    assert "Nog niemand anders dan u." in page


def test_a_refused_deed_shows_the_dossier_and_is_written_down_too(as_user: AsUser) -> None:
    traineeship, supervisor = _guided()
    item = make.programme_item(traineeship.cohort)

    as_user(supervisor).post(f"{traineeship.get_absolute_url()}onderdelen/{item.pk}/", {"day": "gisteren"})

    assert AuditEvent.objects.filter(deed="read_traineeship", actor=supervisor).count() == 1


def test_own_page_costs_the_same_when_one_or_thirty_looked(
    as_user: AsUser, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    traineeship, _supervisor = _guided()
    for _ in range(30):
        actions.note_reading(traineeship, by=make.user(roles=[Role.COORDINATOR]))
    browser = as_user(traineeship.trainee)

    with django_assert_max_num_queries(21):
        browser.get(traineeship.get_absolute_url())


def test_supervisor_ticks_off_an_item_and_takes_it_back(as_user: AsUser) -> None:
    traineeship, supervisor = _guided()
    item = make.programme_item(traineeship.cohort)
    browser, address = as_user(supervisor), f"{traineeship.get_absolute_url()}onderdelen/{item.pk}/"

    ticked = browser.post(address, {"day": f"{make.TODAY}"})
    assert (ticked.status_code, ItemProgress.objects.count()) == (302, 1)
    browser.post(f"{address}terug/", {"seen": f"{make.TODAY}"})

    assert not ItemProgress.objects.exists()


@pytest.mark.parametrize(
    ("day", "status", "words"),
    [
        ("gisteren", 400, "een bestaande datum"),
        ("", 400, "verplicht"),
        (f"{make.TODAY + timedelta(days=1)}", 409, "in de toekomst"),
    ],
)
def test_a_wrong_day_is_told_and_nothing_is_noted(as_user: AsUser, day: str, status: int, words: str) -> None:
    traineeship, supervisor = _guided()
    item = make.programme_item(traineeship.cohort)

    answer = as_user(supervisor).post(f"{traineeship.get_absolute_url()}onderdelen/{item.pk}/", {"day": day})

    assert answer.status_code == status
    assert words in answer.content.decode()
    assert not ItemProgress.objects.exists()


def test_an_item_of_another_cohort_is_not_there(as_user: AsUser) -> None:
    traineeship, supervisor = _guided()
    item = make.programme_item(make.cohort())

    answer = as_user(supervisor).post(
        f"{traineeship.get_absolute_url()}onderdelen/{item.pk}/", {"day": f"{make.TODAY}"}
    )

    assert answer.status_code == 404


def test_the_trainee_notes_nothing(as_user: AsUser) -> None:
    traineeship, _supervisor = _guided()
    item = make.programme_item(traineeship.cohort)

    answer = as_user(traineeship.trainee).post(
        f"{traineeship.get_absolute_url()}onderdelen/{item.pk}/", {"day": f"{make.TODAY}"}
    )

    assert answer.status_code == 409
    assert not ItemProgress.objects.exists()


def test_supervisor_notes_a_meeting(as_user: AsUser) -> None:
    traineeship, supervisor = _guided()
    typed = {"month": "3", "day": f"{make.TODAY}", "agreements": "Vaker <b>samen</b>"}

    as_user(supervisor).post(f"{traineeship.get_absolute_url()}gesprekken/", typed)

    assert ProgressMeeting.objects.get().agreements == "Vaker <b>samen</b>"
    page = as_user(traineeship.trainee).get(traineeship.get_absolute_url()).content.decode()
    assert "Vaker &lt;b&gt;samen&lt;/b&gt;" in page


@pytest.mark.parametrize("day", ["31-02-2027", f"{make.TODAY + timedelta(days=1)}"])
def test_meeting_keeps_what_was_typed_when_the_day_is_wrong(as_user: AsUser, day: str) -> None:
    traineeship, supervisor = _guided()
    typed = {"month": "3", "day": day, "agreements": "Vaker <b>samen</b>"}

    answer = as_user(supervisor).post(f"{traineeship.get_absolute_url()}gesprekken/", typed)

    assert answer.status_code in (400, 409)
    assert answer.content.decode().count("Vaker &lt;b&gt;samen&lt;/b&gt;</textarea>") == 1
    assert f'value="{day}"' in answer.content.decode()


def test_home_tells_coordinator_supervisor_and_trainee_what_is_next(as_user: AsUser) -> None:
    traineeship, supervisor = _guided()
    make.programme_item(traineeship.cohort, due_month=1, title="Proeve")

    assert "1 trainee staat op rood" in as_user(_coordinator()).get("/").content.decode()
    assert "Volgend onderdeel: Proeve" in as_user(traineeship.trainee).get("/").content.decode()
    assert f"Voortgangsgesprek met {traineeship.trainee}" in as_user(supervisor).get("/").content.decode()


def test_matrix_costs_the_same_for_one_and_thirty(as_user: AsUser) -> None:
    browser, cohort, costs = as_user(_coordinator()), make.cohort(), []
    make.programme_item(cohort)
    for number in (1, 29):
        for _trainee in range(number):
            _guided(cohort=cohort)
        with CaptureQueriesContext(connection) as captured:
            browser.get(COHORT)
        costs.append(len(captured))

    assert costs[0] == costs[1]


def test_meeting_that_another_noted_meanwhile_is_shown_beside_what_was_typed(as_user: AsUser) -> None:
    traineeship, supervisor = _guided()
    address = f"{traineeship.get_absolute_url()}gesprekken/"
    typed = {"month": "3", "day": f"{make.TODAY}", "seen": ""}
    as_user(supervisor).post(address, typed | {"agreements": "<script>eerst</script>"})

    answer = as_user(supervisor).post(address, typed | {"agreements": "Later"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "&lt;script&gt;eerst&lt;/script&gt;" in page
    assert "<script>eerst" not in page
    assert "Later</textarea>" in page
    seen = page.partition('name="month" value="3"')[2].partition('name="seen" value="')[2].partition('"')[0]
    as_user(supervisor).post(address, typed | {"agreements": "Samen", "seen": seen})
    assert ProgressMeeting.objects.get().agreements == "Samen"
