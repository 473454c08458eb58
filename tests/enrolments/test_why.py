"""Every way an enrolment can stand says why, and every page says it in the same words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries, Settings

from courses.models import Course, Edition, Session
from enrolments import actions, queries, rules, steps
from enrolments.approval import queries as approval
from enrolments.approval.rules import answer_by
from enrolments.cancelling import actions as cancelling
from enrolments.desk import actions as desk
from enrolments.matters import matters
from enrolments.models import Enrolment, Status
from enrolments.seat_offer import rules as offer_rules
from enrolments.why import Why, why
from people import clock
from people.models import Message, Role, User
from tests import make
from tests.conftest import AsUser

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
ENROLLED_TODAY = "U hebt sinds 2 maart 2026 een plaats:"
GONE_TODAY = "Uitgeschreven op 2 maart 2026:"


@dataclass(frozen=True)
class Scene:
    """How somebody comes to stand so, the sentence to them, and what their mail says of it too."""

    play: Callable[["Stage"], Enrolment]
    sentence: str
    mail: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.play.__name__


class Stage:
    """Anna, who comes for a region with a training contact; others; and a planner."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.here = make.organisation("Dienst Hier", kind="company")
        self.elsewhere = make.organisation("Dienst Elders", kind="company")
        self.contact = make.user(given_name="Bas", infix="", family_name="Bos", organisation=self.here)
        make.role_grant(self.contact, Role.TRAINING_CONTACT, organisation=self.here)
        self.anna = make.user(given_name="Anna", organisation=self.here)
        self.planner = make.user(roles=[Role.PLANNER])
        self.coordinator = make.user(roles=[Role.COORDINATOR])

    def edition(self, seats: int = 1, course: Course | None = None, **fields: Any) -> Edition:
        return make.edition(course, seats=seats, **fields)

    def enrol(self, edition: Edition, who: User | None = None) -> Enrolment:
        who = who or self.anna
        return actions.enrol(who, edition, by=who)

    def waits(self, seats: int = 1, **course: Any) -> Enrolment:
        edition = self.edition(seats, make.course(**course))
        for _seat in range(seats):
            self.enrol(edition, make.user())
        return self.enrol(edition)

    def seat_comes_free(self, edition: Edition) -> None:
        seated = edition.enrolments.filter(status=Status.ENROLLED).order_by("number")[0]
        actions.withdraw(seated, by=seated.user)

    def answer(self, request: Enrolment, reason: str = "") -> Enrolment:
        by = approval.approvers_of([request])[request.pk][0]
        return actions.decline(request, reason, by=by) if reason else actions.approve(request, by=by)


# how people come to stand so


def enrolled(stage: Stage) -> Enrolment:
    return stage.enrol(stage.edition())


def moved_up(stage: Stage) -> Enrolment:
    waits = stage.waits()
    stage.seat_comes_free(waits.edition)
    return waits


def accepted(stage: Stage) -> Enrolment:
    offer = offered(stage)
    return actions.accept_offer(offer, by=stage.anna)


def approved(stage: Stage) -> Enrolment:
    return stage.answer(requested(stage))


def by_contact(stage: Stage) -> Enrolment:
    edition = stage.edition()
    actions.enrol_colleagues([stage.anna], edition, by=stage.contact)
    return edition.enrolments.get()


def substitute(stage: Stage) -> Enrolment:
    colleague = make.user(organisation=stage.here)
    return actions.substitute(stage.enrol(stage.edition(), colleague), stage.anna, by=stage.contact)


def moved_here(stage: Stage) -> Enrolment:
    left = moved(stage)
    return Enrolment.objects.get(moved_from=left)


def waiting(stage: Stage) -> Enrolment:
    return stage.waits()


def waiting_while_seats_are_kept(stage: Stage) -> Enrolment:
    edition = stage.edition(1)
    make.reservation(edition, 1, organisation=stage.elsewhere)
    return stage.enrol(edition)


def passed_by_who_a_seat_is_kept_for(stage: Stage) -> Enrolment:
    waits = waiting_while_seats_are_kept(stage)
    stage.enrol(waits.edition, make.user(organisation=stage.elsewhere))
    return waits


