from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.models import Course, Edition
from enrolments.models import Status
from people.models import Organisation, Role, User
from tests import make

pytestmark = pytest.mark.django_db

AsUser = Callable[[User], Client]

CATALOGUE = "/aanbod/"
DAY = timedelta(days=1)
HTMX = {"hx-request": "true"}


def _page(browser: Client, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def _titles(browser: Client, address: str) -> list[str]:
    """Which courses the catalogue shows, in its order."""
    return [offer.course.title for offer in browser.get(address).context["offers"]]


def _queries(browser: Client, address: str) -> int:
    browser.get(address)  # what is kept between requests is not counted
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)


def _rich_edition(course: Course | None = None, *, size: int = 1) -> Edition:
    """A full one with `size` sessions in a room, `size` people who sit and as many who wait."""
    course = course or make.course()
    course.target_groups.add(make.target_group())
    make.pattern_session(course)
    edition = make.edition(course, seats=size, sessions=size, room=make.room(), trainers=[make.user()])
    for status in [Status.ENROLLED, Status.WAITING] * size:
        make.enrolment(edition=edition, status=status)
    return edition


# catalogue


def test_catalogue_shows_every_published_course_with_or_without_edition(client: Client) -> None:
    open_edition = make.edition(make.course("Bijscholing PGS 31"))
    make.course("Opfriscursus")
    make.course("Nog niet", is_published=False)

    page = _page(client, CATALOGUE)

    assert _titles(client, CATALOGUE) == ["Bijscholing PGS 31", "Opfriscursus"]
    assert open_edition.get_absolute_url() in page
    assert "nog geen datum" in page
    assert "Nog niet" not in page


def test_catalogue_shows_kind_length_and_city(client: Client) -> None:
    course = make.course("Leerblok NFPA", kind=Course.Kind.BLOCK, study_load_hours=50)
    make.pattern_session(course, (9, 12))
    make.pattern_session(course, (13, 17))
    make.pattern_session(course, day_offset=1)
    make.edition(course, room=make.room(location=make.location(city="Vlissingen")))

    page = _page(client, CATALOGUE)

    assert "leerblok" in page
    assert "2 dagen, 50 uur" in page
    assert "13 april 2026</strong>, Vlissingen" in page


@pytest.mark.parametrize(
    ("taken", "waiting", "words"),
    [(0, 0, "nog 2 plaatsen"), (1, 0, "nog 1 plaats<"), (2, 0, "vol: wachtlijst"), (2, 3, "vol, 3 wachtenden")],
)
def test_catalogue_says_in_words_how_full_an_edition_is(client: Client, taken: int, waiting: int, words: str) -> None:
    edition = make.edition(seats=2)
    for status in [Status.ENROLLED] * taken + [Status.WAITING] * waiting:
        make.enrolment(edition=edition, status=status)

    assert words in _page(client, CATALOGUE)


def test_catalogue_says_why_nobody_can_enrol(client: Client) -> None:
    make.edition(enrol_from=make.TODAY + DAY)
    make.edition(starts_on=make.TODAY + DAY, enrol_from=make.TODAY - 9 * DAY, enrol_until=make.TODAY - DAY)
    make.edition(starts_on=make.TODAY - DAY, sessions=3, status=Edition.Status.RUNNING)

    page = _page(client, CATALOGUE)

    assert "inschrijven vanaf 3 maart 2026" in page
    assert "inschrijving gesloten" in page
    assert "al begonnen" in page


@pytest.mark.parametrize("status", [Edition.Status.CONCEPT, Edition.Status.CANCELLED])
def test_catalogue_keeps_silent_about_what_is_not_announced_or_called_off(
    client: Client, status: Edition.Status
) -> None:
    hidden = make.edition(status=status)

    assert hidden.code not in _page(client, CATALOGUE)


def test_catalogue_is_found_by_every_word_in_any_spelling(client: Client) -> None:
    make.course("Bijscholing PGS 31", summary="Tanks in de praktijk")
    make.course("Bijscholing PGS 15", summary="Verpakte stoffen")

    assert _titles(client, f"{CATALOGUE}?zoek=TÁNKS+bijscholing") == ["Bijscholing PGS 31"]
    assert "Niets gevonden" in _page(client, f"{CATALOGUE}?zoek=zweefvliegen")


def test_catalogue_is_filtered_by_kind_target_group_area_day_and_free_seats(client: Client) -> None:
    here = make.room(location=make.location(make.area("E")))
    wanted = make.course("Wel", kind=Course.Kind.NETWORK_DAY)
    wanted.target_groups.add(make.target_group("trainee", "trainee"))
    make.edition(wanted, starts_on=make.TODAY + 60 * DAY, room=here)
    full = make.edition(make.course("Vol"), seats=1, starts_on=make.TODAY + 20 * DAY)
    make.enrolment(edition=full)

    for query in (
        "soort=network_day",
        "doelgroep=trainee",
        "gebied=E",
        "vanaf=2026-04-20",
        "vanaf=20-04-2026",
        "vrij=on",
    ):
        assert _titles(client, f"{CATALOGUE}?{query}") == ["Wel"], query
    assert _titles(client, CATALOGUE) == ["Vol", "Wel"]


