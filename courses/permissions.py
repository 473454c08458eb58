"""Who plans: the planner everything, whoever got that role for one edition only that edition."""

from courses.models import Edition
from people.models import Role, User
from people.permissions import is_planner, only


def plans_something(user: User) -> bool:
    """Planner of everything or of one edition at least; `Edition.objects.planned_by` says of which."""
    return is_planner(user) or bool(user.given_for(Role.PLANNER))


def may_plan(user: User, edition: Edition) -> bool:
    return is_planner(user) or edition.pk in user.given_for(Role.PLANNER)


edition_planners_only = only(plans_something)