def passed_by_who_wants_a_part(stage: Stage) -> Enrolment:
    course = make.course()
    full, free = make.module(course), make.module(course)
    edition = stage.edition(1, course, sessions=0)
    for module in (full, free):
        make.session(edition, module=module)
    make.enrolment(edition=edition, modules=[full])
    waits = stage.enrol(edition)
    make.enrolment(edition=edition, status=Status.WAITING, modules=[free])
    steps.fill_free_seats(edition)
    return waits


def requested(stage: Stage) -> Enrolment:
    return stage.enrol(stage.edition(2, make.course(needs_approval=True)))


def requested_where_nobody_can_approve(stage: Stage) -> Enrolment:
    stage.contact.role_grants.all().delete()
    return requested(stage)


def offered(stage: Stage) -> Enrolment:
    waits = stage.waits(offer_hours=24)
    stage.seat_comes_free(waits.edition)
    return waits


def offered_until_a_moment_ago(stage: Stage) -> Enrolment:
    offer = offered(stage)
    Enrolment.objects.filter(pk=offer.pk).update(offered_until=clock.now() - timedelta(seconds=1))
    return offer


def lapsed(stage: Stage) -> Enrolment:
    offer = offered_until_a_moment_ago(stage)
    actions.lapse_offers(clock.now())
    return offer


def refused(stage: Stage) -> Enrolment:
    return actions.refuse_offer(offered(stage), by=stage.anna)


def declined(stage: Stage) -> Enrolment:
    return stage.answer(requested(stage), "We zijn te druk.")


def not_answered_in_time(stage: Stage) -> Enrolment:
    request = requested(stage)
    stage.settings.AS_OF = answer_by(request.edition, asked_on=clock.today()) + DAY
    actions.lapse_requests(clock.today())
    return request


def withdrew(stage: Stage) -> Enrolment:
    return actions.withdraw(enrolled(stage), by=stage.anna)


def withdrew_at_a_cost(stage: Stage) -> Enrolment:
    course = make.course(price=900, cancellation_tiers=[[60, 0], [14, 50]])
    return actions.withdraw(stage.enrol(stage.edition(1, course)), by=stage.anna, seen=45000)


def withdrew_and_was_let_off(stage: Stage) -> Enrolment:
    left = withdrew_at_a_cost(stage)
    cancelling.waive(left.withdrawal, "Inzet bij een incident.", by=stage.coordinator)
    return left


def withdrew_and_came_back(stage: Stage) -> Enrolment:
    left = withdrew_at_a_cost(stage)
    stage.enrol(left.edition)
    return left


def withdrawn_by_a_planner(stage: Stage) -> Enrolment:
    seat = enrolled(stage)
    desk.withdraw([seat], seat.edition, "U bent ziek gemeld.", by=stage.planner)
    return seat


def replaced(stage: Stage) -> Enrolment:
    colleague = make.user(organisation=stage.here)
    seat = enrolled(stage)
    actions.substitute(seat, colleague, by=stage.contact)
    return seat


def cancelled(stage: Stage) -> Enrolment:
    seat = enrolled(stage)
    actions.cancel_edition(seat.edition, by=stage.planner, reason="Te weinig inschrijvingen.")
    return seat


def completed(stage: Stage) -> Enrolment:
    return make.enrolment(stage.anna, make.over_edition(), Status.COMPLETED, organisation=stage.here)


def not_completed(stage: Stage) -> Enrolment:
    return make.enrolment(stage.anna, make.over_edition(), Status.NOT_COMPLETED, organisation=stage.here)


def moved(stage: Stage) -> Enrolment:
    seat = enrolled(stage)
    actions.move(seat, stage.edition(1, seat.edition.course, code="ANDERS-1"), by=stage.planner)
    return seat


