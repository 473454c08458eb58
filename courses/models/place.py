from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.models.catalogue import PatternSession
from people.models import Area, SecretFeed, User


class Location(models.Model):
    """A building where editions are held."""

    name = models.CharField(max_length=120, unique=True)
    city = models.CharField(max_length=80)
    address = models.CharField(max_length=200, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="locations")
    is_example = models.BooleanField(default=False)

    class Meta:
        ordering = ["city", "name"]

    def __str__(self) -> str:
        return f"{self.name}, {self.city}"


class Room(models.Model):
    """A room of a location."""

    location = models.ForeignKey(Location, models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=80)
    kind = models.CharField(_("soort"), max_length=10, choices=PatternSession.RoomKind)
    capacity = models.PositiveSmallIntegerField(_("plaatsen"))
    equipment = models.CharField(_("voorzieningen"), max_length=200, blank=True)

    class Meta:
        ordering = ["location__city", "location__name", "name"]
        constraints = [models.UniqueConstraint(fields=["location", "name"], name="one_room_per_name")]

    def __str__(self) -> str:
        return f"{self.name} ({self.location.city})"


class RoomFeed(SecretFeed):
    """The calendar address that a planner made of a room: each planner has an own one, to replace or to end."""

    user = models.ForeignKey(User, models.CASCADE, related_name="room_feeds")
    room = models.ForeignKey(Room, models.CASCADE, related_name="feeds")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "room"], name="one_feed_per_planner_and_room")]

    def __str__(self) -> str:
        return f"{self.room}: {self.user}"


class Unavailability(models.Model):
    """A time at which a room cannot be had or a trainer cannot come."""

    room = models.ForeignKey(Room, models.CASCADE, null=True, blank=True, related_name="unavailabilities")
    trainer = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="unavailabilities")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="unavailability_ends_after_start"),
            models.CheckConstraint(
                condition=Q(room=None, trainer__isnull=False) | Q(room__isnull=False, trainer=None),
                name="unavailability_of_a_room_or_a_trainer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room or self.trainer}: {self.reason}"


class FreeDay(models.Model):
    """Our own word on a day, before what the `holidays` library says: free, or worked after all."""

    day = models.DateField(unique=True)
    name = models.CharField(max_length=80)
    is_free = models.BooleanField(default=True)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
