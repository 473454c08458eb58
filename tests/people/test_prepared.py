from datetime import datetime, timedelta

import pytest
from django.db.models import CharField, DateTimeField, IntegerField
from pytest_django import DjangoAssertNumQueries

from people.models import Tally
from people.prepared import Given, Prepared
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
