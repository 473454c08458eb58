import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.models import Course, Edition
from enrolments.group.forms import MOST_LISTED
from enrolments.group.rules import MOST
from enrolments.models import Enrolment, Status
from people import sheets
from people.models import Message, Organisation, Role, StoredFile, User
from tests import make

pytestmark = pytest.mark.django_db

AsUser = Callable[[User], Client]

UNKNOWN = "Niet bekend als collega bij uw organisatie."


@pytest.fixture
def region() -> Organisation:
    return make.organisation("Zeeland")


@pytest.fixture
def contact(region: Organisation) -> User:
    return make.user("bas@example.org", organisation=region, roles=[Role.TRAINING_CONTACT])


@pytest.fixture
def at_desk(as_user: AsUser, contact: User) -> Client:
    return as_user(contact)


def _here(edition: Edition) -> str:
    return f"/uitvoeringen/{edition.code}/collegas/"


def _post(at_desk: Client, edition: Edition, deed: str = "preview", **data: Any) -> Any:
    return at_desk.post(_here(edition), {"deed": deed, "key": str(uuid.uuid4())} | data)


def _foreseen(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 200
    return [(row.name, row.status) for row in answer.context["foreseen"]]


def _anna(region: Organisation, name: str = "Anna") -> User:
    return make.user(f"{name.lower()}@example.org", given_name=name, infix="", family_name="Berg", organisation=region)


# the way in


def test_edition_has_the_button_for_a_training_contact(at_desk: Client) -> None:
    edition = make.edition()

    assert f'href="{_here(edition)}"' in at_desk.get(edition.get_absolute_url()).content.decode()


def test_edition_has_no_button_for_a_colleague_nor_once_it_is_closed(
    as_user: AsUser, at_desk: Client, region: Organisation
) -> None:
    edition, cancelled = make.edition(), make.edition(status=Edition.Status.CANCELLED)

    pages = [(as_user(_anna(region)), edition), (Client(), edition), (at_desk, cancelled)]

    assert not any("/collegas/" in one.get(of.get_absolute_url()).content.decode() for one, of in pages)


@pytest.mark.parametrize("roles", [[], [Role.PLANNER], [Role.COORDINATOR], [Role.AREA_COORDINATOR]])
def test_enrol_colleagues_is_403_for_others(as_user: AsUser, region: Organisation, roles: list[Role]) -> None:
    region.area = make.area()
    region.save()
    at_desk = as_user(make.user(organisation=region, roles=roles))

    assert at_desk.get(_here(make.edition())).status_code == 403


def test_enrol_colleagues_is_403_for_a_line_manager(as_user: AsUser, region: Organisation) -> None:
    manager = make.user(organisation=region)
    make.user(organisation=region, manager=manager)

    assert as_user(manager).get(_here(make.edition())).status_code == 403


def test_enrol_colleagues_is_for_a_deputy_too(as_user: AsUser, contact: User, region: Organisation) -> None:
    deputy, anna = make.user(organisation=region), _anna(region)
    make.deputyship(contact, deputy)

    answer = _post(as_user(deputy), make.edition(), adressen="anna@example.org")

    assert _foreseen(answer) == [(str(anna), "enrolled")]


def test_enrol_colleagues_is_404_for_what_is_not_announced(at_desk: Client) -> None:
    concept = make.edition(status=Edition.Status.CONCEPT)

    assert at_desk.get(_here(concept)).status_code == 404
    assert at_desk.post(_here(concept)).status_code == 404


def test_enrol_colleagues_says_why_not_when_it_is_closed(at_desk: Client, region: Organisation) -> None:
    _anna(region)
    edition = make.edition(status=Edition.Status.CANCELLED)

    assert "Deze uitvoering gaat niet door." in at_desk.get(_here(edition)).content.decode()
    assert _foreseen(_post(at_desk, edition, adressen="anna@example.org")) == [("Anna Berg", "")]


# who


def test_enrol_colleagues_lists_the_own_colleagues_only(at_desk: Client, region: Organisation) -> None:
    _anna(region)
    _anna(make.organisation(), "Vreemde")

    page = at_desk.get(_here(make.edition())).content.decode()

    assert "Berg, Anna" in page
    assert "Vreemde" not in page


def test_preview_reads_addresses_as_people_paste_them(at_desk: Client, region: Organisation) -> None:
    names = ["Anna", "Bob", "Carla", "Dirk"]
    for name in names:
        _anna(region, name)
    pasted = (
        "Dirk Berg <Dirk@Example.org>; anna@example.org,\n\n  carla@example.org\r\nBOB@example.org\tanna@example.org"
    )

    answer = _post(at_desk, make.edition(seats=3), adressen=pasted)

    assert _foreseen(answer) == [
        *[(f"{name} Berg", "enrolled") for name in ("Dirk", "Anna", "Carla")],
        ("Bob Berg", "waiting"),
    ]
    assert not Enrolment.objects.exists()


def test_preview_takes_who_is_pasted_and_ticked_once(at_desk: Client, region: Organisation) -> None:
    anna, bob = _anna(region), _anna(region, "Bob")

    answer = _post(at_desk, make.edition(), adressen="bob@example.org", wie=[anna.pk, bob.pk])

    assert _foreseen(answer) == [("Bob Berg", "enrolled"), ("Anna Berg", "enrolled")]
    hidden = answer.content.decode().split('id="voorzien"')[1]
    assert hidden.index(f'name="wie" value="{bob.pk}"') < hidden.index(f'name="wie" value="{anna.pk}"')


def test_preview_says_the_same_of_an_address_with_an_account_elsewhere_as_of_none(at_desk: Client) -> None:
    stranger, edition = _anna(make.organisation(), "Vreemde"), make.edition()
    make.enrolment(stranger, edition)
    pages = []

    for address in ("vreemde@example.org", "niemand@example.org"):
        answer = _post(at_desk, edition, adressen=address)
        assert [row.reasons for row in answer.context["foreseen"]] == [[UNKNOWN]]
        pages.append(answer.content.decode().replace(address, ""))

    assert _without_tokens(pages[0]) == _without_tokens(pages[1])
    assert "Berg" not in pages[0]


def test_preview_says_how_the_contact_enrols(at_desk: Client) -> None:
    answer = _post(at_desk, make.edition(), adressen="bas@example.org")

    assert "Uzelf schrijft u in op de pagina van de uitvoering." in answer.content.decode()


def test_preview_tells_no_more_of_a_clash_than_the_day(at_desk: Client, region: Organisation) -> None:
    anna, edition = _anna(region), make.edition()
    make.enrolment(anna, make.edition(make.course("Geheim"), starts_on=edition.starts_on))

    page = _post(at_desk, edition, wie=[anna.pk]).content.decode()

    assert "Heeft op 13 april 2026 al een andere bijeenkomst." in page
    assert "Geheim" not in page


def test_search_finds_by_name_and_keeps_what_is_ticked(at_desk: Client, region: Organisation) -> None:
    anna, bob, _carla = _anna(region), _anna(region, "Bob"), _anna(region, "Carla")

    answer = _post(at_desk, make.edition(), "search", zoek="bób", wie=[anna.pk])

    page = answer.content.decode()
    assert f'value="{bob.pk}"' in page
    assert f'value="{anna.pk}"' in page
    assert "Carla" not in page
    assert answer.context["foreseen"] == []


def test_search_says_when_there_are_more(at_desk: Client, region: Organisation) -> None:
    for _one in range(MOST_LISTED + 1):
        make.user(organisation=region)

    assert "Er zijn meer collega's" in at_desk.get(_here(make.edition())).content.decode().replace("&#x27;", "'")


# bad input


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Plak adressen, kies een bestand of vink collega's aan."),
        ({"adressen": " ,\n;"}, "Plak adressen, kies een bestand of vink collega's aan."),
        ({"adressen": "a@example.org\n" * (MOST + 1)}, "Plak hoogstens 200 adressen tegelijk; dit zijn er 201."),
        ({"adressen": "a@example.org\n" * 10_000}, "Plak hoogstens 200 adressen tegelijk; dit zijn er 10000."),
        ({"adressen": "a\x00b"}, None),
        ({"wie": ["987654321"]}, "Kies alleen collega's uit de lijst."),
        ({"wie": ["9" * 40, "x"]}, "Kies alleen collega's uit de lijst."),
    ],
)
@pytest.mark.parametrize("deed", ["preview", "enrol"])
def test_enrol_colleagues_refuses_what_cannot_be(
    at_desk: Client, deed: str, data: dict[str, Any], sentence: str | None
) -> None:
    answer = _post(at_desk, make.edition(), deed, **data)

    assert answer.status_code == 400
    assert sentence is None or sentence in answer.content.decode().replace("&#x27;", "'")
    assert not Enrolment.objects.exists()


