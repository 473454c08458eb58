"""The application that compares nothing: whoever saves last, has the last word."""

from config.wsgi import application  # first: it sets Django up
from people import meanwhile

__all__ = ["application"]

meanwhile.changed = lambda seen, now: False
