"""The example data: loaded once for this whole file, as on 15 May 2025, and rolled back after it."""

import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import models, transaction
from django.db.models import Count, F, Q, QuerySet
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from config.demo import load
from config.demo.arrivals import Window, simulate
from config.demo.story import TOLD_ON, Story, at_time, chance
from courses import planning, rules
from courses.models import (
    Course,
    Edition,
    FreeDay,
    Guideline,
    GuidelineVersion,
    Location,
    Module,
    PatternSession,
    Session,
    Track,
    TrainerAssignment,
)
from courses.slot import of_session
from enrolments import queries
from enrolments import rules as enrolment_rules
from enrolments.approval import queries as approval
from enrolments.interest.rules import why_not_interested
from enrolments.models import (
    SEATED,
    TAKEN,
    Approval,
    Attendant,
    Enrolment,
    EnrolmentChange,
    Interest,
    Invited,
    Needs,
    Status,
)
from evaluations.models import Invitation, Question, Questionnaire, Round
from people.models import Affiliation, CalendarEntry, Message, Note, Organisation, Role, RoleGrant, User
from tests import make
from tests.config import demo_facts
from trainees.models import Cohort, Placement, ProgrammeItem, Traineeship

ACCOUNTS = [
    *("deelnemer", "contact", "leidinggevende", "docent", "planner", "trainee", "begeleider", "coach", "gebied"),
    *("opleiding", "lezer", "coordinator", "beheer", "contact.limburg"),
]
NFPA_IN_2024 = [date(2024, 9, 24), date(2024, 9, 25), date(2024, 10, 1), date(2024, 10, 2), date(2024, 10, 8)]

Span = tuple[datetime, datetime]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("story")]


@pytest.fixture(scope="module")
def opened() -> list[Path]:
    """The files that loading opened."""
    return []


@pytest.fixture(scope="module")
def story(django_db_setup: None, django_db_blocker: DjangoDbBlocker, opened: list[Path]) -> Iterator[Story]:
    with django_db_blocker.unblock(), override_settings(AS_OF=TOLD_ON), transaction.atomic():
        with _noting(opened):
            load.load()
        yield Story(TOLD_ON)
        transaction.set_rollback(True)


@contextmanager
def _noting(opened: list[Path]) -> Iterator[None]:
    """Note every file that is opened meanwhile; the hook itself stays, and is deaf afterwards."""
    listening = True

    def note(event: str, details: tuple[object, ...]) -> None:
        if listening and event == "open" and isinstance(details[0], str):
            opened.append(Path(details[0]))

    sys.addaudithook(note)
    yield
    listening = False


def account(name: str) -> User:
    return User.objects.get(email=f"{name}@leerlijn.example")


def released(edition_code: str) -> QuerySet[Session]:
    return Session.objects.filter(edition__code__startswith=edition_code)


def _overlap(spans: list[Span]) -> bool:
    """Whether two of them share a moment; touching is not overlapping."""
    return any(begins < ends for (_begins, ends), (begins, _ends) in pairwise(sorted(spans)))


# Who


def test_load_fills_every_region_with_staff_a_contact_and_a_leader() -> None:
    for region in Organisation.objects.filter(kind=Organisation.Kind.SAFETY_REGION):
        staff = Affiliation.objects.filter(organisation=region)
        assert staff.count() >= 12
        assert staff.filter(function__startswith="teamleider").exists()
        assert RoleGrant.objects.filter(role=Role.TRAINING_CONTACT, organisation=region).count() == 1


def test_load_keeps_to_the_size_of_the_network() -> None:
    regions = Organisation.objects.filter(kind=Organisation.Kind.SAFETY_REGION)

    assert regions.count() == 25
    assert 590 <= User.objects.count() <= 610
    assert RoleGrant.objects.filter(role=Role.AREA_COORDINATOR).values("area").distinct().count() == 6


def test_load_uses_no_address_outside_the_example_domain() -> None:
    kept: list[type[models.Model]] = [User, EmailAddress, Affiliation, Message]
    fields = [(m, field.name) for m in kept for field in m._meta.get_fields() if isinstance(field, models.EmailField)]

    assert len(fields) == 4
    for model, name in fields:
        addresses = {getattr(row, name) for row in model._default_manager.all()} - {""}
        assert {address.partition("@")[2] for address in addresses} <= {"leerlijn.example"}
    assert not Session.objects.exclude(online_url="").exclude(online_url__startswith="https://leerlijn.example/")


