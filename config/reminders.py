"""What people should hear of now, as each floor knows it; `people/reminders.py` makes mails of it."""

from datetime import date

import courses.reminders
import enrolments.reminders
import evaluations.reminders
from people import reminders
from people.reminders import Reminder

FLOORS = (evaluations.reminders.reminders, enrolments.reminders.reminders, courses.reminders.reminders)


def due(today: date) -> list[Reminder]:
    """Everything that holds today, whether it was told or not."""
    return [one for floor in FLOORS for one in floor(today)]


def write(today: date) -> None:
    """Write what was not told yet. Safe to repeat."""
    reminders.write(due(today))
