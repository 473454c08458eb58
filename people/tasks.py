"""What happens later on the ground floor."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from people import audit
from people.models import Deed
from people.queue import task


@task
def seal_audit() -> None:
    audit.seal()


@task
def prune() -> None:
    """Forget what has served: keys of forms after a day, ended sessions, finished tasks after two weeks."""
    Deed.objects.filter(done_at__lt=timezone.now() - timedelta(days=1)).delete()
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    call_command("prune_db_task_results", verbosity=0)
