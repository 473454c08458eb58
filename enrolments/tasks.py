"""What happens later on the second floor."""

from enrolments import actions
from people import clock
from people.queue import task


@task
def lapse_requests() -> None:
    actions.lapse_requests(clock.today())