def test_enrol_colleagues_refuses_somebody_of_another_organisation_as_an_unknown_one(at_desk: Client) -> None:
    stranger, edition = _anna(make.organisation(), "Vreemde"), make.edition()

    pages = [_post(at_desk, edition, "enrol", wie=[pk]) for pk in (stranger.pk, 987654321)]

    assert [one.status_code for one in pages] == [400, 400]
    assert _without_tokens(pages[0].content.decode()) == _without_tokens(pages[1].content.decode())
    assert not Enrolment.objects.exists()


# the deed


def test_enrol_colleagues_leads_to_the_outcome_of_each(at_desk: Client, region: Organisation) -> None:
    people = [_anna(region, name) for name in ("Anna", "Bob", "Carla")]
    edition = make.edition(seats=2)
    make.enrolment(people[0], edition)

    answer = _post(at_desk, edition, "enrol", wie=[one.pk for one in people])

    assert answer["Location"].startswith(f"{_here(edition)}?uitkomst=")
    page = at_desk.get(answer["Location"])
    assert [(row.name, row.status, row.place) for row in page.context["done"]] == [
        ("Anna Berg", "", None),
        ("Bob Berg", "enrolled", None),
        ("Carla Berg", "waiting", 1),
    ]
    words = page.content.decode()
    assert "Is al ingeschreven" in words
    assert "op de wachtlijst, op plaats 1" in words


