"""What happens later on the ground floor."""

import logging
from datetime import timedelta

from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from people import audit, heartbeat, watched
from people.models import Deed, Tally
from people.queue import task

log = logging.getLogger(__name__)


@task
def seal_audit() -> None:
    audit.seal()


@task
def prune() -> None:
    """Forget what has served: keys of forms after a day, ended sessions and counts, finished tasks after two weeks.

    Tasks that were given up stay until a person has decided.
    """
    Deed.objects.filter(done_at__lt=timezone.now() - timedelta(days=1)).delete()
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    Tally.objects.filter(ends_at__lt=timezone.now()).delete()
    heartbeat.forget(timezone.now())
    call_command("prune_db_task_results", verbosity=0)


@task
def watch_days() -> None:
    """One line in the log for each day that somebody must act before, from a month ahead until it is done."""
    for near in watched.near():
        log.warning("%s: tot en met %s, nog %s dagen", near.name, near.day, near.days_left)
