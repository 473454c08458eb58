import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.models import Edition
from enrolments.models import Enrolment, Status
from people import calendars
from people.models import CalendarFeed, Deed, Message, Organisation, Role, User
from tests import make

pytestmark = pytest.mark.django_db

AsUser = Callable[[User], Client]

MINE, MY_CALENDAR = "/mijn/", "/mijn/agenda/"
DAY = timedelta(days=1)
MEGABYTE = "a" * 1_000_000


def _enrol(edition: Edition) -> str:
    return f"/uitvoeringen/{edition.code}/inschrijven/"


def _withdraw(edition: Edition) -> str:
    return f"/uitvoeringen/{edition.code}/annuleren/"


def _key() -> dict[str, str]:
    return {"key": str(uuid.uuid4())}


def _queries(browser: Client, address: str) -> int:
    browser.get(address)  # what is kept between requests is not counted
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)


def _nothing_written() -> bool:
    return not (Enrolment.objects.exists() or Message.objects.exists() or Deed.objects.exists())


# enrolling


def test_enrol_gives_a_seat_and_shows_what_happens_next(as_user: AsUser) -> None:
    anna, edition = make.user(organisation=make.organisation("Zeeland")), make.edition(sessions=2)

    answer = as_user(anna).post(_enrol(edition), _key(), follow=True)

    page = answer.content.decode()
    assert answer.redirect_chain == [(_enrol(edition), 302)]
    assert Enrolment.objects.get().status == Status.ENROLLED
    assert "U bent ingeschreven" in page
    assert f"onderweg naar {anna.email}" in page
    assert "Veiligheidsregio Zeeland" in page
    assert MY_CALENDAR in page
    assert f'action="{_withdraw(edition)}"' in page
    assert page.count('class="ll-day"') == 2


def test_enrol_where_approval_is_needed_shows_who_is_asked(as_user: AsUser) -> None:
    manager = make.user(given_name="Wil", infix="", family_name="Vos")
    anna = make.user(organisation=make.organisation(), manager=manager)
    edition = make.edition(make.course(needs_approval=True))
    browser = as_user(anna)

    before = browser.get(edition.get_absolute_url()).content.decode()
    receipt = browser.post(_enrol(edition), _key(), follow=True).content.decode()
    after, mine = (browser.get(url).content.decode() for url in (edition.get_absolute_url(), MINE))

    assert "We vragen het voor u aan: Wil Vos (leidinggevende)." in before
    assert "Plaats aanvragen</span></button>" in before
    assert "Uw plaats is aangevraagd" in receipt
    for page in (receipt, after, mine):
        assert "Wacht op goedkeuring door Wil Vos." in page
        assert "aangevraagd</span>" in page
    assert "Nog 11 van de 12 plaatsen vrij" in after


def test_request_keeps_the_online_address_and_the_calendar_back(as_user: AsUser) -> None:
    asked = make.request()
    asked.edition.sessions.update(online_url="https://leerlijn.example/lokaal/x")

    page = as_user(asked.user).get(asked.edition.get_absolute_url()).content.decode()

    assert "leerlijn.example/lokaal" not in page
    assert "Zet uw bijeenkomsten in uw eigen agenda" not in page


def test_enrol_says_so_when_nobody_can_approve(as_user: AsUser) -> None:
    edition, browser = make.edition(make.course(needs_approval=True)), as_user(make.user())

    before = browser.get(edition.get_absolute_url()).content.decode()
    receipt = browser.post(_enrol(edition), _key(), follow=True).content.decode()

    assert "De planner neemt de aanvraag over." in before
    assert "Wacht op goedkeuring door de planner" in receipt


