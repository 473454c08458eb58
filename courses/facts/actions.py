"""Changing the facts of a course or an edition."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction

from courses import actions as course_actions
from courses.errors import EditionRefused, FactsRefused
from courses.facts import rules
from courses.facts.rules import CourseFacts, EditionFacts
from courses.models import Course, Edition
from courses.rules import why_not_cancel
from people import audit, meanwhile
from people.errors import changed_meanwhile
from people.models import User


@transaction.atomic(savepoint=False)
def edit_course(course: Course, facts: CourseFacts, *, seen: str, by: User) -> Course:
    """Let `course` be so for whoever enrols from now on. Raises FactsRefused when somebody else was first.

    What was agreed with those who are in already stays (docs/decisions/0045); so do editions that were stamped.
    """
    course = Course.objects.select_for_update(of=["self"]).get(pk=course.pk)
    was = CourseFacts.of(course)
    if meanwhile.changed(seen, was.mark):
        raise FactsRefused(changed_meanwhile())
    if names := rules.changed(was, facts):
        for name in names:
            setattr(course, name, asdict(facts)[name])
        course.save(update_fields=names)
        audit.record(by, "edit_course", course, payload={"fields": names})
    return course


@transaction.atomic(savepoint=False)
def edit_edition(edition: Edition, facts: EditionFacts, *, seen: str, by: User) -> Edition:
    """Change the enrolment window, the day of decision or the minimum of `edition`. Raises EditionRefused."""
    edition = course_actions.lock(edition)
    was = EditionFacts.of(edition)
    if why_not := why_not_cancel(edition):
        raise EditionRefused([], why_not)
    if meanwhile.changed(seen, was.mark):
        raise EditionRefused([], changed_meanwhile())
    if faults := rules.faults_of_edition(facts, edition):
        raise EditionRefused([], " ".join(faults.values()))
    if names := rules.changed(was, facts):
        for name in names:
            setattr(edition, name, asdict(facts)[name])
        edition.save(update_fields=names)
        audit.record(by, "edit_edition", edition, payload={"fields": names})
    return edition
