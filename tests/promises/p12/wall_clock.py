"""Who keeps the queue by the hands of the clock on the wall, and knows no zones: for the control."""

import sys

from tests.promises.p12 import clock


def forget_zones() -> None:
    from datetime import UTC, datetime  # noqa: PLC0415  # the clock comes first
    from types import SimpleNamespace  # noqa: PLC0415  # the same

    from django.utils import timezone  # noqa: PLC0415  # the same

    from people.management.commands import send_mail  # noqa: PLC0415  # the same

    def now() -> datetime:
        return timezone.localtime(timezone.now()).replace(tzinfo=UTC)

    vars(send_mail)["timezone"] = SimpleNamespace(now=now)


if __name__ == "__main__":
    clock.follow()
    from config import wsgi  # noqa: F401  # Django must stand first

    forget_zones()
    clock.main(*sys.argv[1:])
