"""An edition, as what a role can be given for: people type its code."""

from collections.abc import Iterable

from courses.models import Edition


def find(text: str) -> int | None:
    return Edition.objects.filter(code__iexact=text).values_list("pk", flat=True).first()


def names(numbers: Iterable[int]) -> dict[int, str]:
    return dict(Edition.objects.filter(pk__in=numbers).values_list("pk", "code"))