def test_load_varies_names_with_infixes_and_diacritics() -> None:
    names = [user.full_name for user in User.objects.all()]

    assert len(set(names)) == len(names)
    assert len({user.infix for user in User.objects.all()}) >= 8
    assert sum(not name.isascii() for name in names) >= 30


@pytest.mark.parametrize("name", ACCOUNTS)
def test_account_signs_in_with_the_demo_password(name: str, client: Client) -> None:
    address = f"{name}@leerlijn.example"

    client.post("/account/login/", {"login": address, "password": "leerlijn-demo"})

    assert client.session["_auth_user_id"] == str(account(name).pk)
    assert EmailAddress.objects.get(email=address).verified


def test_load_gives_nobody_else_a_password() -> None:
    able = [user.email.partition("@")[0] for user in User.objects.all() if user.has_usable_password()]

    assert sorted(able) == sorted(ACCOUNTS)


@pytest.mark.parametrize(
    ("name", "role", "scope"),
    [
        ("contact", Role.TRAINING_CONTACT, "VR17"),
        ("contact.limburg", Role.TRAINING_CONTACT, "VR24"),
        ("planner", Role.PLANNER, ""),
        ("gebied", Role.AREA_COORDINATOR, "D"),
        ("opleiding", Role.COURSE_OWNER, ""),
        ("lezer", Role.READER, ""),
        ("coordinator", Role.COORDINATOR, ""),
        ("beheer", Role.ADMINISTRATOR, ""),
    ],
)
def test_account_has_the_role_of_its_name(name: str, role: Role, scope: str) -> None:
    (grant,) = account(name).grants

    found = grant.organisation.code if grant.organisation else grant.area.code if grant.area else ""
    assert (grant.role, found) == (role, scope)


def test_accounts_without_a_grant_have_what_makes_their_role() -> None:
    participant = Affiliation.objects.get(user=account("deelnemer"))

    assert participant.organisation.code == "VR17"
    assert participant.manager == account("leidinggevende")
    assert account("leidinggevende").manages_somebody
    assert {one.code for one in account("docent").qualifications.all()} == {"nfpa", "pgs-31"}
    assert Traineeship.objects.get(trainee=account("trainee")).coach == account("coach")
    assert Placement.objects.get(traineeship__trainee=account("trainee")).supervisor == account("begeleider")


# What is on offer


def test_load_offers_both_refreshers_in_every_form() -> None:
    forms = defaultdict(set)
    for code, delivery in Edition.objects.values_list("course__code", "delivery"):
        forms[code].add(delivery)

    wanted = {"classroom", "train_the_trainer", "webinar", "e_learning"}
    assert forms["PGS15"] == wanted
    assert forms["PGS31"] == wanted


@pytest.mark.parametrize(
    ("starts", "days"),
    [
        (
            "NFPA-2024-1",
            [date(2024, 9, 24), date(2024, 9, 25), date(2024, 10, 1), date(2024, 10, 2), date(2024, 10, 8)],
        ),
        ("OW-2025-2", [date(2025, 2, 13)]),
        ("NETWERKDAG-2025-1", [date(2025, 4, 3)]),
        ("NETWERKDAG-2025-2", [date(2025, 11, 13)]),
        ("PGS31-2025-4", [date(2025, 6, 5), date(2025, 6, 12)]),
    ],
)
def test_story_of_2025_is_literal(starts: str, days: list[date]) -> None:
    found = {timezone.localdate(session.starts_at) for session in released(starts)}

    assert sorted(found) == days


def test_load_ends_the_omgevingswet_series_in_february() -> None:
    last = Edition.objects.filter(course__code="OW").order_by("starts_on").last()

    assert last is not None
    assert (last.starts_on.year, last.starts_on.month) == (2025, 2)


def test_load_gives_network_days_workshops_with_seats_of_their_own() -> None:
    for edition in Edition.objects.filter(course__kind=Course.Kind.NETWORK_DAY):
        workshops = edition.sessions.filter(by_choice=True)
        assert edition.sessions.filter(by_choice=False).count() == 2
        assert workshops.count() == 6
        assert not workshops.filter(capacity=None).exists()


