"""The application that is easily fooled: each process counts for itself, and believes who a visitor says to be."""

from config.wsgi import application

__all__ = ["application"]


def be_fooled() -> None:
    from allauth.core.internal.ratelimit import Rate  # noqa: PLC0415  # Django must stand first
    from django.conf import settings  # noqa: PLC0415  # the same

    from people import limits  # noqa: PLC0415  # the same

    counts: dict[str, int] = {}

    def spend(key: str, rate: Rate) -> int:
        counts[key] = counts.get(key, 0) + 1
        return 0 if counts[key] <= rate.amount else 60

    limits.spend = spend
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1


be_fooled()
