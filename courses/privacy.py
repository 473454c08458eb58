"""What the first floor knows about a person: who teaches, and when not."""

from django.utils.translation import gettext_noop as _

from people.register import Erasure, Eye, Field, Merge, Record, Retention

RECORDS = [
    Record(
        model="courses.TrainerAssignment",
        holds=_("welke bijeenkomsten u als docent geeft"),
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
        holds=_("wanneer u als docent niet beschikbaar bent"),
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
        holds=_("welke vakken u als docent kunt geven"),
        person=("user",),
        retention=Retention.ACCOUNT,
        merge=Merge.MOVE,
        fields={name: Field((Eye.SELF, Eye.PLANNER), Erasure.DELETE) for name in ("qualification", "user")},
    ),
]