def test_load_lets_people_choose_workshops_until_one_is_full() -> None:
    ahead = Session.objects.filter(by_choice=True, edition__status__in=["published", "confirmed"])
    chosen = ahead.annotate(people=Count("choices"))

    assert chosen.filter(people=F("capacity")).exists()
    assert chosen.filter(people__lt=F("capacity")).exists()
    assert not chosen.filter(people__gt=F("capacity")).exists()
    assert Attendant.objects.exists()


def test_load_lets_the_siv_tracks_share_modules() -> None:
    adviser, inspector = Track.objects.filter(course__code="SIV").order_by("code")

    shared = set(adviser.modules.all()) & set(inspector.modules.all())
    assert len(shared) == 5
    assert set(adviser.modules.all()) != set(inspector.modules.all())


def test_load_marks_what_the_field_did_not_publish() -> None:
    assert not Location.objects.filter(is_example=False).exists()
    for course in Course.objects.filter(is_example=True):
        assert "voorbeeld" in course.description
        assert "example" in course.description_en
    assert not GuidelineVersion.objects.filter(source="").exists()


def test_guidelines_keep_their_dates_when_the_story_moves() -> None:
    published = dict(GuidelineVersion.objects.values_list("label", "published_on"))

    assert published["Nieuwe Stijl, december 2024"] == date(2024, 12, 9)
    assert published["in werking per 1 januari 2024"] == date(2024, 1, 1)


@pytest.mark.parametrize(
    ("model", "names"),
    [
        (Course, ("title", "summary", "description", "objectives")),
        (Module, ("title",)),
        (Track, ("title",)),
        (PatternSession, ("title",)),
        (Session, ("title",)),
        (Guideline, ("title",)),
        (ProgrammeItem, ("title",)),
        (Questionnaire, ("title",)),
        (Question, ("text",)),
    ],
)
def test_load_tells_everything_in_english_too(model: type[models.Model], names: tuple[str, ...]) -> None:
    for name in names:
        missing = model._default_manager.filter(Q(**{name: ""}) | Q(**{f"{name}_en": ""}))
        assert not missing.exists()


# Seats


def test_deelnemer_can_enrol_in_the_open_nfpa_edition() -> None:
    edition = Edition.objects.get(code="NFPA-2025-2")

    assert enrolment_rules.obstacles(account("deelnemer"), edition, on=TOLD_ON) == []
    assert queries.free_seats(edition) >= 4


def test_deelnemer_would_wait_for_the_full_nfpa_edition() -> None:
    edition = Edition.objects.get(code="NFPA-2025-1")

    assert enrolment_rules.obstacles(account("deelnemer"), edition, on=TOLD_ON) == []
    assert queries.free_seats(edition) == 0
    assert queries.waiting_list(edition).count() == 4


def test_open_editions_stay_open_for_a_fortnight_after_loading() -> None:
    later = TOLD_ON + settings.DEMO_DATA_AGE + timedelta(days=6)

    assert all(one.accepts_enrolments(later) for one in Edition.objects.filter(code__in=["NFPA-2025-1", "NFPA-2025-2"]))


def test_no_session_holds_more_people_than_seats() -> None:
    sitting: dict[tuple[int, int | None], set[int]] = defaultdict(set)  # edition and module (None: all) -> people
    for edition, module, who in Enrolment.objects.filter(status__in=TAKEN).values_list("edition", "modules", "user"):
        sitting[edition, module].add(who)

    for session in Session.objects.filter(by_choice=False).select_related("edition"):
        there = sitting[session.edition_id, None] | sitting[session.edition_id, session.module_id]
        assert len(there) <= (session.capacity or session.edition.capacity)


def test_people_wait_only_where_an_edition_is_full() -> None:
    waiting = Enrolment.objects.filter(status=Status.WAITING)

    assert waiting.exists()
    for edition in Edition.objects.filter(pk__in=waiting.values("edition")):
        assert queries.free_seats(edition) == 0


def test_numbers_are_the_order_of_arrival() -> None:
    for edition in Edition.objects.all():
        arrivals = list(edition.enrolments.order_by("number").values_list("number", "enrolled_at"))
        assert [number for number, _at in arrivals] == list(range(1, len(arrivals) + 1))
        assert arrivals == sorted(arrivals, key=lambda row: row[1])


