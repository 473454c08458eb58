"""What somebody reads who is invited to an edition that is not for everybody."""

from courses.models import Edition
from enrolments.interest.mails import end_of
from enrolments.models import Invited
from people import clock, outbox
from people.models import User

KIND = "edition_invitation"


def invite(invited: Invited, edition: Edition) -> None:
    """Tell of `edition`, by whom, and until when one can enrol. It has no use any more after that."""
    outbox.post(
        KIND,
        invited.user,
        about=f"{edition.pk}:{invited.pk}",
        context={
            "edition": edition,
            "course": edition.course,
            "sessions": edition.sessions.filter(by_choice=False).select_related("room__location"),
            "invited_by": invited.by,
            "opens_later": clock.today() < edition.enrol_from,
            "last_day": edition.enrol_until,
        },
        send_until=end_of(edition.enrol_until),
    )


def take_back(edition: Edition, user: User) -> None:
    """`user` has enrolled, or is not invited any more: what has not left yet, stays here."""
    outbox.drop(KIND, about=str(edition.pk), to=user)


def take_back_all(edition: Edition) -> None:
    """`edition` is called off, or for everybody now; who was not told yet is told if it is closed again."""
    outbox.drop_for_now(KIND, about=str(edition.pk))
