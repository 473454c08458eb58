import uuid
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from pytest_django import Settings

from people.models import AuditEvent, Deed
from people.tasks import prune, seal_audit, watch_days
from tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("age", "kept"), [(timedelta(hours=23), True), (timedelta(hours=25), False)])
def test_prune_forgets_keys_of_forms_after_a_day(age: timedelta, kept: bool) -> None:
    Deed.objects.create(key=uuid.uuid4(), user=make.user(), fingerprint="", done_at=timezone.now() - age)

    prune.call()

    assert Deed.objects.exists() is kept


@pytest.mark.parametrize(("left", "kept"), [(timedelta(minutes=1), True), (timedelta(minutes=-1), False)])
def test_prune_forgets_sessions_that_ended(left: timedelta, kept: bool) -> None:
    Session.objects.create(session_key="k", session_data="", expire_date=timezone.now() + left)

    prune.call()

    assert Session.objects.exists() is kept


def test_seal_audit_seals_what_has_settled() -> None:
    AuditEvent.objects.create(deed="enrol", origin="web", result="gelukt", at=timezone.now() - timedelta(hours=1))

    seal_audit.call()

    assert AuditEvent.objects.get().seal is not None


def test_watch_days_warns_of_each_day_that_is_near(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    today = timezone.localdate()
    settings.SECURITY_EXPIRES = today + timedelta(days=12)
    settings.ACCESSIBILITY_REVIEW_BY = today + timedelta(days=300)

    watch_days.call()

    assert [(line.levelname, line.getMessage()) for line in caplog.records if line.name == "people.tasks"] == [
        ("WARNING", f"security_txt: tot en met {settings.SECURITY_EXPIRES}, nog 12 dagen")
    ]
