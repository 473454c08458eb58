"""What the first floor knows about a person: who teaches, and when not."""

from people.register import Erasure, Eye, Field, Merge, Record, Retention

RECORDS = [
    Record(
        model="courses.TrainerAssignment",
        person=("trainer",),
        retention=Retention.ENROLMENT,
        merge=Merge.MOVE,
        fields={
            "session": Field((Eye.EVERYONE,)),
            "trainer": Field((Eye.EVERYONE,)),
            "status": Field((Eye.SELF, Eye.PLANNER)),
        },
    ),
    Record(
        model="courses.Unavailability",
        person=("trainer",),
        retention=Retention.SHORT,
        merge=Merge.MOVE,
        fields={
            name: Field((Eye.SELF, Eye.PLANNER), Erasure.DELETE)
            for name in ("room", "trainer", "starts_at", "ends_at", "reason")
        },
    ),
    Record(
        model="courses.Qualification_holders",
        person=("user",),
        retention=Retention.ACCOUNT,
        merge=Merge.MOVE,
        fields={name: Field((Eye.SELF, Eye.PLANNER), Erasure.DELETE) for name in ("qualification", "user")},
    ),
]