def test_catalogue_finds_what_is_online_apart_from_the_areas(client: Client) -> None:
    make.edition(make.course("Webinar"), delivery=Edition.Delivery.WEBINAR)
    make.edition(make.course("Zaal"), room=make.room(location=make.location(make.area("A"))))

    assert _titles(client, f"{CATALOGUE}?gebied=online") == ["Webinar"]
    assert _titles(client, f"{CATALOGUE}?gebied=A") == ["Zaal"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("vanaf=rommel", "Vul een bestaande datum in, zoals 31-12-2026."),
        ("vanaf=2026-02-30", "Vul een bestaande datum in, zoals 31-12-2026."),
        ("soort=x", "Kies iets uit de lijst."),
        ("doelgroep=x", "Kies iets uit de lijst."),
        ("gebied=x", "Kies iets uit de lijst."),
        (f"zoek={'a' * 3_000}", "Zoek met hoogstens 100 tekens."),
    ],
)
def test_catalogue_says_at_the_field_what_is_wrong(client: Client, query: str, message: str) -> None:
    page = _page(client, f"{CATALOGUE}?{query}", status=400)

    field = query.partition("=")[0]
    assert f'id="id_{field}_error"' in page
    assert message in page
    assert "0 opleidingen" not in page


def test_catalogue_gives_htmx_the_list_alone(client: Client) -> None:
    make.course("Bijscholing PGS 15")

    whole, part = client.get(CATALOGUE), client.get(CATALOGUE, headers=HTMX)

    assert part.content.decode().strip().startswith('<section id="offers"')
    assert part.content.decode().strip() in whole.content.decode()
    assert whole["Vary"] == part["Vary"]
    assert "HX-Request" in whole["Vary"]


def test_catalogue_speaks_english_where_there_is_english(client: Client) -> None:
    course = make.course("Opslag", title_en="Storage", summary="Wat u leert", summary_en="What you learn")
    course.target_groups.add(make.target_group("trainee", "trainee omgevingsveiligheid"))
    make.course("Zonder vertaling")
    client.cookies["django_language"] = "en"

    page = _page(client, CATALOGUE)

    assert "Storage" in page
    assert "What you learn" in page
    assert "Zonder vertaling" in page
    assert '<html lang="en">' in page


def test_catalogue_asks_as_much_for_one_course_as_for_thirty(client: Client) -> None:
    _rich_edition()
    one = _queries(client, CATALOGUE)

    for _more in range(29):
        _rich_edition()

    assert _queries(client, CATALOGUE) == one <= 8


# course


def test_course_tells_what_it_is_and_what_it_costs(client: Client) -> None:
    course = make.course(
        "Leerblok NFPA",
        description="Over normen.\n\nEn over water.",
        objectives="U toetst een ontwerp.\nU schrijft een advies.",
        study_load_hours=50,
        award=Course.Award.CERTIFICATE,
        funding=Course.Funding.MARKET,
        price="1650.00",
        admits=[Organisation.Kind.SAFETY_REGION],
        guideline_version=make.guideline_version("NFPA 13", label="editie 2022"),
        is_example=True,
    )
    course.target_groups.add(make.target_group(name="adviseur IV"))
    edition = make.edition(course)

    page = _page(client, f"/aanbod/{course.slug}/")

    for words in (
        "<p>En over water.</p>",
        "<li>U schrijft een advies.</li>",
        "adviseur IV",
        "veiligheidsregio",
        "50 uur",
        "certificaat",
        "NFPA 13 (editie 2022)",
        "€ 1.650",
        "marktactiviteit",
        "voorbeeld",
        edition.get_absolute_url(),
    ):
        assert words in page, words


@pytest.mark.parametrize(("bring", "shown"), [("Schoenen.", True), ("", False)])
def test_course_tells_what_to_bring_when_there_is_something(client: Client, bring: str, shown: bool) -> None:
    course = make.course(bring=bring)

    page = client.get(f"/aanbod/{course.slug}/").content.decode()

    assert ("Wat u meeneemt" in page) == shown


def test_course_without_edition_says_so(client: Client) -> None:
    assert "Nog geen datum bekend" in _page(client, f"/aanbod/{make.course().slug}/")


def test_course_speaks_english_where_there_is_english(client: Client) -> None:
    course = make.course("Opslag", title_en="Storage", objectives="Weten", objectives_en="Know\nDo")
    client.cookies["django_language"] = "en"

    page = _page(client, f"/aanbod/{course.slug}/")

    assert "<title>Storage" in page
    assert "<li>Do</li>" in page


