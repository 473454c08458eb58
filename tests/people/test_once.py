import threading
import uuid
from collections.abc import Callable
from functools import partial

import pytest
from django.db import transaction
from django.http import HttpRequest
from django.test import RequestFactory

from people import once
from people.errors import OtherDeed
from people.models import Deed, PeriodicJob
from tests import make
from tests.together import together

KEY = str(uuid.uuid4())

Done = Callable[[], str]


def _form(path: str = "/uitvoeringen/x/inschrijven/", **fields: str) -> HttpRequest:
    return RequestFactory().post(path, {"key": KEY, "csrfmiddlewaretoken": "changes"} | fields)


def _deed(outcome: str = "/klaar/") -> Done:
    """Something that happens each time it is called: a row more, whatever its name."""

    def deed() -> str:
        number = PeriodicJob.objects.count()
        PeriodicJob.objects.create(name=f"deed {number}", due_at="2026-01-01T00:00Z")
        return outcome

    return deed


def _refused() -> str:
    _deed()()
    raise LookupError("nee")


def _times_done() -> int:
    return PeriodicJob.objects.count()


@pytest.mark.django_db
def test_act_does_a_deed_once_when_the_form_is_sent_twice() -> None:
    anna = make.user()

    outcomes = [once.act(_form(), anna, _deed("/eerste/")), once.act(_form(), anna, _deed("/tweede/"))]

    assert outcomes == ["/eerste/", "/eerste/"]
    assert _times_done() == 1


@pytest.mark.django_db
def test_act_does_a_deed_once_for_somebody_without_an_account() -> None:
    outcomes = [once.act(_form(), None, _deed("/eerste/")) for _press in range(2)]

    assert (outcomes, _times_done()) == (["/eerste/"] * 2, 1)
    with pytest.raises(OtherDeed):
        once.act(_form(), make.user(), _deed())


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "geen sleutel", "5f4d1b7e"])
def test_act_does_a_deed_each_time_when_the_form_has_no_key(key: str) -> None:
    anna = make.user()

    for _press in range(2):
        once.act(_form(key=key), anna, _deed())

    assert _times_done() == 2
    assert not Deed.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other", [_form(modules="4"), _form(path="/uitvoeringen/y/inschrijven/")], ids=["other body", "other address"]
)
def test_act_refuses_when_the_same_key_asks_something_else(other: HttpRequest) -> None:
    anna = make.user()
    once.act(_form(), anna, _deed())

    with pytest.raises(OtherDeed):
        once.act(other, anna, _deed())

    assert _times_done() == 1


@pytest.mark.django_db
def test_act_refuses_when_somebody_else_comes_with_the_key() -> None:
    once.act(_form(), make.user(), _deed())

    with pytest.raises(OtherDeed):
        once.act(_form(), make.user(), _deed())

    assert _times_done() == 1


@pytest.mark.django_db
def test_act_sees_no_difference_when_only_the_csrf_token_changed() -> None:
    anna = make.user()

    for token in ("a", "b"):
        once.act(_form(csrfmiddlewaretoken=token), anna, _deed())

    assert _times_done() == 1


@pytest.mark.django_db
def test_act_leaves_the_key_free_when_the_deed_fails() -> None:
    anna = make.user()

    with pytest.raises(LookupError):
        once.act(_form(), anna, _refused)
    assert (_times_done(), Deed.objects.count()) == (0, 0)

    once.act(_form(), anna, _deed())
    assert (_times_done(), Deed.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_act_answers_as_the_first_time_when_the_deed_is_no_longer_possible() -> None:
    anna = make.user()
    once.act(_form(), anna, _deed("/eerste/"))

    assert once.act(_form(), anna, _refused) == "/eerste/"
    assert _times_done() == 1


@pytest.mark.django_db(transaction=True)
def test_act_insists_on_a_transaction_of_its_own() -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        once.act(_form(), make.user(), _deed())

    assert _times_done() == 0


@pytest.mark.postgresql  # on SQLite the second form waits before it can read, so the twins never meet
@pytest.mark.django_db(transaction=True)
def test_act_does_a_deed_once_when_the_form_arrives_twice_at_one_moment() -> None:
    anna, acted = make.user(), threading.Barrier(2)

    def deed(name: str) -> str:
        PeriodicJob.objects.create(name=name, due_at="2026-01-01T00:00Z")
        acted.wait(10)  # both have acted, neither has finished
        return "/klaar/"

    outcomes = together([partial(once.act, _form(), anna, partial(deed, name)) for name in "ab"])

    assert outcomes == ["/klaar/", "/klaar/"]
    assert (_times_done(), Deed.objects.count()) == (1, 1)