def test_enrol_colleagues_keeps_the_outcome_of_another_edition_to_itself(at_desk: Client, region: Organisation) -> None:
    edition = make.edition()
    there = _post(at_desk, edition, "enrol", wie=[_anna(region).pk])["Location"]

    elsewhere = there.replace(_here(edition), _here(make.edition()))
    assert at_desk.get(elsewhere).context["done"] == []
    assert at_desk.get(_here(edition)).context["done"] == []


def test_enrol_colleagues_acts_once_when_the_form_is_sent_twice(at_desk: Client, region: Organisation) -> None:
    edition, form = make.edition(), {"deed": "enrol", "wie": [_anna(region).pk], "key": str(uuid.uuid4())}

    answers = [at_desk.post(_here(edition), form) for _time in range(2)]

    assert len({one["Location"] for one in answers}) == 1
    assert Message.objects.count() == 1
    assert [row.status for row in at_desk.get(answers[1]["Location"]).context["done"]] == ["enrolled"]


def test_enrol_colleagues_refuses_the_same_key_for_others(at_desk: Client, region: Organisation) -> None:
    edition, key = make.edition(), str(uuid.uuid4())
    anna, bob = _anna(region), _anna(region, "Bob")
    _post(at_desk, edition, "enrol", wie=[anna.pk], key=key)

    assert _post(at_desk, edition, "enrol", wie=[bob.pk], key=key).status_code == 409
    assert edition.enrolments.get().user == anna


@pytest.mark.parametrize("asks", [False, True])
def test_enrol_colleagues_does_what_the_preview_said(at_desk: Client, region: Organisation, asks: bool) -> None:
    edition = make.edition(make.course(needs_approval=asks), seats=3)
    people = [make.user(organisation=region) for _one in range(6)]
    make.enrolment(people[2], edition)
    make.enrolment(people[4], make.edition(starts_on=edition.starts_on))
    make.trainer_assignment(make.session(make.edition(sessions=0), edition.starts_on), people[5])
    wie = [one.pk for one in people]

    foreseen = _post(at_desk, edition, wie=wie).context["foreseen"]
    done = at_desk.get(_post(at_desk, edition, "enrol", wie=wie)["Location"]).context["done"]

    assert foreseen == done
    assert [row.status for row in done] == [*["enrolled"] * 2, "", "waiting", "", ""]
    assert edition.enrolments.filter(status=Status.ENROLLED).count() == 3


