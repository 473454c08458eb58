"""The application under the shared clock."""

from tests.promises.p12 import clock

clock.follow()

from config.wsgi import application  # noqa: E402  # the clock comes first

__all__ = ["application"]