def test_course_is_404_when_unknown_or_not_published(client: Client) -> None:
    hidden = make.course(is_published=False)

    for slug in (hidden.slug, "bestaat-niet"):
        _page(client, f"/aanbod/{slug}/", status=404)


def test_course_asks_as_much_for_one_edition_as_for_thirty(client: Client) -> None:
    course = make.course(guideline_version=make.guideline_version())
    address = f"/aanbod/{course.slug}/"
    _rich_edition(course)
    one = _queries(client, address)

    for _more in range(29):
        _rich_edition(course)

    assert _queries(client, address) == one <= 8


# edition


def test_edition_shows_its_sessions_with_time_place_and_trainers(client: Client) -> None:
    hall = make.room(name="Zaal 3", location=make.location(name="De Hanze", city="Zwolle"))
    trainer = make.user(given_name="Gijs", infix="ter", family_name="Horst")
    edition = make.edition(sessions=0)
    make.session(edition, title="Dag 1: het stelsel", hours=(9, 16), room=hall, trainers=[trainer])
    make.session(edition, edition.starts_on + DAY, title="Dag 2: thuis")

    page = _page(client, edition.get_absolute_url())

    assert "Dag 1: het stelsel" in page
    assert "16:00, Zaal 3, De Hanze, Zwolle" in page
    assert "Gijs ter Horst" in page
    assert "17:00, online" in page


@pytest.mark.parametrize(
    ("status", "shown"), [(Status.ENROLLED, True), (Status.COMPLETED, True), (Status.REQUESTED, False), (None, False)]
)
def test_edition_shows_the_material_to_who_has_or_had_a_seat(
    as_user: AsUser, status: Status | None, shown: bool
) -> None:
    anna, edition = make.user(), make.edition(materials_url="https://nipv.example/pgs31")
    if status:
        make.enrolment(anna, edition, status)

    page = as_user(anna).get(edition.get_absolute_url()).content.decode()

    assert ('href="https://nipv.example/pgs31"' in page) == shown


def test_edition_says_when_there_are_no_sessions(client: Client) -> None:
    edition = make.edition(sessions=0, delivery=Edition.Delivery.E_LEARNING)

    assert "In eigen tempo" in _page(client, edition.get_absolute_url())


def test_edition_asks_a_visitor_to_sign_in_and_come_back(client: Client) -> None:
    edition = make.edition(make.course(price="540.00"))

    page = _page(client, edition.get_absolute_url())

    assert f"/account/login/?next=%2Fuitvoeringen%2F{edition.code}%2F" in page
    assert "Inloggen om in te schrijven" in page
    assert "€ 540" in page
    assert "/inschrijven/" not in page


def test_edition_has_one_button_whose_word_follows_the_seats(as_user: AsUser) -> None:
    edition, anna = make.edition(seats=1), make.user(organisation=make.organisation("Zeeland"))
    browser = as_user(anna)
    empty = _page(browser, edition.get_absolute_url())
    make.enrolment(edition=edition)

    full = _page(browser, edition.get_absolute_url())

    for page in (empty, full):
        assert page.count(f'action="/uitvoeringen/{edition.code}/inschrijven/"') == 1
        assert 'type="hidden" name="key"' in page
        assert "U schrijft zich in namens <strong>Veiligheidsregio Zeeland</strong>." in page
        assert "geen kosten" in page
    assert ">Inschrijven</span></button>" in empty
    assert "Nog 1 van de 1 plaatsen vrij" in empty
    assert ">Op de wachtlijst</span></button>" in full
    assert "U komt op plaats <strong>1</strong> van de wachtlijst." in full


def test_edition_with_a_freed_seat_and_people_waiting_offers_the_waiting_list(as_user: AsUser) -> None:
    edition = make.edition(seats=1)
    make.enrolment(edition=edition, status=Status.WAITING)

    page = _page(as_user(make.user()), edition.get_absolute_url())

    assert ">Op de wachtlijst</span></button>" in page
    assert "U komt op plaats <strong>1</strong>" in page  # who waits gets that seat first


def test_edition_gives_every_reason_at_once_and_no_button(as_user: AsUser) -> None:
    anna = make.user(organisation=make.organisation(kind=Organisation.Kind.COMPANY))
    make.enrolment(anna, make.edition(make.course("Iets anders")))
    course = make.course(admits=[Organisation.Kind.SAFETY_REGION])
    closed = make.edition(course, enrol_from=make.TODAY - 9 * DAY, enrol_until=make.TODAY - DAY)

    page = _page(as_user(anna), closed.get_absolute_url())

    assert "Inschrijven kon tot en met 1 maart 2026." in page
    assert "Deze opleiding is voor medewerkers van: veiligheidsregio." in page
    assert "U hebt dan al een andere bijeenkomst: Iets anders op 13 april 2026." in page
    assert "/inschrijven/" not in page


