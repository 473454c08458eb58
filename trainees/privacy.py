"""What the third floor knows about a person: who is a trainee where, and who guides them."""

from people.register import Erasure, Eye, Field, Merge, Record, Retention

SEEN = (Eye.SELF, Eye.SUPERVISOR, Eye.MANAGER, Eye.COACH, Eye.COORDINATOR)

RECORDS = [
    Record(
        model="trainees.Traineeship",
        person=("trainee", "coach"),
        retention=Retention.TRAINEESHIP,
        merge=Merge.MOVE,
        fields={name: Field(SEEN) for name in ("cohort", "trainee", "starts_on", "ends_on")}
        | {"coach": Field(SEEN, Erasure.BLANK)},
    ),
    Record(
        model="trainees.Placement",
        person=("traineeship__trainee", "supervisor", "manager"),
        retention=Retention.TRAINEESHIP,
        merge=Merge.MOVE,
        fields={name: Field(SEEN) for name in ("traineeship", "organisation", "starts_on", "ends_on")}
        | {name: Field(SEEN, Erasure.BLANK) for name in ("supervisor", "manager")},
    ),
]
