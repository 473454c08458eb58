"""The application as it is, but with room for so many questions from one place: the limits would end the measuring."""

from config.wsgi import application
from tests.promises.p21.light import make_light

__all__ = ["application"]


def make_room() -> None:
    from django.conf import settings  # noqa: PLC0415  # Django must stand first

    settings.ACCOUNT_RATE_LIMITS, settings.DOOR_LIMITS = False, {}

    make_light()


make_room()
