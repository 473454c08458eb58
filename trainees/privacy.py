"""What the third floor knows about a person: who is a trainee where, and who guides them."""

from django.utils.translation import gettext_noop as _

from people.register import Erasure, Eye, Field, Merge, Record, Retention

SEEN = (Eye.SELF, Eye.SUPERVISOR, Eye.MANAGER, Eye.COACH, Eye.COORDINATOR)

GUIDES = (Eye.SELF, Eye.SUPERVISOR, Eye.MANAGER, Eye.COORDINATOR)

RECORDS = [
    Record(
        model="trainees.Traineeship",
        holds=_("uw traineeship: lichting, begin, eind en coach"),
        person=("trainee", "coach"),
        retention=Retention.TRAINEESHIP,
        merge=Merge.MOVE,
        fields={name: Field((*SEEN, Eye.ADMINISTRATOR)) for name in ("cohort", "trainee")}  # of whom a role is
        | {name: Field(SEEN) for name in ("starts_on", "ends_on")}
        | {"coach": Field(SEEN, Erasure.BLANK)},
    ),
    Record(
        model="trainees.Placement",
        holds=_("waar u als trainee werkt, en wie u begeleidt"),
        person=("traineeship__trainee", "supervisor", "manager"),
        retention=Retention.TRAINEESHIP,
        merge=Merge.MOVE,
        fields={name: Field(SEEN) for name in ("traineeship", "organisation", "starts_on", "ends_on")}
        | {name: Field(SEEN, Erasure.BLANK) for name in ("supervisor", "manager")},
    ),
    Record(
        model="trainees.ItemProgress",
        holds=_("welke onderdelen van het programma u hebt afgerond, en wie dat noteerde"),
        person=("traineeship__trainee", "by"),
        retention=Retention.TRAINEESHIP,
        merge=Merge.MOVE,
        fields={name: Field(SEEN) for name in ("traineeship", "item", "done_on", "by")},
    ),
    Record(
        model="trainees.ProgressMeeting",
        holds=_("wanneer uw voortgangsgesprekken waren, en wat daar is afgesproken"),
        person=("traineeship__trainee", "by"),
        retention=Retention.TRAINEESHIP,
        merge=Merge.MOVE,
        fields={name: Field(GUIDES) for name in ("traineeship", "month", "held_on", "by")}
        | {"agreements": Field(GUIDES, Erasure.BLANK)},
    ),
]