def test_nobody_is_in_two_places() -> None:
    spans: dict[int, list[Span]] = defaultdict(list)
    for enrolment in Enrolment.objects.filter(status__in=TAKEN).prefetch_related("modules", "edition__sessions"):
        modules = {module.pk for module in enrolment.modules.all()}
        for session in enrolment.edition.sessions.all():
            if not session.by_choice and (not modules or session.module_id in modules):
                spans[enrolment.user_id].append((session.starts_at, session.ends_at))
    for assignment in TrainerAssignment.objects.exclude(session__edition__status="concept").select_related("session"):
        spans[assignment.trainer_id].append((assignment.session.starts_at, assignment.session.ends_at))

    assert not [who for who, taken in spans.items() if _overlap(taken)]


def test_history_of_each_enrolment_ends_where_it_stands() -> None:
    changes: dict[int, list[EnrolmentChange]] = defaultdict(list)
    for change in EnrolmentChange.objects.order_by("at", "pk"):
        changes[change.enrolment_id].append(change)

    for enrolment in Enrolment.objects.all():
        history = changes[enrolment.pk]
        assert history[0].at == enrolment.enrolled_at
        assert history[-1].status == enrolment.status
        assert history[-1].at < at_time(TOLD_ON, time(0))


def test_people_come_for_an_organisation_that_is_admitted() -> None:
    for enrolment in Enrolment.objects.select_related("edition__course", "organisation"):
        admits = enrolment.edition.course.admits
        assert enrolment.organisation is not None
        assert not admits or enrolment.organisation.kind in admits


def test_people_enrol_while_they_work_there() -> None:
    since = dict(Affiliation.objects.order_by("-valid_from").values_list("user", "valid_from"))

    for enrolment in Enrolment.objects.all():
        assert timezone.localdate(enrolment.enrolled_at) >= since[enrolment.user_id]


# Approval


def test_contact_and_leader_of_rotterdam_have_requests_to_answer() -> None:
    contact, leader, limburg = (account(name) for name in ("contact", "leidinggevende", "contact.limburg"))

    asked = {user.email.partition("@")[0]: approval.requests_for(user, TOLD_ON) for user in (contact, leader, limburg)}

    assert {name: len(found) for name, found in asked.items()} == {
        "contact": 3,
        "leidinggevende": 3,
        "contact.limburg": 1,
    }
    for request in asked["contact"]:
        assert request.organisation == Organisation.objects.get(code="VR17")
        assert request.edition.accepts_enrolments(TOLD_ON + settings.DEMO_DATA_AGE)


def test_people_are_interested_where_they_could_enrol_and_the_accounts_nowhere() -> None:
    found = list(Interest.objects.select_related("user", "course"))

    assert Counter(one.course.code for one in found) == {"OW": 14, "PGS15": 3}
    assert [why_not_interested(one.user, one.course, on=TOLD_ON) for one in found] == [""] * 17
    assert account("deelnemer") not in [one.user for one in found]


def test_a_request_that_nobody_can_approve_waits_for_the_planner() -> None:
    (alone,) = approval.requests_without_approver(make.user(roles=[Role.PLANNER]), TOLD_ON)

    assert alone.organisation == Organisation.objects.get(code="GHOR-VB")


def test_requests_of_the_past_were_approved_but_for_one_in_each_edition() -> None:
    for code in ("VRMBA-2024-1", "VRMBA-2025-2"):
        edition = Edition.objects.get(code=code)
        decisions = Counter(Approval.objects.filter(enrolment__edition=edition).values_list("decision", flat=True))
        declined = Approval.objects.get(enrolment__edition=edition, decision=Approval.Decision.DECLINED)
        assert decisions["approved"] >= 4
        assert declined.enrolment.status == Status.DECLINED
        assert declined.reason.startswith("In die weken")
        assert declined.decided_by != declined.enrolment.user


def test_open_questions_to_employers_are_those_of_requests() -> None:
    still_open = Approval.objects.filter(decision=Approval.Decision.OPEN)

    assert set(still_open.values_list("enrolment", flat=True)) == set(
        Enrolment.objects.filter(status=Status.REQUESTED).values_list("pk", flat=True)
    )


def test_nobody_skips_approval_where_it_is_needed() -> None:
    seated = Enrolment.objects.filter(status__in=SEATED, edition__course__needs_approval=True)

    assert seated.exists()
    for enrolment in seated:
        assert enrolment.approvals.get().decision == Approval.Decision.APPROVED


# Rooms, trainers and days


