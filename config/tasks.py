"""What happens later and concerns every floor."""

from django.conf import settings
from django.utils import timezone

from config import reminders
from people import clock
from people.queue import task


@task
def remind() -> None:
    """Not at night."""
    if settings.REMINDERS_FROM <= timezone.localtime(clock.now()).time() <= settings.REMINDERS_UNTIL:
        reminders.write(clock.today())
