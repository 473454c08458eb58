"""Which advices there are, with what their pages show."""

from django.db.models import Prefetch, QuerySet

from evaluations import permissions
from evaluations.models import Advice, AdviceSection, Evidence, Round
from people.models import User


def advices(user: User) -> QuerySet[Advice]:
    """Those that `user` may open: all for who writes them. Who only reads, has none before they are put to them."""
    return Advice.objects.select_related("cohort") if permissions.may_write_advices(user) else Advice.objects.none()


def whole(user: User) -> QuerySet[Advice]:
    """The same with sections, evidence and yardsticks. Four queries."""
    evidence = Prefetch("evidence", Evidence.objects.select_related("round", "question"))
    written = Prefetch("sections", AdviceSection.objects.prefetch_related(evidence))
    return advices(user).select_related("stamped_by").prefetch_related(written, "yardsticks")


def takes_results_of(user: User, round: Round) -> Advice | None:
    """The advice into which results of `round` go by one click: the next due that is about its cohort, or any."""
    found = advices(user).order_by("due_on")
    return found.filter(cohort=round.cohort).first() if round.cohort_id else found.first()
