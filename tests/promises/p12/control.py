"""The application that does not know summer: what it writes for calendars is an hour off for half the year."""

from config.wsgi import application

__all__ = ["application"]


def forget_summer() -> None:
    from datetime import UTC, datetime, timedelta, tzinfo  # noqa: PLC0415  # Django must stand first
    from types import SimpleNamespace  # noqa: PLC0415  # the same

    from django.utils import timezone  # noqa: PLC0415  # the same

    from people import ical  # noqa: PLC0415  # the same

    def localtime(moment: datetime, zone: tzinfo | None = None) -> datetime:
        winter = moment.astimezone(UTC) + timedelta(hours=1)
        return moment.astimezone(zone) if zone else winter.replace(tzinfo=timezone.get_current_timezone())

    forgetful = SimpleNamespace(localtime=localtime, get_fixed_timezone=timezone.get_fixed_timezone)
    vars(ical)["timezone"] = forgetful


forget_summer()
