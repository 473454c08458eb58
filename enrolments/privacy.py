"""What the second floor knows about a person: where they are or were enrolled."""

from django.utils.translation import gettext_noop as _

from people.register import Erasure, Eye, Field, Merge, Record, Retention

SEEN = (Eye.SELF, Eye.CONTACT, Eye.MANAGER, Eye.TRAINER, Eye.PLANNER, Eye.COORDINATOR)

DECISION = (Eye.SELF, Eye.CONTACT, Eye.MANAGER, Eye.PLANNER)

ATTENDANCE = (Eye.SELF, Eye.TRAINER, Eye.PLANNER)

RECORDS = [
    Record(
        model="enrolments.Enrolment",
        holds=_("voor welke uitvoering u bent ingeschreven of op de wachtlijst staat"),
        person=("user", "manager"),
        retention=Retention.ENROLMENT,
        merge=Merge.MOVE,
        fields={name: Field(SEEN) for name in ("edition", "user", "organisation", "status", "number", "enrolled_at")}
        | {"manager": Field(SEEN, Erasure.BLANK)},
    ),
    Record(
        model="enrolments.EnrolmentChange",
        holds=_("wat er met uw inschrijving gebeurde, wanneer en door wie"),
        person=("enrolment__user", "by"),
        retention=Retention.ENROLMENT,
        merge=Merge.MOVE,
        fields={name: Field(SEEN) for name in ("enrolment", "status", "reason", "by", "at")},
    ),
    Record(
        model="enrolments.Approval",
        holds=_("of uw werkgever uw aanvraag goedkeurde, wie dat besliste en waarom niet"),
        person=("enrolment__user", "decided_by"),
        retention=Retention.ENROLMENT,
        merge=Merge.MOVE,
        fields={name: Field(DECISION) for name in ("enrolment", "decision", "decided_as", "decided_by")}
        | {name: Field(DECISION) for name in ("asked_at", "decided_at")}
        | {"reason": Field(DECISION, Erasure.REPLACE), "decided_address": Field(DECISION, Erasure.BLANK)},
    ),
    Record(
        model="enrolments.ApprovalLink",
        holds=_("aan wie goedkeuring is gevraagd met een persoonlijke link, en of die is gebruikt"),
        person=("approval__enrolment__user", "person"),
        retention=Retention.ENROLMENT,
        merge=Merge.MOVE,
        fields={name: Field((Eye.NOBODY,)) for name in ("approval", "person", "expires_at", "used_at")}
        | {name: Field((Eye.NOBODY,), Erasure.DELETE) for name in ("address", "token_hash")},
    ),
    Record(
        model="enrolments.Attendance",
        holds=_("bij welke bijeenkomsten u aanwezig was"),
        person=("enrolment__user",),
        retention=Retention.ENROLMENT,
        merge=Merge.MOVE,
        fields={name: Field(ATTENDANCE) for name in ("enrolment", "session", "status")},
    ),
    Record(
        model="enrolments.AttendanceChange",
        holds=_("wie uw aanwezigheid noteerde of verbeterde, en wanneer"),
        person=("attendance__enrolment__user", "by"),
        retention=Retention.ENROLMENT,
        merge=Merge.MOVE,
        fields={name: Field((Eye.SELF, Eye.PLANNER)) for name in ("attendance", "status", "by", "at")},
    ),
]
