"""What the second floor knows about a person: where they are or were enrolled."""

from django.utils.translation import gettext_noop as _

from people.register import Erasure, Eye, Field, Merge, Record, Retention

SEEN = (Eye.SELF, Eye.CONTACT, Eye.MANAGER, Eye.TRAINER, Eye.PLANNER, Eye.COORDINATOR)

DECISION = (Eye.SELF, Eye.CONTACT, Eye.MANAGER, Eye.PLANNER)

AGREED = (Eye.SELF, Eye.CONTACT, Eye.MANAGER, Eye.PLANNER, Eye.COORDINATOR)  # what an enrolment costs

BILLED = (Eye.SELF, Eye.PLANNER, Eye.COORDINATOR)

JUDGED = (Eye.SELF, Eye.COORDINATOR)  # illness is among the causes: only for who decides about waiving

ATTENDANCE = (Eye.SELF, Eye.TRAINER, Eye.PLANNER)

RECORDS = [
    Record(
        model="enrolments.Enrolment",
        holds=_("voor welke uitvoering u bent ingeschreven of op de wachtlijst staat, en wat daarover is afgesproken"),
        person=("user", "manager"),
        retention=Retention.ENROLMENT,
        merge=Merge.MOVE,
        fields={
            name: Field(SEEN)
            for name in ("edition", "user", "organisation", "status", "number", "reservation", "enrolled_at")
        }
        | {name: Field(SEEN) for name in ("offered_until", "moved_from", "substitute_for")}
        | {"manager": Field(SEEN, Erasure.BLANK), "cost_centre": Field(AGREED, Erasure.BLANK)}
        | {
            name: Field(AGREED) for name in ("price", "funding", "cancellation_tiers", "leave_days_before", "first_day")
        },
    ),
    Record(
        model="enrolments.Withdrawal",
        holds=_("wat uitschrijven kostte, de reden in één woord als u die gaf, en of het is kwijtgescholden"),
        person=("enrolment__user", "waived_by"),
        retention=Retention.ENROLMENT,
        merge=Merge.MOVE,
        fields={name: Field(BILLED) for name in ("enrolment", "left_on", "percentage", "amount", "waived_at")}
        | {"waived_by": Field(BILLED), "cause": Field(JUDGED, Erasure.BLANK), "waiver": Field(JUDGED, Erasure.REPLACE)},
    ),
    Record(
        model="enrolments.EnrolmentChange",
        holds=_("wat er met uw inschrijving gebeurde, wanneer en door wie"),
        person=("enrolment__user", "by"),
        retention=Retention.ENROLMENT,
        merge=Merge.MOVE,
        fields={name: Field(SEEN) for name in ("enrolment", "status", "reason", "by", "at")}
        | {"remark": Field((Eye.SELF, Eye.PLANNER), Erasure.BLANK)},
    ),
    Record(
        model="enrolments.Approval",
        holds=_("of uw werkgever uw aanvraag goedkeurde, wie dat besliste en waarom niet"),
        person=("enrolment__user", "decided_by", "decided_for"),
        retention=Retention.ENROLMENT,
        merge=Merge.MOVE,
        fields={name: Field(DECISION) for name in ("enrolment", "decision", "decided_as", "decided_by")}
        | {"decided_for": Field(DECISION)}
        | {name: Field(DECISION) for name in ("asked_at", "answer_by", "decided_at")}
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
        model="enrolments.OfferLink",
        holds=_("dat u een persoonlijke link kreeg om een aangeboden plaats aan te nemen"),
        person=("enrolment__user",),
        retention=Retention.ENROLMENT,
        merge=Merge.MOVE,
        fields={"enrolment": Field((Eye.NOBODY,)), "token_hash": Field((Eye.NOBODY,), Erasure.DELETE)},
    ),
    Record(
        model="enrolments.Interest",
        holds=_(
            "van welke opleidingen u wilt weten wanneer er een uitvoering komt, tot u zich inschrijft of het intrekt"
        ),
        person=("user",),
        retention=Retention.SHORT,
        merge=Merge.MOVE,
        fields={name: Field((Eye.SELF, Eye.PLANNER), Erasure.DELETE) for name in ("course", "user", "since")},
    ),
    Record(
        model="enrolments.Invited",
        holds=_("voor welke besloten uitvoeringen u bent uitgenodigd, en door wie"),
        person=("user", "by"),
        retention=Retention.SHORT,
        merge=Merge.MOVE,
        fields={name: Field((Eye.SELF, Eye.PLANNER), Erasure.DELETE) for name in ("edition", "user", "by", "at")},
    ),
    Record(
        model="enrolments.Needs",
        holds=_("wat u doorgaf over eten en toegankelijkheid; dat kan iets zeggen over uw gezondheid of geloof"),
        person=("enrolment__user",),
        retention=Retention.EVENT,
        merge=Merge.MOVE,
        fields={name: Field((Eye.SELF, Eye.PLANNER), Erasure.DELETE) for name in ("enrolment", "words")},
    ),
    Record(
        model="enrolments.Attendant",
        holds=_("dat u op de lijst van aanwezigen van een netwerkdag wilt staan, met uw naam en organisatie"),
        person=("enrolment__user",),
        retention=Retention.LISTED,
        merge=Merge.MOVE,
        fields={"enrolment": Field((Eye.SELF, Eye.FELLOW, Eye.PLANNER), Erasure.DELETE)},
    ),
    Record(
        model="enrolments.SessionChoice",
        holds=_("welke workshops u koos"),
        person=("enrolment__user",),
        retention=Retention.ENROLMENT,
        merge=Merge.MOVE,
        fields={name: Field(ATTENDANCE) for name in ("enrolment", "session")},
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