def test_no_released_room_or_trainer_is_in_two_places() -> None:
    sessions = Session.objects.released().select_related("edition__course", "room__location", "module")
    slots = [of_session(session) for session in sessions.prefetch_related("assignments__trainer")]

    taken: dict[str, list[Span]] = defaultdict(list)
    for slot in slots:
        assert slot.trainers
        assert slot.room is None or slot.room.capacity >= slot.seats
        for who in [str(slot.room)] if slot.room else []:
            taken[who].append((slot.starts_at, slot.ends_at))
        for trainer in slot.trainers:
            taken[trainer.email].append((slot.starts_at, slot.ends_at))
    assert not [who for who, spans in taken.items() if _overlap(spans)]


def test_concept_of_pgs31_clashes_on_room_and_trainer() -> None:
    edition = Edition.objects.get(status=Edition.Status.CONCEPT)
    sessions = edition.sessions.select_related("edition", "room__location", "module")
    slots = [of_session(session) for session in sessions.prefetch_related("assignments__trainer")]

    sentences = [clash.sentence for clash in rules.clashes(slots, edition=edition) if not clash.warning]
    assert any("Lokaal Maas (Rotterdam)" in sentence and "NFPA-2025-2" in sentence for sentence in sentences)
    assert any("Gijs ter Horst" in sentence for sentence in sentences)


def test_stamping_pgs31_proposes_days_rooms_and_trainers() -> None:
    course = Course.objects.get(code="PGS31")

    slots = planning.propose(course, date(2025, 8, 26), capacity=course.capacity)

    assert [timezone.localdate(slot.starts_at) for slot in slots] == [date(2025, 8, 26), date(2025, 9, 2)]
    assert all(slot.room and slot.trainers for slot in slots)
    assert not rules.clashes(slots)


@pytest.mark.parametrize("today", [TOLD_ON + timedelta(days=n) for n in (1, 33, 88, 215, 292, 365, 558, 4000, -200)])
def test_sessions_fall_on_working_days_whenever_the_story_is_told(today: date) -> None:
    story = Story(today)

    days = [
        day
        for literal in (date(2024, 12, 5), date(2025, 6, 17))
        for day in story.working_days(literal, [0, 1, 7]).values()
    ]

    assert not set(days) & set(rules.free_days(days))
    assert [day.weekday() for day in days] == [3, 4, 3, 1, 2, 1]
    assert story.day(TOLD_ON) <= today < story.day(TOLD_ON) + timedelta(days=7)


def test_own_free_days_are_in_the_calendar() -> None:
    assert FreeDay.objects.filter(day=date(2025, 5, 30), name="dag na Hemelvaartsdag").exists()
    assert FreeDay.objects.filter(day=date(2025, 12, 29), name="gesloten rond de jaarwisseling").exists()


# Trainees and questions


def test_cohort_of_twelve_began_in_september_2024() -> None:
    cohort = Cohort.objects.get()

    assert (cohort.starts_on, cohort.ends_on) == (date(2024, 9, 2), date(2026, 8, 31))
    assert cohort.traineeships.count() == 12
    assert cohort.tracks.count() == 2
    assert all(track.items.count() >= 10 for track in cohort.tracks.all())


def test_trainees_follow_parts_in_the_class_of_others() -> None:
    trainees = Traineeship.objects.values("trainee")
    parts = Enrolment.objects.filter(user__in=trainees, edition__course__code="SIV").prefetch_related("modules")

    assert parts.count() == 12
    assert {tuple(module.code for module in one.modules.all()) for one in parts} == {("M1", "M2", "M3", "M4")}
    assert Enrolment.objects.filter(edition__code="SIV-2024-1").exclude(user__in=trainees).exists()


def test_placements_lie_inside_the_traineeship_and_follow_each_other() -> None:
    for traineeship in Traineeship.objects.prefetch_related("placements"):
        placements = list(traineeship.placements.all())
        assert placements[0].starts_on == traineeship.starts_on
        assert placements[-1].ends_on == traineeship.ends_on
        for one, other in pairwise(placements):
            assert other.starts_on == one.ends_on + timedelta(days=1)
        assert all(one.supervisor and one.manager for one in placements)


def test_questions_have_an_audience_and_choices_where_they_need_them() -> None:
    for question in Question.objects.all():
        assert question.audiences
        assert bool(question.choices) == (question.kind in ("single_choice", "multiple_choice", "number"))


# Loading itself


