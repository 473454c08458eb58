"""`manage.py check_invariants` on a whole database."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import Edition
from enrolments import actions
from tests import make

pytestmark = pytest.mark.django_db


def test_check_invariants_is_content_and_changes_nothing_when_all_holds() -> None:
    actions.enrol(person := make.user(), make.edition(), by=person)

    with CaptureQueriesContext(connection) as asked:
        call_command("check_invariants", stdout=(said := StringIO()))

    assert said.getvalue() == "Alles klopt.\n"
    assert {one["sql"].partition(" ")[0] for one in asked} == {"SELECT"}


def test_check_invariants_says_each_thing_that_does_not_hold() -> None:
    edition = make.edition(seats=1)
    for person in (make.user(), make.user()):
        actions.enrol(person, edition, by=person)
    Edition.objects.update(capacity=2, ends_on=edition.ends_on.replace(year=edition.ends_on.year + 1))

    with pytest.raises(CommandError) as refusal:
        call_command("check_invariants")

    assert str(refusal.value).count("\n") == 1
    assert "een plaats vrij is (1)" in str(refusal.value)
    assert "andere dagen" in str(refusal.value)
