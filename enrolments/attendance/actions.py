"""Marking who was there, and what follows: completed or not."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from courses import actions as course_actions
from courses.models import Edition, Session
from enrolments.attendance import queries, rules
from enrolments.errors import AttendanceRefused
from enrolments.models import Attendance, AttendanceChange, Enrolment, EnrolmentChange, Status
from people import audit, clock, meanwhile
from people.errors import changed_meanwhile
from people.models import User


@transaction.atomic
def mark(session: Session, marks: Mapping[int, str], *, seen: Mapping[int, str], by: User) -> int:
    """Note who was at `session`: enrolment -> mark; the number that changed. What is marked alike stays untouched.

    `seen` is what the page showed. Only what differs from that was chosen by the sender; what somebody else marked
    meanwhile is not overwritten. All or nothing. Raises AttendanceRefused.
    """
    session.edition = edition = course_actions.lock(session.edition)
    if why_not := rules.why_not_mark(by, session, on=clock.today()):
        raise AttendanceRefused(why_not)
    there = {enrolment.pk: enrolment for enrolment in queries.attendees(session)}
    if strangers := marks.keys() - there.keys():
        raise AttendanceRefused(_("Er staat iemand in de lijst die hier geen plaats heeft."), strangers)
    stored = {one.enrolment_id: one for one in Attendance.objects.filter(session=session)}
    chosen = {pk: status for pk, status in marks.items() if status != seen.get(pk, "")}
    wanted = {pk: status for pk, status in chosen.items() if pk not in stored or stored[pk].status != status}
    if conflicts := {pk for pk in wanted if pk in stored and meanwhile.changed(seen.get(pk, ""), stored[pk].status)}:
        raise AttendanceRefused(changed_meanwhile(), conflicts)
    for pk, status in wanted.items():
        attendance = stored.get(pk) or Attendance(enrolment=there[pk], session=session)
        attendance.status = status
        attendance.save()
        AttendanceChange.objects.create(attendance=attendance, status=status, by=by, at=clock.now())
    if wanted:
        audit.record(by, "mark_attendance", session)
        _conclude(edition, by)
    return len(wanted)


def _conclude(edition: Edition, by: User) -> None:
    """Whoever is marked for every session has completed the edition or not; a correction can turn that round."""
    for line in queries.lines(edition):
        if line.is_complete:
            done = line.completes(edition.course.attendance_share)
            _become(line.enrolment, Status.COMPLETED if done else Status.NOT_COMPLETED, by)


def _become(enrolment: Enrolment, status: Status, by: User) -> None:
    if enrolment.status == status:
        return
    enrolment.status = status
    enrolment.save(update_fields=["status"])
    EnrolmentChange.objects.create(
        enrolment=enrolment, status=status, reason=EnrolmentChange.Reason.RESULT, by=by, at=clock.now()
    )
    audit.record(by, "conclude", enrolment, status, subject=enrolment.user)
