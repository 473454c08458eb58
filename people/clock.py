"""The domain clock: what rules, actions and periodic jobs call now and today.

In demo mode it can stand at another day (`LEERLIJN_AS_OF`), with the real time of day. Tokens, sessions,
limits, mail dates and the audit trail use real time (`django.utils.timezone`), never this clock.
"""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The moment, aware, in the local zone."""
    moment = timezone.localtime()
    if settings.AS_OF is None:
        return moment
    return timezone.make_aware(datetime.combine(settings.AS_OF, moment.time()))


def today() -> date:
    """The local calendar day."""
    return now().date()
