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
from courses.models.edition import Edition, Session, TrainerAssignment
from courses.models.place import FreeDay, Location, Room, Unavailability

__all__ = [
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
    "Session",
    "TargetGroup",
    "Track",
    "TrainerAssignment",
    "Unavailability",
]
