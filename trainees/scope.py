"""A traineeship, as what a role can be given for: people type the address of the trainee."""

from collections.abc import Iterable

from trainees.models import Traineeship


def find(text: str) -> int | None:
    """That of who has this address; the latest when there are two."""
    found = Traineeship.objects.filter(trainee__email=text.lower()).order_by("-starts_on")
    return found.values_list("pk", flat=True).first()


def names(numbers: Iterable[int]) -> dict[int, str]:
    found = Traineeship.objects.filter(pk__in=numbers).select_related("trainee", "cohort")
    return {one.pk: str(one) for one in found}
