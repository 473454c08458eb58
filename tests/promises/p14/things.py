"""What two people edit in Leerlijn: where it stands, what they type there, and what the database then holds.

A value that can hold words holds a script too: in the page of who was second it is text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.promises import stage

FIRST = 1000  # numbers that are typed are higher, so that no other number on a page is taken for one
MONTHS = 60


@dataclass(frozen=True)
class Thing:
    """One thing that a pair of editors has between them."""

    kind: str
    page: str
    action: str  # of its form on that page; "" for the page itself
    name: str  # of the field that both change
    value: Callable[[int], str]  # the n-th thing to type there
    merged: Callable[[str, str], str]  # what the second makes of both
    stored: str  # plain SQL: what the database holds
    shown: Callable[[str], str] = str  # a value in the words of a page
    seen: str = "seen"  # the field with the mark
    button: dict[str, list[str]] = field(default_factory=dict)
    gives_in: bool = False  # the second reads both, and leaves it at what the first saved

    @property
    def address(self) -> str:
        return self.action or self.page

    def now(self) -> str:
        found = stage.rows(self.stored)
        return _plain(found[0][0]) if found else ""


def of_pair(number: int) -> Iterator[Thing]:
    """Everything that pair `number` edits, each thing of its own."""
    yield from _of_courses()
    yield from _of_seats()
    yield from _of_mail(number)
    yield from _of_people()
    yield from _of_advice()


def of_guides() -> Iterator[list[Thing]]:
    """What is noted of a trainee, one thing for each round: a meeting or an item is noted once."""
    from tests import make  # noqa: PLC0415  # Django must stand first

    cohort = make.cohort(meeting_months=list(range(1, MONTHS + 1)))
    trip = make.traineeship(cohort=cohort)
    page, mine = trip.get_absolute_url(), f"WHERE traineeship_id = {trip.pk}"
    meetings = []
    for month in range(1, MONTHS + 1):
        asked = f"SELECT agreements FROM trainees_progressmeeting {mine} AND month = {month}"
        field = {"month": [str(month)]}
        one = Thing("meeting", page, f"{page}gesprekken/", "agreements", _words, _both, asked, button=field)
        meetings.append(one)
    items = []
    for _round in range(MONTHS):
        pk = make.programme_item(cohort).pk
        asked = f"SELECT done_on FROM trainees_itemprogress {mine} AND item_id = {pk}"
        ticked = (_day_before, min, asked, _in_words)
        items.append(Thing("item", page, f"{page}onderdelen/{pk}/", "day", *ticked, gives_in=True))
    yield meetings
    yield items


def _of_courses() -> Iterator[Thing]:
    from courses.forms import LARGEST  # noqa: PLC0415  # Django must stand first
    from tests import make  # noqa: PLC0415  # the same

    for name, value, merged in (("bring", _words, _both), ("price", _money, _sum)):
        course = make.course()
        page = f"/planning/opleidingen/{course.slug}/"
        yield Thing(f"course {name}", page, "", name, value, merged, _sql("courses_course", name, course.pk), _as_typed)
    edition = make.edition(seats=LARGEST)
    here, planned = f"/planning/uitvoeringen/{edition.code}/", "courses_edition"
    yield Thing("edition", f"{here}gegevens/", "", "minimum", _number, _sum, _sql(planned, "minimum", edition.pk))
    named = (_address, _address_of_both, _sql(planned, "materials_url", edition.pk))
    yield Thing("material", here, f"{here}materiaal/", "materials_url", *named)
    session = edition.sessions.get()
    page, online = f"/planning/bijeenkomsten/{session.pk}/wijzigen/", _sql("courses_session", "online_url", session.pk)
    button = {"deed": ["save"]}
    yield Thing("session", page, "", "online_url", _address, _address_of_both, online, button=button)


def _of_seats() -> Iterator[Thing]:
    from courses.forms import LARGEST  # noqa: PLC0415  # Django must stand first
    from tests import make  # noqa: PLC0415  # the same

    edition = make.edition(seats=FIRST // 2)
    page = f"/planning/uitvoeringen/{edition.code}/plaatsen/"
    yield Thing("capacity", page, page, "capacity", _number, _sum, _sql("courses_edition", "capacity", edition.pk))
    workshop = make.session(make.edition(sessions=0), by_choice=True, capacity=FIRST // 2)
    page = f"/planning/uitvoeringen/{workshop.edition.code}/workshops/"
    asked = _sql("courses_session", "capacity", workshop.pk)
    yield Thing("own seats", page, f"/planning/bijeenkomsten/{workshop.pk}/plaatsen/", "seats", _number, _sum, asked)
    kept = make.reservation(make.edition(seats=LARGEST))
    page = f"/planning/uitvoeringen/{kept.edition.code}/plaatsen/"
    asked = _sql("enrolments_seatreservation", "seats", kept.pk)
    yield Thing("reservation", page, f"{page}{kept.pk}/wijzigen/", "seats", _number, _sum, asked)


def _of_mail(number: int) -> Iterator[Thing]:
    from django.conf import settings  # noqa: PLC0415  # Django must stand first

    from people import joining  # noqa: PLC0415  # the same
    from people.letters import queries  # noqa: PLC0415  # the same
    from people.models import Message  # noqa: PLC0415  # the same
    from tests import make  # noqa: PLC0415  # the same

    draft = make.message(state=Message.State.HELD)
    page = f"/planning/post/{draft.pk}/"
    subject = _sql("people_message", "subject", draft.pk)
    yield Thing("draft", page, f"{page}aanpassen/", "subject", _words, _both, subject)
    text = queries.kinds_of_text()[number]
    page = f"/planning/post/teksten/{text.kind}/{text.language}/"
    subject = f"SELECT subject FROM people_mailtext WHERE kind = '{text.kind}' AND language = '{text.language}'"
    yield Thing("mail text", page, f"{page}aanpassen/", "subject", _words, _both, subject)
    if number == 0:  # there is only one such choice
        kinds = [kind for kind in settings.MAIL_KINDS if kind != joining.KIND]
        labels = {kind: str(settings.MAIL_KINDS[kind]) for kind in kinds}
        page, held = "/planning/post/", "SELECT kind FROM people_mailkind WHERE is_held ORDER BY kind"
        choose = lambda n: kinds[n % len(kinds)]  # noqa: E731  # it stands beside what it takes
        one = lambda first, second: second  # noqa: E731  # the same
        shown = labels.__getitem__
        yield Thing("held kinds", page, f"{page}soorten/", "kinds", choose, one, held, shown)


def _of_people() -> Iterator[Thing]:
    from tests import make  # noqa: PLC0415  # Django must stand first

    note = make.note()
    text = _sql("people_note", "text", note.pk)
    yield Thing("note", f"/planning/notities/{note.pk}/", f"/planning/notities/{note.pk}/", "text", _words, _both, text)
    person = make.user(organisation=make.organisation())
    page, name = f"/beheer/mensen/{person.pk}/", _sql("people_user", "family_name", person.pk)
    yield Thing("name", page, f"{page}naam/", "family_name", _name, _both, name)
    bond = person.affiliations.get()
    ends = (_day_earlier_each_time, min, _sql("people_affiliation", "valid_until", bond.pk), _in_digits)
    yield Thing("last day", page, f"{page}dienstverbanden/{bond.pk}/", "last_day", *ends)


def _of_advice() -> Iterator[Thing]:
    from tests import make  # noqa: PLC0415  # Django must stand first

    section = make.advice(stamped=False).sections.get(code="costs")
    page = f"/advies/{section.advice_id}/"
    text = _sql("evaluations_advicesection", "text", section.pk)
    yield Thing("advice", page, f"{page}costs/", "text", _words, _both, text, seen="version")


def _sql(table: str, column: str, pk: int) -> str:
    return f"SELECT {column} FROM {table} WHERE id = {pk}"


def _plain(value: object) -> str:
    """As it is typed: an amount without cents."""
    text = str(value if value is not None else "")
    return text.removesuffix(".00").removesuffix(".0")


def _as_typed(value: str) -> str:
    return f"{value},00" if value.isdecimal() else value


def _words(n: int) -> str:
    return f"{n} <script>alert({n})</script>"


def _name(n: int) -> str:
    return f"N{n}<script>x</script>"


def _number(n: int) -> str:
    return str(FIRST + n)


def _money(n: int) -> str:
    return str(FIRST + n)


def _address(n: int) -> str:
    return f"https://voorbeeld.example/{n}"


def _day_before(n: int) -> str:
    return f"{date.today() - timedelta(days=n % 300)}"  # noqa: DTZ011  # as somebody types it


def _day_earlier_each_time(n: int) -> str:
    return f"{date(2090, 1, 1) - timedelta(days=n)}"


def _both(first: str, second: str) -> str:
    return f"{first} {second}"


def _sum(first: str, second: str) -> str:
    return str(int(first) + int(second))


def _address_of_both(first: str, second: str) -> str:
    return f"{first}-{second.rpartition('/')[2]}"


def _in_words(day: str) -> str:
    from django.utils.formats import date_format  # noqa: PLC0415  # Django must stand first

    return date_format(date.fromisoformat(day), "j F Y")


def _in_digits(day: str) -> str:
    return f"{date.fromisoformat(day):%d-%m-%Y}"