@pytest.mark.parametrize(("needs_approval", "most"), [(False, 15), (True, 20)])
def test_enrol_takes_few_statements(as_user: AsUser, needs_approval: bool, most: int) -> None:
    here = make.organisation()
    anna = make.user(organisation=here, manager=make.user(organisation=here))
    edition, browser = make.edition(make.course(needs_approval=needs_approval), sessions=5), as_user(anna)

    with CaptureQueriesContext(connection) as captured:
        browser.post(_enrol(edition), _key())

    asked = [one for one in captured if not one["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))]
    assert Enrolment.objects.exists()
    assert len(asked) <= most


def test_withdraw_takes_a_request_back(as_user: AsUser) -> None:
    asked = make.request()
    browser = as_user(asked.user)
    page = browser.get(asked.edition.get_absolute_url()).content.decode()

    answer = browser.post(_withdraw(asked.edition), _key(), follow=True)

    assert "Ja, trek mijn aanvraag in" in page
    assert "Uw aanvraag is ingetrokken." in answer.content.decode()
    assert Enrolment.objects.get(pk=asked.pk).status == Status.WITHDRAWN


def test_enrol_in_a_full_edition_gives_a_place_in_line(as_user: AsUser) -> None:
    edition = make.edition(seats=1)
    make.enrolment(edition=edition)
    make.enrolment(edition=edition, status=Status.WAITING)
    anna = make.user()

    page = as_user(anna).post(_enrol(edition), _key(), follow=True).content.decode()

    assert Enrolment.objects.get(user=anna).status == Status.WAITING
    assert "U staat op plaats 2 van de wachtlijst" in page
    assert f'action="{_withdraw(edition)}"' in page


@pytest.mark.parametrize("same_key", [True, False])
def test_enrol_pressed_twice_is_one_seat_and_one_mail(as_user: AsUser, same_key: bool) -> None:
    browser, edition = as_user(make.user()), make.edition()
    first = _key()

    answers = [browser.post(_enrol(edition), form) for form in (first, first if same_key else _key())]

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, _enrol(edition))] * 2
    assert Enrolment.objects.count() == Message.objects.count() == 1


def test_enrol_with_the_key_of_another_form_is_refused(as_user: AsUser) -> None:
    browser, once, other = as_user(make.user()), make.edition(), make.edition(starts_on=make.TODAY + 70 * DAY)
    key = _key()
    browser.post(_enrol(once), key)

    answer = browser.post(_enrol(other), key)

    assert answer.status_code == 409
    assert 'role="alert"' in answer.content.decode()
    assert Enrolment.objects.get().edition == once


def test_enrol_with_the_key_of_somebody_else_is_refused(as_user: AsUser) -> None:
    edition, key = make.edition(), _key()
    as_user(make.user()).post(_enrol(edition), key)

    answer = as_user(make.user()).post(_enrol(edition), key)

    assert answer.status_code == 409
    assert Enrolment.objects.count() == 1


def test_enrol_is_refused_with_every_reason_and_nothing_written(as_user: AsUser) -> None:
    anna = make.user(organisation=make.organisation(kind=Organisation.Kind.COMPANY))
    course = make.course(admits=[Organisation.Kind.SAFETY_REGION])
    closed = make.edition(course, enrol_from=make.TODAY - 9 * DAY, enrol_until=make.TODAY - DAY)

    answer = as_user(anna).post(_enrol(closed), _key())

    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'role="alert"' in page
    assert "Inschrijven kon tot en met 1 maart 2026." in page
    assert "Deze opleiding is voor medewerkers van: veiligheidsregio." in page
    assert _nothing_written()


def test_enrol_is_404_alike_for_what_is_unknown_or_not_visible(as_user: AsUser) -> None:
    browser = as_user(make.user())
    concept = make.edition(status=Edition.Status.CONCEPT)

    for deed in ("inschrijven", "annuleren"):
        for code in (concept.code, "BESTAAT-NIET"):
            assert browser.post(f"/uitvoeringen/{code}/{deed}/", _key()).status_code == 404
    assert _nothing_written()


def test_enrol_as_a_visitor_goes_by_signing_in_and_back_to_the_edition(client: Client) -> None:
    make.account("anna@example.org")
    edition = make.edition()

    asked = client.post(_enrol(edition), _key())
    back = client.post(asked["Location"], {"login": "anna@example.org", "password": make.PASSWORD}, follow=True)

    assert asked["Location"] == f"/account/login/?next={_enrol(edition)}"
    assert back.redirect_chain[-1][0] == edition.get_absolute_url()
    assert "Inschrijven</span></button>" in back.content.decode()
    assert _nothing_written()


