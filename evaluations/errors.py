"""What can go wrong on the fourth floor."""


class KeyDestroyed(Exception):
    """The round was counted and its key is gone for good."""


class KeyMissing(Exception):
    """No copy of the key can be read now. Nothing is written; who answers keeps the answers in the page."""


class KeyRemains(Exception):
    """A directory of keys is away, so a copy may still lie there: destroy it again later."""


class NotTaken(Exception):
    """An answer that does not count: closed, used, or no such link. Says no more, to nobody."""


class RoundRefused(Exception):
    """A round cannot be opened or closed; `str()` says why."""


class AdviceRefused(Exception):
    """The advice stays as it was; `str()` says why."""
