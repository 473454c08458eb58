"""What can go wrong on the third floor."""


class ProgressRefused(Exception):
    """Nothing was noted; `str()` says why."""