def test_edition_shows_who_is_in_how_to_leave(as_user: AsUser) -> None:
    enrolment = make.enrolment()

    page = _page(as_user(enrolment.user), enrolment.edition.get_absolute_url())

    assert "Uw inschrijving" in page
    assert "ingeschreven" in page
    assert f'action="/uitvoeringen/{enrolment.edition.code}/annuleren/"' in page
    assert "<details" in page
    assert f'action="/uitvoeringen/{enrolment.edition.code}/inschrijven/"' not in page


def test_edition_shows_who_waits_the_place_in_line(as_user: AsUser) -> None:
    edition = make.edition(seats=1)
    make.enrolment(edition=edition)
    for _other in range(2):
        make.enrolment(edition=edition, status=Status.WAITING)
    third = make.enrolment(edition=edition, status=Status.WAITING)

    page = _page(as_user(third.user), edition.get_absolute_url())

    assert "U staat op plaats 3 van de wachtlijst." in page
    assert "Van de wachtlijst af" in page


def test_edition_gives_the_online_address_to_who_has_a_seat_only(client: Client, as_user: AsUser) -> None:
    edition = make.edition(sessions=0)
    make.session(edition, online_url="https://vergader.example/zaal")
    seated = make.enrolment(edition=edition)
    waiting = make.enrolment(edition=edition, status=Status.WAITING)

    readers = [client, as_user(make.user()), as_user(waiting.user), as_user(seated.user)]
    shown = ["https://vergader.example/zaal" in _page(reader, edition.get_absolute_url()) for reader in readers]

    assert shown == [False, False, False, True]


def test_edition_that_begins_today_cannot_be_left(as_user: AsUser) -> None:
    enrolment = make.enrolment(edition=make.edition(starts_on=make.TODAY))

    assert "/annuleren/" not in _page(as_user(enrolment.user), enrolment.edition.get_absolute_url())


def test_edition_is_404_alike_when_unknown_and_when_not_visible(client: Client, as_user: AsUser) -> None:
    hidden = [
        make.edition(status=Edition.Status.CONCEPT).code,
        make.edition(make.course(is_published=False)).code,
        "BESTAAT-NIET",
        "%2e%2e",
        "x" * 500,
    ]

    for browser in (client, as_user(make.user())):
        pages = {_page(browser, f"/uitvoeringen/{code}/", status=404).replace(code, "") for code in hidden[:3]}
        assert len({page.partition("</nav>")[2] for page in pages}) == 1
        for code in hidden[3:]:
            _page(browser, f"/uitvoeringen/{code}/", status=404)


def test_edition_in_concept_is_seen_by_its_planner_and_its_trainer(as_user: AsUser) -> None:
    trainer = make.user()
    concept = make.edition(status=Edition.Status.CONCEPT, trainers=[trainer])

    for reader in (trainer, make.user(roles=[Role.PLANNER])):
        assert "Deze uitvoering is nog niet gepubliceerd." in _page(as_user(reader), concept.get_absolute_url())


def test_edition_called_off_says_so(client: Client) -> None:
    edition = make.edition(status=Edition.Status.CANCELLED)

    assert "Deze uitvoering gaat niet door." in _page(client, edition.get_absolute_url())


@pytest.mark.parametrize(("signed_in", "most"), [(False, 8), (True, 11)])  # who reads, and what for, takes five
def test_edition_asks_as_much_for_one_as_for_thirty(as_user: AsUser, signed_in: bool, most: int) -> None:
    browser = as_user(make.user(organisation=make.organisation())) if signed_in else Client()
    small, large = _rich_edition(), _rich_edition(size=30)

    assert _queries(browser, large.get_absolute_url()) == _queries(browser, small.get_absolute_url()) <= most


# approval


def test_course_and_edition_say_that_the_employer_must_approve(client: Client) -> None:
    edition = make.edition(make.course(needs_approval=True))
    other = make.edition()

    for asks, found in ((True, edition), (False, other)):
        course = client.get(f"/aanbod/{found.course.slug}/").content.decode()
        page = client.get(found.get_absolute_url()).content.decode()
        assert ("nodig van uw leidinggevende of contactpersoon opleidingen" in course) is asks
        assert ("Uw leidinggevende of contactpersoon opleidingen moet dit goedkeuren." in page) is asks


def test_requests_take_seats_in_lists_and_on_the_page(client: Client) -> None:
    edition = make.edition(make.course(needs_approval=True), seats=1)
    make.request(edition=edition)

    assert "vol: wachtlijst" in client.get("/aanbod/").content.decode()
    assert "Alle 1 plaatsen zijn bezet" in client.get(edition.get_absolute_url()).content.decode()