SCENES = [
    Scene(enrolled, f"{ENROLLED_TODAY} zelf ingeschreven.", ("U hebt een plaats",)),
    Scene(moved_up, f"{ENROLLED_TODAY} plaats vrijgekomen.", ("U hebt een plaats",)),
    Scene(accepted, f"{ENROLLED_TODAY} aanbod aangenomen.", ("U hebt een plaats",)),
    Scene(approved, f"{ENROLLED_TODAY} goedgekeurd door de werkgever.", ("U hebt een plaats",)),
    Scene(by_contact, f"{ENROLLED_TODAY} ingeschreven door de contactpersoon opleidingen.", ("door Bas Bos",)),
    Scene(substitute, f"{ENROLLED_TODAY} neemt de plaats van een collega over.", ("Dat regelde Bas Bos",)),
    Scene(moved_here, f"{ENROLLED_TODAY} verplaatst uit een andere uitvoering.", ("ANDERS-1",)),
    Scene(waiting, "U staat op plaats 1 van de wachtlijst, als eerste van Dienst Hier."),
    Scene(
        waiting_while_seats_are_kept,
        "U staat op plaats 1 van de wachtlijst, als eerste van Dienst Hier; "
        "één plaats is tot 12 april 2026 voor Dienst Elders.",
    ),
    Scene(
        passed_by_who_a_seat_is_kept_for,
        "U staat op plaats 1 van de wachtlijst, als eerste van Dienst Hier. "
        "Op 2 maart 2026 ging een ander voor: die plaats werd vrijgehouden.",
        ("U staat op plaats 1",),
    ),
    Scene(
        passed_by_who_wants_a_part,
        "U staat op plaats 1 van de wachtlijst, als eerste van Dienst Hier. "
        "Op 2 maart 2026 ging een ander voor: er was alleen plaats bij een deel van de bijeenkomsten.",
        ("U staat op plaats 1",),
    ),
    Scene(
        requested,
        "Wacht op goedkeuring door Bas Bos. Is er op 16 maart 2026 nog geen antwoord, dan vervalt de aanvraag.",
        ("Bas Bos", "16 maart 2026"),
    ),
    Scene(
        requested_where_nobody_can_approve,
        "Wacht op goedkeuring door de planner: bij de organisatie staat niemand genoteerd die dit kan goedkeuren. "
        "Is er op 16 maart 2026 nog geen antwoord, dan vervalt de aanvraag.",
        ("De planner neemt de aanvraag over", "16 maart 2026"),
    ),
    Scene(offered, "Er is een plaats voor u. Neem haar aan vóór", ("Er is een plaats voor u",)),
    Scene(offered_until_a_moment_ago, "Dit aanbod gold tot", ("Er is een plaats voor u",)),
    Scene(lapsed, "Dit aanbod gold tot", ("U hebt haar niet aangenomen",)),
    Scene(refused, f"{GONE_TODAY} aanbod afgeslagen.", ("U hebt de plaats niet aangenomen",)),
    Scene(
        declined,
        "Deze aanvraag is op 2 maart 2026 afgewezen door Bas Bos. De reden: We zijn te druk.",
        ("Bas Bos", "We zijn te druk."),
    ),
    Scene(
        not_answered_in_time,
        "Deze aanvraag is vervallen: antwoorden kon tot en met 16 maart 2026.",
        ("uw organisatie heeft niet op tijd geantwoord",),
    ),
    Scene(withdrew, f"{GONE_TODAY} zelf uitgeschreven.", ("U bent uitgeschreven",)),
    Scene(
        withdrew_at_a_cost,
        f"{GONE_TODAY} zelf uitgeschreven. Dat kost € 450 (50% van de prijs).",
        ("€ 450 (50%)",),
    ),
    Scene(
        withdrew_and_was_let_off,
        f"{GONE_TODAY} zelf uitgeschreven. De kosten van € 450 zijn kwijtgescholden.",
        ("€ 450", "Inzet bij een incident."),
    ),
    Scene(
        withdrew_and_came_back,
        f"{GONE_TODAY} zelf uitgeschreven. Dat kost niets: daarna kwam er weer een plaats.",
        ("U hebt een plaats",),
    ),
    Scene(
        withdrawn_by_a_planner,
        f"{GONE_TODAY} uitgeschreven door de planner. De planner schreef: U bent ziek gemeld.",
        ("Een planner heeft dit voor u gedaan", "U bent ziek gemeld."),
    ),
    Scene(replaced, f"{GONE_TODAY} vervangen door een collega.", ("Een collega neemt uw plaats over", "Bas Bos")),
    Scene(
        cancelled,
        "Deze uitvoering gaat niet door: geannuleerd op 2 maart 2026.",
        ("gaat niet door", "Te weinig inschrijvingen."),
    ),
    Scene(completed, "Afgerond: aanwezig bij minstens 80% van de bijeenkomsten."),
    Scene(not_completed, "Niet afgerond: aanwezig bij minder dan 80% van de bijeenkomsten."),
    Scene(moved, "Verplaatst op 2 maart 2026 naar ANDERS-1.", ("ANDERS-1",)),
]


