"""What the first floor knows about a person: who teaches, and when not."""

from django.utils.translation import gettext_noop as _

from people.register import Erasure, Eye, Field, Merge, Record, Retention

RECORDS = [
    Record(
        model="courses.TrainerAssignment",
        holds=_("welke bijeenkomsten u als docent geeft, wat u daarop antwoordde en wanneer"),
        person=("trainer",),
        retention=Retention.ENROLMENT,
        merge=Merge.MOVE,
        fields={
            "session": Field((Eye.EVERYONE,)),
            "trainer": Field((Eye.EVERYONE,)),
            "status": Field((Eye.SELF, Eye.PLANNER)),
            "reason": Field((Eye.SELF, Eye.PLANNER), Erasure.BLANK),
            "asked_at": Field((Eye.SELF, Eye.PLANNER)),
            "answered_at": Field((Eye.SELF, Eye.PLANNER)),
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
        model="courses.RoomFeed",
        holds=_("van welke zalen u als planner een agendalink hebt, en wanneer die voor het laatst zijn gebruikt"),
        person=("user",),
        retention=Retention.ACCOUNT,
        merge=Merge.KEEP_FIRST,
        fields={name: Field((Eye.SELF,), Erasure.DELETE) for name in ("user", "room", "created_at", "last_used_on")}
        | {"token_hash": Field((Eye.NOBODY,), Erasure.DELETE)},
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