def test_enrol_as_a_visitor_tells_nothing_about_codes(client: Client) -> None:
    for deed in ("inschrijven", "annuleren"):
        assert client.post(f"/uitvoeringen/BESTAAT-NIET/{deed}/").status_code == 302


def test_enrol_without_our_form_is_refused() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make.user())

    assert strict.post(_enrol(make.edition()), _key()).status_code == 403
    assert _nothing_written()


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"key": MEGABYTE}, 413),
        ({"key": "\0"}, 400),
        ({"key": str(uuid.uuid4()), "onbekend": "\0"}, 400),
        ({str(number): "" for number in range(1001)}, 413),
    ],
    ids=["1 MB", "NUL", "NUL in a field of nobody", "too many fields"],
)
def test_enrol_is_refused_when_the_form_is_no_form(as_user: AsUser, form: dict[str, str], status: int) -> None:
    browser, edition = as_user(make.user()), make.edition()

    for address in (_enrol(edition), _withdraw(edition)):
        answer = browser.post(address, form)
        assert answer.status_code == status
        assert "<h1>" in answer.content.decode()
    assert _nothing_written()


def test_enrol_takes_at_most_fifteen_statements(as_user: AsUser) -> None:
    browser, edition = as_user(make.user(organisation=make.organisation())), make.edition(sessions=5)

    with CaptureQueriesContext(connection) as captured:
        browser.post(_enrol(edition), _key())

    counted = [one["sql"] for one in captured if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]
    assert len(counted) <= 15


# the second screen


def test_receipt_leads_to_the_edition_for_who_is_not_in(as_user: AsUser) -> None:
    edition = make.edition()
    make.enrolment(edition=edition)

    answer = as_user(make.user()).get(_enrol(edition))

    assert (answer.status_code, answer["Location"]) == (302, edition.get_absolute_url())


def test_receipt_says_so_when_the_edition_has_no_sessions(as_user: AsUser) -> None:
    enrolment = make.enrolment(edition=make.edition(sessions=0))

    assert "In eigen tempo" in as_user(enrolment.user).get(_enrol(enrolment.edition)).content.decode()


def test_receipt_asks_as_much_for_one_session_as_for_thirty(as_user: AsUser) -> None:
    short, long = (make.enrolment(edition=make.edition(sessions=number, room=make.room())) for number in (1, 30))

    assert (
        _queries(as_user(short.user), _enrol(short.edition)) == _queries(as_user(long.user), _enrol(long.edition)) <= 9
    )


# withdrawing


def test_withdraw_gives_the_seat_to_the_first_in_line(as_user: AsUser) -> None:
    edition = make.edition(seats=1)
    leaving = make.enrolment(edition=edition)
    first = make.enrolment(edition=edition, status=Status.WAITING)

    answer = as_user(leaving.user).post(_withdraw(edition), _key(), follow=True)

    statuses = dict(Enrolment.objects.values_list("pk", "status"))
    assert answer.redirect_chain == [(edition.get_absolute_url(), 302)]
    assert "U bent uitgeschreven." in answer.content.decode()
    assert statuses == {leaving.pk: Status.WITHDRAWN, first.pk: Status.ENROLLED}


def test_pages_of_an_enrolment_stay_when_the_course_leaves_the_offer(as_user: AsUser) -> None:
    edition = make.edition(make.course(is_published=False))
    anna, other = as_user(make.enrolment(edition=edition).user), as_user(make.user())

    assert anna.get(edition.get_absolute_url()).status_code == 200
    assert anna.get(_enrol(edition)).status_code == 200
    assert other.get(edition.get_absolute_url()).status_code == 404
    assert anna.post(_withdraw(edition), _key()).status_code == 302
    assert Enrolment.objects.get().status == Status.WITHDRAWN
    assert "Uw inschrijving" not in anna.get(edition.get_absolute_url()).content.decode()
    assert anna.post(_enrol(edition), _key()).status_code == 404


