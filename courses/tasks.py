"""What happens later on the first floor."""

from courses import actions
from people import clock
from people.queue import task


@task
def follow_editions() -> None:
    actions.follow(clock.today())
