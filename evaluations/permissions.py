"""Who opens rounds, who follows them, and who writes and reads advices."""

from evaluations.models import Round
from people.models import Role, User
from people.permissions import only


def may_open_rounds(user: User) -> bool:
    return user.has_role(Role.COORDINATOR)


def may_close(user: User, round: Round) -> bool:
    """Early, by hand: only who may open rounds, and only once."""
    return round.is_open and may_open_rounds(user)


def follows_rounds(user: User) -> bool:
    """Whose work the results are; others find those they were asked for on their own page."""
    return user.has_role(Role.COORDINATOR, Role.PLANNER, Role.COURSE_OWNER)


def sees_named_answers(user: User) -> bool:
    """Official answers stand with their author, so they are for the coordinator only."""
    return user.has_role(Role.COORDINATOR)


def sees_indicators(user: User) -> bool:
    """Whoever steers or reads the year plan."""
    steering = (Role.COORDINATOR, Role.PLANNER, Role.COURSE_OWNER, Role.AREA_COORDINATOR, Role.READER)
    return user.has_role(*steering)


def may_write_advices(user: User) -> bool:
    return user.has_role(Role.COORDINATOR)


def sees_advices(user: User) -> bool:
    """Who writes advices, and who reads what is put before them."""
    return user.has_role(Role.COORDINATOR, Role.READER)


coordinators_only = only(may_open_rounds)
steering_only = only(sees_indicators)
advice_writers_only = only(may_write_advices)
advice_readers_only = only(sees_advices)
