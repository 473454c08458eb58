"""What happens later on the second floor."""

from enrolments import actions
from enrolments.attendants import actions as attendants
from enrolments.needs import actions as needs
from enrolments.seats import actions as seat_actions
from people import clock
from people.queue import task


@task
def lapse_requests() -> None:
    actions.lapse_requests(clock.today())


@task
def lapse_offers() -> None:
    actions.lapse_offers(clock.now())


@task
def release_seats() -> None:
    seat_actions.release(clock.today())


@task
def forget_needs() -> None:
    needs.forget(clock.today())


@task
def forget_attendants() -> None:
    attendants.forget(clock.today())
