from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.apps import apps
from django.core import checks
from django.db import models

from people import privacy, register
from people.models import User
from people.register import Eye, Field, Record

STATE = "people.Message"


@pytest.fixture
def unlisted() -> Iterator[type[models.Model]]:
    """A model with a person in it that no `privacy.py` lists, for as long as the test lasts."""

    class Diary(models.Model):
        owner = models.ForeignKey(User, models.CASCADE, related_name="+")

        class Meta:
            app_label = "people"

        def __str__(self) -> str:
            return "dagboek"

    yield Diary
    del apps.all_models["people"]["diary"]
    apps.clear_cache()


def _problems() -> list[tuple[str | None, str]]:
    return [(problem.id, problem.msg) for problem in register.everyone_is_registered(None)]


def _register(monkeypatch: pytest.MonkeyPatch, record: Record) -> None:
    """Puts `record` in the place of the one of the same model."""
    others = [known for known in privacy.RECORDS if known.model != record.model]
    monkeypatch.setattr(privacy, "RECORDS", [*others, record])


def _record(model: str) -> Record:
    return next(record for record in register.records() if record.model == model)


def test_register_is_complete() -> None:
    assert _problems() == []


def test_register_is_asked_by_the_checks_of_django(unlisted: type[models.Model]) -> None:
    assert "privacy.E001" in {problem.id for problem in checks.run_checks()}


def test_register_misses_a_model_that_nobody_listed(unlisted: type[models.Model]) -> None:
    assert _problems() == [("privacy.E001", "people.Diary holds a person and no privacy.py lists it.")]


@pytest.mark.parametrize("model", ["people.Message", "people.User", "account.EmailAddress", "people.User_groups"])
def test_register_misses_a_model_that_was_taken_out(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(privacy, "RECORDS", [record for record in privacy.RECORDS if record.model != model])

    assert _problems() == [("privacy.E001", f"{model} holds a person and no privacy.py lists it.")]


def test_register_misses_a_field_that_was_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    record = _record(STATE)
    fields = {name: field for name, field in record.fields.items() if name != "subject"}
    _register(monkeypatch, replace(record, fields=fields))

    assert _problems() == [("privacy.E002", f"{STATE}: not in the register: subject.")]


def test_register_refuses_a_field_that_does_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    record = _record(STATE)
    _register(monkeypatch, replace(record, fields=record.fields | {"mood": Field((Eye.SELF,))}))

    assert _problems() == [("privacy.E003", f"{STATE}: no such field: mood.")]


@pytest.mark.parametrize("record", [*register.records()], ids=lambda record: str(record.model))
def test_register_knows_the_way_from_each_row_to_its_person(record: Record) -> None:
    model = apps.get_model(record.model)

    for path in record.person:
        reached: type[models.Model] = model
        for step in path.split("__") if path else []:
            target = reached._meta.get_field(step).related_model
            assert isinstance(target, type)
            reached = target
        assert reached is User
    assert record.person
    assert record.holds


@pytest.mark.parametrize(
    ("eyes", "seen_by"),
    [
        ([(Eye.SELF,), (Eye.PLANNER,)], [Eye.SELF, Eye.PLANNER]),
        ([(Eye.PLANNER,), (Eye.SELF,)], [Eye.SELF, Eye.PLANNER]),
        ([(Eye.SELF,), (Eye.NOBODY,)], [Eye.SELF]),
        ([(Eye.NOBODY,)], [Eye.NOBODY]),
    ],
)
def test_seen_by_is_who_may_see_something_of_it(eyes: list[tuple[Eye, ...]], seen_by: list[Eye]) -> None:
    fields = {str(number): Field(one) for number, one in enumerate(eyes)}

    assert replace(_record(STATE), fields=fields).seen_by == seen_by
