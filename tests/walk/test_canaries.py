"""Nobody is shown a text about somebody they have nothing to do with (promise P20, canaries)."""

import pytest

from tests.walk import access, canaries
from tests.walk.canaries import Aviary
from trainees.models import TraineeshipQuerySet

pytestmark = pytest.mark.django_db


@pytest.fixture
def birds() -> Aviary:
    return canaries.aviary()


def test_crawl_shows_nobody_a_foreign_marker(birds: Aviary) -> None:
    read, leaks = canaries.crawl(birds)

    assert leaks == []
    assert read > 700


def test_crawl_sees_the_leak_when_a_filter_is_gone(birds: Aviary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TraineeshipQuerySet, "visible_to", lambda everything, *_asked: everything)

    _read, leaks = canaries.crawl(birds)

    assert {leak.role for leak in leaks} >= {access.PARTICIPANT, access.CONTACT}


def test_foreign_and_unknown_look_alike(birds: Aviary) -> None:
    assert canaries.differences(birds) == []
