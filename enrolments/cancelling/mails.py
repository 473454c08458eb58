"""What is told when a cost is waived."""

from enrolments.models import Enrolment, Withdrawal
from people import outbox

WAIVED = "cost_waived"


def waived(enrolment: Enrolment, withdrawal: Withdrawal) -> None:
    """Tell who left that there is nothing to pay. Call in the transaction of the deed."""
    edition = enrolment.edition
    outbox.post(
        WAIVED,
        enrolment.user,
        about=str(enrolment.pk),
        context={"enrolment": enrolment, "edition": edition, "course": edition.course, "withdrawal": withdrawal},
    )