def _said(enrolment: Enrolment) -> Why:
    return why(Enrolment.objects.filter(pk=enrolment.pk).explained())[enrolment.pk]


def _page(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.fixture
def stage(settings: Settings) -> Stage:
    return Stage(settings)


def test_scenes_show_every_status() -> None:
    """A new status asks for a scene."""
    played = {
        *(Status.ENROLLED, Status.WAITING, Status.REQUESTED, Status.OFFERED, Status.LAPSED, Status.DECLINED),
        *(Status.WITHDRAWN, Status.CANCELLED, Status.COMPLETED, Status.NOT_COMPLETED, Status.MOVED),
    }

    assert played == set(Status)


@pytest.mark.parametrize("scene", SCENES, ids=str)
def test_every_page_says_why_in_the_same_words(stage: Stage, as_user: AsUser, scene: Scene) -> None:
    enrolment = Enrolment.objects.get(pk=scene.play(stage).pk)
    edition, said = enrolment.edition, _said(enrolment)
    anna, contact, planner = (as_user(who) for who in (stage.anna, stage.contact, stage.planner))

    assert said.sentence.startswith(scene.sentence)
    pages = {"mine": "/mijn/"}
    if enrolment == queries.latest_enrolment(stage.anna, edition):
        pages["edition"] = edition.get_absolute_url()
    if enrolment.is_active and enrolment.status != Status.OFFERED:
        pages["receipt"] = f"{edition.get_absolute_url()}inschrijven/"
    for name, path in pages.items():
        assert escape(said.sentence) in _page(anna, path), name
    if stage.contact.role_grants.exists():
        assert escape(said.about_another) in _page(contact, "/regio/")
    participants = f"/planning/uitvoeringen/{edition.code}/deelnemers/?zoek=Anna"
    assert escape(said.to_planner) in _page(planner, participants)
    if enrolment.status in (Status.WAITING, Status.REQUESTED, Status.OFFERED):
        assert said.sentence in [matter.why for matter in matters(stage.anna, clock.today())]
    if enrolment.approvals.exists():
        assert escape(said.to_planner) in _page(planner, f"/aanvragen/{enrolment.pk}/")


@pytest.mark.parametrize("scene", SCENES, ids=str)
def test_the_mail_says_so_too(stage: Stage, scene: Scene) -> None:
    enrolment = Enrolment.objects.get(pk=scene.play(stage).pk)
    mails = Message.objects.filter(recipient=stage.anna).order_by("-pk")
    told = (_said(enrolment).sentence,) if enrolment.status == Status.WAITING and not scene.mail else scene.mail

    for words in told:
        assert words in mails[0].body


@pytest.mark.parametrize("scene", SCENES, ids=str)
def test_a_colleague_reads_neither_the_cost_nor_the_words_of_a_planner(stage: Stage, scene: Scene) -> None:
    said = _said(scene.play(stage))

    assert "€" not in said.about_another
    assert "ziek" not in said.about_another
    assert not said.about_another.startswith("U ")
    assert not said.to_planner.startswith("U ")


def test_why_forgets_kept_seats_once_they_are_free_for_everybody(stage: Stage) -> None:
    waits = waiting_while_seats_are_kept(stage)
    stage.settings.AS_OF = waits.edition.reservations.get().released_on

    assert "Dienst Elders" not in _said(waits).sentence


@pytest.mark.parametrize(
    ("hours", "day", "hour", "sentence"),
    [
        (0, -1, 12, ""),
        (24, -9, 12, ""),
        (24, -1, 23, "Het begint te snel om een plaats die vrijkomt nog aan te bieden."),
        (0, 0, 8, "Doorschuiven kon tot 13 april 2026, de dag waarop het begint."),
        (24, 0, 8, "Doorschuiven kon tot 13 april 2026, de dag waarop het begint."),
    ],
)
def test_who_waits_reads_that_it_is_too_late(hours: int, day: int, hour: int, sentence: str) -> None:
    edition = make.edition(make.course(offer_hours=hours))
    now = make.at(edition.starts_on + day * DAY, hour)

    assert offer_rules.why_not_pass_on(edition, now=now) == sentence


def test_who_waits_while_it_has_begun_reads_so_everywhere(stage: Stage, as_user: AsUser) -> None:
    waits = waiting(stage)
    stage.settings.AS_OF = waits.edition.starts_on

    page = _page(as_user(stage.anna), "/mijn/")

    assert "van de wachtlijst, als eerste van Dienst Hier. Doorschuiven kon tot 13 april 2026" in page


@pytest.mark.parametrize("people", [1, 20])
def test_why_asks_as_much_for_one_as_for_many(
    stage: Stage, people: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    edition = stage.edition(9, make.course(needs_approval=True))
    for _one in range(people):
        make.request(make.user(organisation=stage.here), edition)
        for status in set(Status) - {Status.REQUESTED}:
            make.enrolment(make.user(), edition, status)

    with django_assert_max_num_queries(9):
        assert len(why(Enrolment.objects.explained())) == people * len(Status)


@pytest.mark.parametrize("people", [1, 20])
def test_participants_of_every_status_take_the_same_number_of_queries(
    stage: Stage, as_user: AsUser, people: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    edition = stage.edition(9, make.course(needs_approval=True))
    for _one in range(people):
        make.request(make.user(organisation=stage.here), edition)
        for status in (Status.WAITING, Status.DECLINED, Status.ENROLLED):
            make.enrolment(make.user(organisation=stage.here), edition, status, organisation=stage.here)
    browser = as_user(stage.planner)

    with django_assert_max_num_queries(18):
        _page(browser, f"/planning/uitvoeringen/{edition.code}/deelnemers/")


# why somebody cannot enrol


def not_yet_open(stage: Stage) -> Edition:
    return stage.edition(enrol_from=make.TODAY + DAY)


def closed(stage: Stage) -> Edition:
    return stage.edition(enrol_from=make.TODAY - 9 * DAY, enrol_until=make.TODAY - DAY)


def begun(stage: Stage) -> Edition:
    return stage.edition(starts_on=make.TODAY)


def called_off(stage: Stage) -> Edition:
    return stage.edition(status=Edition.Status.CANCELLED)


def by_invitation(stage: Stage) -> Edition:
    return stage.edition(by_invitation=True)


def after_another_course(stage: Stage) -> Edition:
    return stage.edition(course=make.course(requires=make.course("Basis")))


def for_others(stage: Stage) -> Edition:
    return stage.edition(course=make.course(admits=["ministry"]))


def at_the_same_time(stage: Stage) -> Edition:
    make.enrolment(stage.anna, stage.edition())
    return stage.edition()


def taught_by_the_reader(stage: Stage) -> Edition:
    edition = stage.edition()
    make.trainer_assignment(Session.objects.get(edition=edition), stage.anna)
    return edition


OBSTACLES = [
    *(not_yet_open, closed, begun, called_off, by_invitation, after_another_course, for_others, at_the_same_time),
    taught_by_the_reader,
]


@pytest.mark.parametrize("play", OBSTACLES)
def test_who_cannot_enrol_reads_why_before_and_after_pressing(
    stage: Stage, as_user: AsUser, play: Callable[[Stage], Edition]
) -> None:
    edition = play(stage)
    found = rules.obstacles(stage.anna, edition, on=clock.today())
    browser = as_user(stage.anna)

    before = _page(browser, edition.get_absolute_url())
    after = browser.post(f"{edition.get_absolute_url()}inschrijven/").content.decode()

    assert found
    for one in found:
        assert escape(one.sentence) in before
        assert escape(one.sentence) in after


def test_who_finds_it_full_reads_the_place_in_line(stage: Stage, as_user: AsUser) -> None:
    edition = stage.edition()
    stage.enrol(edition, make.user())

    page = _page(as_user(stage.anna), edition.get_absolute_url())

    assert "Alle 1 plaatsen zijn bezet" in page
    assert "U komt op plaats <strong>1</strong> van de wachtlijst" in page


def test_latest_enrolment_is_the_last_to_come_in_whatever_its_number() -> None:
    anna, edition = make.user(), make.edition()
    make.enrolment(anna, edition, Status.WITHDRAWN, number=7, enrolled_at=clock.now() - DAY)
    taken_over = make.enrolment(anna, edition, number=2, enrolled_at=timezone.now())

    assert queries.latest_enrolment(anna, edition) == taken_over
