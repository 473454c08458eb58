"""What the fourth floor knows about a person: that somebody was asked, and what was answered by name.

Anonymous answers are not here: nobody can find out whose they are.
"""

from django.utils.translation import gettext_noop as _

from people.register import Erasure, Eye, Field, Merge, Record, Retention

SYSTEM = (Eye.NOBODY,)

WRITERS = (Eye.SELF, Eye.COORDINATOR)

RECORDS = [
    Record(
        model="evaluations.Invitation",
        holds=_("dat u voor een evaluatie bent uitgenodigd; niet of en wat u anoniem antwoordde"),
        person=("person",),
        retention=Retention.ENROLMENT,
        merge=Merge.KEEP_FIRST,
        fields={name: Field((Eye.SELF,), Erasure.DELETE) for name in ("round", "person", "audience")}
        | {name: Field(SYSTEM, Erasure.DELETE) for name in ("area", "organisation", "box", "place")},
    ),
    Record(
        model="evaluations.NamedAnswer",
        holds=_("wat u op naam antwoordde, namens uw organisatie"),
        person=("invitation__person",),
        retention=Retention.TRAINEESHIP,
        merge=Merge.HISTORY,
        fields={name: Field((Eye.SELF, Eye.COORDINATOR)) for name in ("invitation", "answers", "sent_at")}
        | {name: Field((Eye.SELF, Eye.COORDINATOR), Erasure.BLANK) for name in ("given_by", "function")},
    ),
    Record(
        model="evaluations.Advice",
        holds=_("dat u de criteria van een advies vastlegde"),
        person=("stamped_by",),
        retention=Retention.TRAINEESHIP,
        merge=Merge.HISTORY,
        fields={name: Field(WRITERS) for name in ("cohort", "title", "question", "due_on", "stamped_at", "stamped_by")},
    ),
    Record(
        model="evaluations.Evidence",
        holds=_("dat u een cijfer in een advies zette"),
        person=("inserted_by",),
        retention=Retention.TRAINEESHIP,
        merge=Merge.HISTORY,
        fields={name: Field(WRITERS) for name in ("section", "round", "question", "title", "group", "n", "day")}
        | {name: Field(WRITERS) for name in ("sentence", "figure", "inserted_by", "inserted_at")},
    ),
    Record(
        model="evaluations.InvitationLink",
        holds=_("een vingerafdruk van de link in uw uitnodiging"),
        person=("invitation__person",),
        retention=Retention.SHORT,
        merge=Merge.HISTORY,
        fields={name: Field(SYSTEM, Erasure.DELETE) for name in ("invitation", "token_hash")},
    ),
]