@pytest.mark.parametrize("asks", [False, True])
def test_preview_asks_as_much_for_one_colleague_as_for_thirty(
    at_desk: Client, region: Organisation, asks: bool
) -> None:
    edition = make.edition(make.course(needs_approval=asks), seats=3)
    counted, people = [], list[User]()

    for number in (2, 28):
        for _one in range(number):
            people.append(make.user(organisation=region))
            make.enrolment(people[-1], make.edition(starts_on=edition.starts_on)) if len(people) % 3 == 1 else None
        with CaptureQueriesContext(connection) as captured:
            assert _post(at_desk, edition, wie=[one.pk for one in people]).status_code == 200
        counted.append(len(captured))

    assert counted[0] == counted[1] <= 30


def test_enrol_colleagues_speaks_english(at_desk: Client, region: Organisation) -> None:
    at_desk.cookies["django_language"] = "en"

    page = _post(at_desk, make.edition(), wie=[_anna(region).pk]).content.decode()

    assert "Enrol 1 colleague<" in page
    assert "gets a seat" in page


def _without_tokens(page: str) -> str:
    """What differs between two answers by itself: the tokens and the key of the form."""
    return re.sub(r'"X-CSRFToken": "\w+"|name="(csrfmiddlewaretoken|key)" value="[\w-]+"|nonce="[^"]+"', "", page)


# a spreadsheet


def _file(content: bytes, name: str = "collegas.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def _list(*addresses: str) -> bytes:
    return "\n".join(["Naam;E-mail", *(f"Iemand;{one}" for one in addresses)]).encode()


def test_preview_reads_a_spreadsheet_like_what_is_pasted(at_desk: Client, region: Organisation) -> None:
    anna, bo = _anna(region), _anna(region, "Bo")
    book = sheets.to_xlsx(["Naam", "E-mailadres"], [["Anna", "ANNA@example.org"], ["Bo", "bo@example.org"]])

    answer = _post(at_desk, make.edition(), bestand=_file(book, "collegas.xlsx"), adressen="anna@example.org")

    assert _foreseen(answer) == [(str(anna), "enrolled"), (str(bo), "enrolled")]


def test_preview_names_the_row_of_what_leads_to_nobody(at_desk: Client, region: Organisation) -> None:
    _anna(region)
    content = _list("anna@example.org", "n.v.t.", "anna@example.org", "weg@example.org", "weg@example.org")

    rows = _post(at_desk, make.edition(), bestand=_file(content)).context["foreseen"]

    assert [(row.name, row.reasons) for row in rows[1:]] == [
        ("rij 3: n.v.t.", ["Dit is geen e-mailadres."]),
        ("rij 5: weg@example.org", [UNKNOWN]),
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (_list(*(f"a{n}@example.org" for n in range(MOST + 1))), "in dit bestand staan er 201."),
        (_list(*(f"a{n}@example.org" for n in range(10_000))), "Dit bestand heeft meer dan 5.000 rijen."),
        (b"Naam\nAnna\n", "Op het eerste blad staan geen e-mailadressen."),
        (b"MZ\x90\x00program", "kunnen we niet aannemen."),
    ],
)
def test_preview_refuses_a_file_that_is_no_list(at_desk: Client, content: bytes, sentence: str) -> None:
    answer = _post(at_desk, make.edition(), bestand=_file(content))

    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not Enrolment.objects.exists()


def test_preview_refuses_a_file_of_another_kind(at_desk: Client) -> None:
    answer = _post(at_desk, make.edition(), bestand=_file(make.PDF, "brief.pdf"))

    assert answer.status_code == 400
    assert "Dit is geen spreadsheet." in answer.content.decode()


def test_file_is_not_kept(at_desk: Client, region: Organisation) -> None:
    _anna(region)

    _post(at_desk, make.edition(), bestand=_file(_list("anna@example.org")))

    assert not StoredFile.objects.exists()


# what leaving costs


def test_enrol_asks_again_when_the_terms_are_others_than_were_shown(at_desk: Client, region: Organisation) -> None:
    course = make.course(price=900)
    edition, anna = make.edition(course), _anna(region)
    shown = _post(at_desk, edition, adressen=anna.email).context["mark"]
    Course.objects.update(price=1200)

    answer = _post(at_desk, edition, "enrol", wie=[anna.pk], gezien=shown)

    assert answer.status_code == 409
    assert "De kosten of de eerste dag zijn intussen veranderd." in answer.content.decode()
    assert not Enrolment.objects.exists()
    again = _post(at_desk, edition, "enrol", wie=[anna.pk], gezien=answer.context["mark"])
    assert again.status_code == 302
    assert Enrolment.objects.get().price == 1200
