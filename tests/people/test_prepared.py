from datetime import datetime, timedelta

import pytest
from django.db.models import CharField, DateTimeField, IntegerField
from django.db.models.functions import Length
from pytest_django import DjangoAssertNumQueries

from people.models import Affiliation, Tally
from people.prepared import Given, Prepared, PreparedObjects
from tests import make

pytestmark = pytest.mark.django_db

NOON = make.at(make.TODAY, 12)
HOUR = timedelta(hours=1)


def _ending() -> Prepared:
    after, used = Given("after", DateTimeField()), Given("used", IntegerField())
    return Prepared(
        lambda: Tally.objects.filter(ends_at__gt=after, used=used).order_by("key").values_list("key", "ends_at")
    )


@pytest.mark.parametrize(
    ("after", "used", "found"),
    [
        (NOON - HOUR, 1, [("a", NOON), ("b", NOON + HOUR)]),
        (NOON, 1, [("b", NOON + HOUR)]),  # what ends at that moment is not after it
        (NOON - HOUR, 2, []),
    ],
)
def test_rows_are_those_of_what_is_given(after: datetime, used: int, found: list[object]) -> None:
    Tally.objects.bulk_create([Tally(key="a", ends_at=NOON), Tally(key="b", ends_at=NOON + HOUR)])
    ending = _ending()

    assert list(ending.rows(after=NOON + 9 * HOUR, used=1)) == []
    assert list(ending.rows(after=after, used=used)) == found


def test_rows_take_one_query_and_are_read_anew_each_time(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ending = _ending()
    before = list(ending.rows(after=NOON - HOUR, used=1))
    Tally.objects.create(key="a", ends_at=NOON)

    with django_assert_num_queries(1):
        after = list(ending.rows(after=NOON - HOUR, used=1))

    assert (before, after) == ([], [("a", NOON)])


@pytest.mark.parametrize("key", ["'; --", "%s", '"', "\\"])
def test_what_is_given_is_never_sql(key: str) -> None:
    Tally.objects.create(key=key, ends_at=NOON)
    of_key = Prepared(lambda: Tally.objects.filter(key=Given("key", CharField())).values_list("key"))

    assert list(of_key.rows(key=key)) == [(key,)]
    assert list(of_key.rows(key="' OR 1=1 --")) == []


def test_objects_come_with_what_is_joined_and_counted(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    region, person = make.organisation("Veiligheidsregio Utrecht"), make.user()
    led = make.affiliation(person, make.organisation(), manager=make.user())
    alone = make.affiliation(person, region)
    of_user = PreparedObjects(
        lambda: (
            Affiliation.objects.filter(user=Given("user", IntegerField()))
            .select_related("organisation", "manager")
            .annotate(length=Length("organisation__name"))
        )
    )

    found = {one.pk: one for one in of_user.found(user=person.pk)}

    assert found == {led.pk: led, alone.pk: alone}
    with django_assert_num_queries(0):
        assert found[led.pk].manager == led.manager
        assert found[alone.pk].manager is None
        assert found[alone.pk].organisation == region
    assert vars(found[alone.pk])["length"] == len("Veiligheidsregio Utrecht")
    assert found[alone.pk].valid_from == alone.valid_from


def test_an_object_can_be_saved(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    tally = Tally.objects.create(key="a", ends_at=NOON)
    (found,) = PreparedObjects(lambda: Tally.objects.filter(key=Given("key", CharField()))).found(key="a")

    found.used = 7
    with django_assert_num_queries(1):
        found.save()

    tally.refresh_from_db()
    assert tally.used == 7
