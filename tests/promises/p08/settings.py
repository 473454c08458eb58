"""The settings of a test, with a lease and a wait that are far shorter, and no work that returns by itself."""

from datetime import timedelta

from config.settings import *  # noqa: F403  # all of them

QUEUE_LEASE = timedelta(seconds=2)
QUEUE_FIRST_WAIT = timedelta(seconds=0.16)
PERIODIC_JOBS = {}