def test_load_leaves_nothing_to_send_but_the_invitations_of_open_rounds() -> None:
    waiting = Message.objects.exclude(state=Message.State.SENT)
    invited = Invitation.objects.filter(round__state=Round.State.OPEN)

    assert set(waiting.values_list("kind", flat=True)) == {"evaluation_invitation"}
    assert waiting.count() == invited.count()
    assert CalendarEntry.objects.exists()


def test_load_refuses_when_there_are_people() -> None:
    with pytest.raises(CommandError, match="staan al personen"):
        call_command("load_demo")


@override_settings(PRODUCTION=True)
def test_load_refuses_when_in_production() -> None:
    with pytest.raises(CommandError, match="niet in productie"):
        call_command("load_demo")


def test_load_tells_the_same_story_in_another_process_and_database(story: Story) -> None:
    ours = {"LEERLIJN_AS_OF": story.today.isoformat(), "DATABASE_URL": "sqlite:///:memory:", "PYTHONHASHSEED": "7"}

    done = subprocess.run(
        [sys.executable, "-m", "tests.config.demo_facts"],
        cwd=settings.BASE,
        env=os.environ | ours,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )

    assert done.stdout == demo_facts.digest()


def test_load_reads_no_file_outside_the_clone(opened: list[Path]) -> None:
    data = {path for path in opened if path.suffix in {".toml", ".csv", ".txt", ".md", ".json"}}

    assert {path.name for path in data} >= {"regions.csv", "accounts.toml", "pgs31.toml"}
    assert all(path.resolve().is_relative_to(settings.BASE) for path in data)


# The planner's desk


def test_load_closes_one_edition_in_which_only_invited_people_are(story: Story) -> None:
    closed = Edition.objects.get(by_invitation=True)
    invited = set(Invited.objects.filter(edition=closed).values_list("user", flat=True))
    inside = set(closed.enrolments.values_list("user", flat=True))

    assert inside < invited
    assert invited - inside == {account("deelnemer").pk, account("contact.limburg").pk}
    for user in (account("deelnemer"), account("contact.limburg")):
        assert enrolment_rules.obstacles(user, closed, on=story.today) == []
    assert not Message.objects.filter(kind="edition_invitation").exclude(state=Message.State.SENT).exists()


def test_load_has_needs_of_people_who_come_and_notes_for_the_planner(story: Story) -> None:
    needs = Needs.objects.select_related("enrolment__edition")

    assert needs.count() >= 10
    assert all(one.enrolment.is_active and one.enrolment.edition.starts_on > story.today for one in needs)
    assert Note.objects.open().filter(assigned_to=account("planner"), due__gt=story.today).count() == 2
    assert Note.objects.exclude(about=None).exists()
    assert Note.objects.exclude(done_at=None).exists()
    assert not Note.objects.filter(written_at__date__gt=story.today).exists()


# How an edition fills


def _window() -> Window:
    return Window(
        opens=at_time(date(2025, 1, 6), time(8)),
        closes=at_time(date(2025, 3, 3), time(17)),
        leave_until=at_time(date(2025, 3, 10), time(17)),
    )


@pytest.mark.parametrize(
    ("arrivals", "withdrawals", "seated", "waiting"),
    [
        (5, 0, 5, 0),  # room enough
        (8, 0, 8, 0),  # just full
        (11, 0, 8, 3),
        (11, 2, 8, 1),  # who leaves makes room, or leaves the queue
        (9, 3, 6, 0),
    ],
)
def test_simulate_fills_seats_before_the_waiting_list(
    arrivals: int, withdrawals: int, seated: int, waiting: int
) -> None:
    lives = simulate(arrivals, withdrawals, seats=8, stay=(), window=_window(), luck=chance("test"))

    found = Counter(life.status for life in lives)
    assert (found[Status.ENROLLED], found[Status.WAITING], found[Status.WITHDRAWN]) == (seated, waiting, withdrawals)


def test_simulate_lets_who_waits_longest_move_up() -> None:
    lives = simulate(12, 3, seats=8, stay=range(9), window=_window(), luck=chance("stay"))

    waited = [life for life in lives if life.steps[0].status == Status.WAITING and life.status != Status.WITHDRAWN]
    moved = [life.status == Status.ENROLLED for life in waited]
    assert moved == sorted(moved, reverse=True)
    assert not any(life.status == Status.WITHDRAWN for life in lives[:9])
