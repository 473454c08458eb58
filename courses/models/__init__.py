"""What is taught, when, where and by whom."""

from courses.models.catalogue import (
    Course,
    Guideline,
    GuidelineVersion,
    Module,
    PatternSession,
    Qualification,
    TargetGroup,
    Track,
)
from courses.models.edition import REASON_LENGTH, Edition, Session, TrainerAssignment
from courses.models.place import FreeDay, Location, Room, RoomFeed, Unavailability

__all__ = [
    "REASON_LENGTH",
    "Course",
    "Edition",
    "FreeDay",
    "Guideline",
    "GuidelineVersion",
    "Location",
    "Module",
    "PatternSession",
    "Qualification",
    "Room",
    "RoomFeed",
    "Session",
    "TargetGroup",
    "Track",
    "TrainerAssignment",
    "Unavailability",
]
