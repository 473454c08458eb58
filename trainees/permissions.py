"""Who sees a dossier, which part of it, and who notes something in it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from people import clock
from people.models import Role, User
from trainees.models import LearningTrack, Traineeship


class Reader(models.TextChoices):
    """As what somebody else reads a dossier; kept in the audit trail."""

    SUPERVISOR = "supervisor", _("werkbegeleider")
    MANAGER = "manager", _("leidinggevende")
    COACH = "coach", _("coach")
    COORDINATOR = "coordinator", _("coördinator")


def coordinates(user: User, traineeship: Traineeship) -> bool:
    """Coordinator of everything, or of this traineeship."""
    return user.has_role(Role.COORDINATOR) or traineeship.pk in user.given_for(Role.COORDINATOR)


def follows_trainees(user: User) -> bool:
    """Whether the traineeship is anything to `user`: coordinator, trainee, coach, supervisor or line manager of one.

    One query, none for the coordinator.
    """
    return user.has_role(Role.COORDINATOR) or Traineeship.objects.visible_to(user, clock.today()).exists()


def may_guide(user: User, traineeship: Traineeship) -> bool:
    """Tick off items and hold progress meetings: the coordinator, and the workplace supervisor of today."""
    supervises = any(one.supervisor_id == user.pk for one in traineeship.current_placements)
    return traineeship.trainee_id != user.pk and (coordinates(user, traineeship) or supervises)


def tracks_seen(user: User, traineeship: Traineeship) -> list[str]:
    """Which tracks of a traineeship that `user` may see are shown: a coach sees the personal one only."""
    if traineeship.coach_id == user.pk and not (_guides(user, traineeship) or coordinates(user, traineeship)):
        return [LearningTrack.Kind.PERSONAL]
    return [LearningTrack.Kind.CONTENT, LearningTrack.Kind.PERSONAL]


def reads_as(user: User, traineeship: Traineeship) -> Reader | None:
    """In which role `user` sees a traineeship; None when it is the own one."""
    placements = traineeship.current_placements
    fits = {
        Reader.SUPERVISOR: any(one.supervisor_id == user.pk for one in placements),
        Reader.MANAGER: any(one.manager_id == user.pk for one in placements),
        Reader.COACH: traineeship.coach_id == user.pk,
        Reader.COORDINATOR: coordinates(user, traineeship),
    }
    return None if traineeship.trainee_id == user.pk else next((role for role in Reader if fits[role]), None)


def _guides(user: User, traineeship: Traineeship) -> bool:
    return any(user.pk in (one.supervisor_id, one.manager_id) for one in traineeship.current_placements)