@pytest.mark.parametrize("same_key", [True, False])
def test_withdraw_pressed_twice_is_once_and_one_mail(as_user: AsUser, same_key: bool) -> None:
    enrolment = make.enrolment()
    browser, first = as_user(enrolment.user), _key()

    answers = [browser.post(_withdraw(enrolment.edition), form) for form in (first, first if same_key else _key())]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Enrolment.objects.get().status == Status.WITHDRAWN
    assert Message.objects.count() == 1


def test_withdraw_is_refused_once_it_begins(as_user: AsUser) -> None:
    enrolment = make.enrolment(edition=make.edition(starts_on=make.TODAY))

    answer = as_user(enrolment.user).post(_withdraw(enrolment.edition), _key())

    assert answer.status_code == 409
    assert "Uitschrijven kon tot en met 1 maart 2026." in answer.content.decode()
    assert Enrolment.objects.get().status == Status.ENROLLED


def test_withdraw_leaves_everybody_else_in(as_user: AsUser) -> None:
    theirs = make.enrolment()

    answer = as_user(make.user(roles=[Role.PLANNER])).post(_withdraw(theirs.edition), _key(), follow=True)

    assert "U bent niet (meer) ingeschreven" in answer.content.decode()
    assert Enrolment.objects.get().status == Status.ENROLLED


def test_withdraw_is_done_by_its_button_only(as_user: AsUser) -> None:
    enrolment = make.enrolment()

    assert as_user(enrolment.user).get(_withdraw(enrolment.edition)).status_code == 405
    assert Enrolment.objects.get().status == Status.ENROLLED


def test_enrol_again_after_withdrawing_is_a_new_place(as_user: AsUser) -> None:
    browser, edition = as_user(make.user()), make.edition()

    for address in (_enrol(edition), _withdraw(edition), _enrol(edition)):
        browser.post(address, _key())

    assert list(Enrolment.objects.values_list("number", "status")) == [(1, Status.WITHDRAWN), (2, Status.ENROLLED)]


# own enrolments


def test_mine_shows_what_is_ahead_with_the_place_in_line_and_what_is_past(as_user: AsUser) -> None:
    anna = make.user()
    edition = make.edition(make.course("Straks"), seats=1)
    make.enrolment(edition=edition)
    make.enrolment(anna, edition, Status.WAITING, organisation=make.organisation("Zeeland"))
    make.enrolment(anna, make.edition(make.course("Geweest"), starts_on=make.TODAY - 9 * DAY), Status.COMPLETED)
    make.enrolment(anna, make.edition(make.course("Toch niet")), Status.WITHDRAWN)

    answer = as_user(anna).get(MINE)

    page = answer.content.decode()
    assert [enrolment.edition.course.title for enrolment, *_why in answer.context["ahead"]] == ["Straks"]
    assert [enrolment.edition.course.title for enrolment, _why in answer.context["past"]] == ["Toch niet", "Geweest"]
    assert "U staat op plaats 1 van de wachtlijst, als eerste van Veiligheidsregio Zeeland." in page
    assert "Namens Veiligheidsregio Zeeland" in page
    assert "afgerond" in page


def test_mine_keeps_what_is_under_way_ahead(as_user: AsUser) -> None:
    running = make.edition(starts_on=make.TODAY - DAY, sessions=3, status=Edition.Status.RUNNING)
    enrolment = make.enrolment(edition=running)

    assert as_user(enrolment.user).get(MINE).context["ahead"][0][0] == enrolment


def test_mine_is_nobody_elses(as_user: AsUser) -> None:
    make.enrolment(edition=make.edition(make.course("Van een ander")))

    page = as_user(make.user(roles=[Role.PLANNER])).get(MINE).content.decode()

    assert "Nog niets gepland" in page
    assert "Van een ander" not in page


