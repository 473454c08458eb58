"""What somebody who is interested reads when an edition is published."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from courses.models import Course, Edition
from enrolments.models import Interest
from people import clock, outbox
from people.models import User

KIND = "edition_published"


def announce(interest: Interest, edition: Edition) -> None:
    """Tell of `edition` and from when one can enrol. It has no use any more once enrolling is over."""
    outbox.post(
        KIND,
        interest.user,
        about=f"{edition.course_id}:{edition.pk}",
        context={
            "edition": edition,
            "course": edition.course,
            "sessions": edition.sessions.filter(by_choice=False).select_related("room__location"),
            "opens_later": clock.today() < edition.enrol_from,
            "last_day": edition.enrol_until,
        },
        send_until=end_of(edition.enrol_until),
    )


def take_back(user: User, course: Course) -> None:
    """`user` is not interested in `course` any more: what has not left yet, stays here."""
    outbox.drop(KIND, about=str(course.pk), to=user)


def take_back_all(edition: Edition) -> None:
    """`edition` is called off, or by invitation now; who was not told yet is told if it is for everybody again."""
    outbox.drop_for_now(KIND, about=f"{edition.course_id}:{edition.pk}")


def end_of(day: date) -> datetime:
    """When `day` of the domain clock is over, by the clock that mail leaves by."""
    midnight = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    return timezone.now() + (midnight - clock.now())
