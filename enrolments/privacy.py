"""What the second floor knows about a person: where they are or were enrolled."""

from people.register import Erasure, Eye, Field, Merge, Record, Retention

SEEN = (Eye.SELF, Eye.CONTACT, Eye.MANAGER, Eye.TRAINER, Eye.PLANNER, Eye.COORDINATOR)

RECORDS = [
    Record(
        model="enrolments.Enrolment",
        person=("user", "manager"),
        retention=Retention.ENROLMENT,
        merge=Merge.MOVE,
        fields={name: Field(SEEN) for name in ("edition", "user", "organisation", "status", "number", "enrolled_at")}
        | {"manager": Field(SEEN, Erasure.BLANK)},
    ),
    Record(
        model="enrolments.EnrolmentChange",
        person=("enrolment__user", "by"),
        retention=Retention.ENROLMENT,
        merge=Merge.MOVE,
        fields={name: Field(SEEN) for name in ("enrolment", "status", "reason", "by", "at")},
    ),
]