@pytest.mark.parametrize("address", [MINE, MY_CALENDAR])
def test_own_pages_ask_a_visitor_to_sign_in(client: Client, address: str) -> None:
    assert client.get(address)["Location"] == f"/account/login/?next={address}"


def test_mine_asks_as_much_for_one_enrolment_as_for_thirty(as_user: AsUser) -> None:
    anna = make.user()
    browser = as_user(anna)
    counted = []

    for number in (1, 29):
        for week in range(number):
            starts_on = make.TODAY + (number * 10 + week * 7) * DAY
            for status in (Status.WAITING, Status.COMPLETED):
                edition = make.edition(starts_on=starts_on, room=make.room())
                make.enrolment(anna, edition, status, organisation=make.organisation())
        counted.append(_queries(browser, MINE))

    assert counted[0] == counted[1] <= 9


# the private calendar


def test_my_calendar_makes_a_link_that_works_and_shows_it_once(as_user: AsUser) -> None:
    enrolment = make.enrolment()
    browser = as_user(enrolment.user)
    before = browser.get(MY_CALENDAR).content.decode()

    made = browser.post(MY_CALENDAR)

    address = made.context["address"]
    assert "Maak een agendalink" in before
    assert f'readonly value="{address}"' in made.content.decode()
    assert address.startswith("http://testserver/agenda/mijn/")
    assert address not in browser.get(MY_CALENDAR).content.decode()
    assert Client().get(address).content.count(b"BEGIN:VEVENT") == 1
    assert "no-store" in made["Cache-Control"]


def test_my_calendar_replaces_the_link_and_the_old_one_ends(as_user: AsUser) -> None:
    browser = as_user(make.user())
    old, new = (browser.post(MY_CALENDAR).context["address"] for _time in range(2))

    assert [Client().get(address).status_code for address in (old, new)] == [404, 200]
    assert CalendarFeed.objects.count() == 1


def test_my_calendar_says_that_the_link_lapsed_and_makes_another(as_user: AsUser) -> None:
    anna = make.user()
    token, browser = calendars.new_feed_token(anna), as_user(anna)
    CalendarFeed.objects.update(last_used_on=date(2020, 1, 31))

    lapsed = Client().get(f"/agenda/mijn/{token}.ics").status_code
    page = browser.get(MY_CALENDAR).content.decode()
    new = browser.post(MY_CALENDAR)

    assert lapsed == 404
    assert "Uw agendalink is op 2 maart 2021 verlopen, omdat hij dertien maanden niet was gelezen." in page
    assert "verlopen, omdat" not in new.content.decode()
    assert Client().get(new.context["address"]).status_code == 200


def test_end_my_calendar_ends_the_link(as_user: AsUser) -> None:
    browser = as_user(make.user())
    address = browser.post(MY_CALENDAR).context["address"]

    page = browser.post(f"{MY_CALENDAR}beeindigen/", _key(), follow=True).content.decode()

    assert Client().get(address).status_code == 404
    assert "De agendalink is beëindigd." in page
    assert "Maak een agendalink" in page


def test_end_my_calendar_that_comes_twice_leaves_the_link_made_in_between(as_user: AsUser) -> None:
    browser, key = as_user(make.user()), _key()
    browser.post(MY_CALENDAR)
    browser.post(f"{MY_CALENDAR}beeindigen/", key)
    new = browser.post(MY_CALENDAR).context["address"]

    browser.post(f"{MY_CALENDAR}beeindigen/", key)

    assert Client().get(new).status_code == 200


def test_my_calendar_tells_when_it_was_last_read(as_user: AsUser) -> None:
    anna = make.user()
    token = calendars.new_feed_token(anna)
    unread = as_user(anna).get(MY_CALENDAR).content.decode()

    Client().get(f"/agenda/mijn/{token}.ics")

    read = as_user(anna).get(MY_CALENDAR).content.decode()
    assert "Nog niet gebruikt." in unread
    assert "Voor het laatst gelezen op" in read
    assert "Vervang de link" in read
    assert token not in read
