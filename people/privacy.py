"""What the ground floor, and the libraries that stand on it, know about a person."""

from django.utils.translation import gettext_noop as _

from people.register import Erasure, Eye, Field, Merge, Record, Retention

STAFF = (Eye.SELF, Eye.CONTACT, Eye.PLANNER, Eye.COORDINATOR, Eye.ADMINISTRATOR)
OWN = (Eye.SELF, Eye.ADMINISTRATOR)
KEEPERS = (Eye.PLANNER, Eye.ADMINISTRATOR)
READERS = (Eye.SELF, *KEEPERS)
NOTED = (Eye.ON_REQUEST, Eye.PLANNER, Eye.COORDINATOR)
SYSTEM = (Eye.NOBODY,)


def _fields(seen_by: tuple[Eye, ...], *names: str, erasure: Erasure = Erasure.KEEP) -> dict[str, Field]:
    return {name: Field(seen_by, erasure) for name in names}


RECORDS = [
    Record(
        model="people.User",
        holds=_("uw naam, e-mailadres en taal, of u kunt inloggen, en welke privacyverklaring u wanneer hebt gelezen"),
        person=("",),
        retention=Retention.ACCOUNT,
        merge=Merge.KEEP_FIRST,
        fields=_fields(STAFF, "email", erasure=Erasure.REPLACE)
        | _fields(STAFF, "given_name", "infix", "family_name", "sort_key", "search_key", erasure=Erasure.BLANK)
        | _fields(OWN, "language", "is_active", "date_joined", "last_login")
        | _fields(OWN, "notice_version", "notice_read_at", erasure=Erasure.BLANK)
        | _fields(SYSTEM, "password", erasure=Erasure.BLANK)
        | _fields((Eye.ADMINISTRATOR,), "is_staff", "is_superuser"),
    ),
    Record(
        model="people.Affiliation",
        holds=_("voor welke organisatie u werkt, uw functie en uw leidinggevende"),
        person=("user", "manager"),
        retention=Retention.ACCOUNT,
        merge=Merge.MOVE,
        fields=_fields(STAFF, "user", "organisation", "function", "valid_from", "valid_until")
        | _fields(STAFF, "manager", "manager_address", erasure=Erasure.BLANK),
    ),
    Record(
        model="people.RoleGrant",
        holds=_("welke rol u in Leerlijn hebt, en van wie"),
        person=("user", "granted_by"),
        retention=Retention.LOG,
        merge=Merge.MOVE,
        fields=_fields((*OWN, Eye.COLLEAGUE), "user", "role", "organisation")  # whom a request waits for
        | _fields(OWN, "scope", "area", "object_id")
        | _fields(OWN, "valid_from", "valid_until", "granted_by"),
    ),
    Record(
        model="people.Deputyship",
        holds=_("wie voor u waarneemt, of voor wie u waarneemt, en wanneer"),
        person=("absent", "deputy", "named_by"),
        retention=Retention.LOG,
        merge=Merge.MOVE,
        fields=_fields((*OWN, Eye.COLLEAGUE), "absent", "deputy")  # whom a request waits for
        | _fields(OWN, "covers", "valid_from", "valid_until", "named_by"),
    ),
    Record(
        model="people.Message",
        holds=_("de mails die Leerlijn u stuurt"),
        person=("recipient",),
        retention=Retention.LOG,
        merge=Merge.MOVE,
        fields=_fields(READERS, "key", "kind", "recipient", "language", "subject", "state")
        | _fields(READERS, "address", erasure=Erasure.BLANK)
        | _fields((Eye.SELF, Eye.PLANNER), "body", "calendar", erasure=Erasure.BLANK)
        | _fields(
            KEEPERS,
            "priority",
            "created_at",
            "tries_from",
            "send_after",
            "send_until",
            "may_have_arrived",
            "attempts",
            "reason",
            "last_error",
            "sent_at",
        )
        | _fields(
            SYSTEM,
            *("is_readable", "minted", "secret", "facts", "joined_in", "lease", "leased_until"),
            erasure=Erasure.BLANK,
        ),
    ),
    Record(
        model="people.Note",
        holds=_("wat planners en coördinatoren over uw inschrijving noteerden; u krijgt het als u erom vraagt"),
        person=("about", "assigned_to", "written_by", "done_by"),
        retention=Retention.ENROLMENT,
        merge=Merge.MOVE,
        fields=_fields(NOTED, "object_kind", "object_id", "about", "assigned_to", "due", "written_by", "written_at")
        | _fields(NOTED, "changed_at", "done_by", "done_at")
        | _fields(NOTED, "text", erasure=Erasure.REPLACE),
    ),
    Record(
        model="people.StoppedKind",
        holds=_("welke herinneringen u niet meer per mail wilt, en sinds wanneer"),
        person=("user",),
        retention=Retention.ACCOUNT,
        merge=Merge.KEEP_FIRST,
        fields=_fields((Eye.SELF,), "user", "kind", erasure=Erasure.DELETE)
        | _fields(SYSTEM, "stopped_at", erasure=Erasure.DELETE),
    ),
    Record(
        model="people.Reminded",
        holds=_("waaraan een mail u herinnerde, zodat u het niet nog eens leest"),
        person=("message__recipient",),
        retention=Retention.LOG,
        merge=Merge.MOVE,
        fields=_fields(SYSTEM, "message", "matter", "step", "at"),
    ),
    Record(
        model="people.CalendarEntry",
        holds=_("welke agenda-uitnodigingen u kreeg, zodat een wijziging goed aankomt"),
        person=("user",),
        retention=Retention.ENROLMENT,
        merge=Merge.MOVE,
        fields=_fields(SYSTEM, "user", "uid", "sequence", "method", "fingerprint", erasure=Erasure.DELETE),
    ),
    Record(
        model="people.CalendarFeed",
        holds=_("dat u een eigen agenda-adres hebt, en wanneer het voor het laatst is gebruikt"),
        person=("user",),
        retention=Retention.ACCOUNT,
        merge=Merge.KEEP_FIRST,
        fields=_fields((Eye.SELF,), "user", "created_at", "last_used_on", erasure=Erasure.DELETE)
        | _fields(SYSTEM, "token_hash", erasure=Erasure.DELETE),
    ),
    Record(
        model="people.Deed",
        holds=_("welk formulier u verstuurde, zodat twee keer drukken één keer telt"),
        person=("user",),
        retention=Retention.SHORT,
        merge=Merge.HISTORY,
        fields=_fields(SYSTEM, "user", "key", "fingerprint", "outcome", "done_at", erasure=Erasure.DELETE),
    ),
    Record(
        model="people.AuditEvent",
        holds=_("het logboek: wie wat deed, en wanneer"),
        person=("actor", "subject"),
        retention=Retention.LOG,
        merge=Merge.HISTORY,
        fields=_fields(OWN, "at", "actor", "subject", "deed", "object_kind", "object_id")
        | _fields((Eye.ADMINISTRATOR,), "origin", "result", "payload_hash", "seal"),
    ),
    Record(
        model="people.AuditPayload",
        holds=_("wat er bij een regel van het logboek over u is genoteerd"),
        person=("event__actor", "event__subject"),
        retention=Retention.LOG,
        merge=Merge.HISTORY,
        fields=_fields(OWN, "event", "data", erasure=Erasure.DELETE) | _fields(SYSTEM, "salt", erasure=Erasure.DELETE),
    ),
    Record(
        model="people.StoredFile",
        holds=_("dat u een bestand in Leerlijn hebt gezet, en wanneer"),
        person=("added_by",),
        retention=Retention.ACCOUNT,
        merge=Merge.HISTORY,
        fields=_fields(OWN, "added_by", erasure=Erasure.BLANK)
        | _fields((Eye.ADMINISTRATOR,), "key", "name", "kind", "size", "fingerprint", "added_at"),
    ),
    Record(
        model="people.MailText",
        holds=_("dat u de tekst van een soort mail hebt gewijzigd, en wanneer"),
        person=("changed_by",),
        retention=Retention.ACCOUNT,
        merge=Merge.HISTORY,
        fields=_fields((Eye.EVERYONE,), "kind", "language", "subject", "body")
        | _fields(READERS, "changed_at")
        | _fields(READERS, "changed_by", erasure=Erasure.BLANK),
    ),
    Record(
        model="account.EmailAddress",
        holds=_("de e-mailadressen waarmee u inlogt, en of ze bevestigd zijn"),
        person=("user",),
        retention=Retention.ACCOUNT,
        merge=Merge.MOVE,
        fields=_fields(OWN, "user", "email", "verified", "primary", erasure=Erasure.DELETE),
    ),
    Record(
        model="socialaccount.SocialAccount",
        holds=_("met het account van welke organisatie u inlogt, en wanneer voor het laatst"),
        person=("user",),
        retention=Retention.ACCOUNT,
        merge=Merge.MOVE,
        fields=_fields(OWN, "user", "provider", "date_joined", "last_login", erasure=Erasure.DELETE)
        | _fields(SYSTEM, "uid", "extra_data", erasure=Erasure.DELETE),
    ),
    Record(
        model="mfa.Authenticator",
        holds=_("uw passkeys, uw app en uw herstelcodes om in te loggen"),
        person=("user",),
        retention=Retention.ACCOUNT,
        merge=Merge.KEEP_FIRST,
        fields=_fields((Eye.SELF,), "user", "type", "created_at", "last_used_at", erasure=Erasure.DELETE)
        | _fields(SYSTEM, "data", erasure=Erasure.DELETE),
    ),
    Record(
        model="usersessions.UserSession",
        holds=_("waar u bent ingelogd: internetadres, browser en tijd"),
        person=("user",),
        retention=Retention.SHORT,
        merge=Merge.HISTORY,
        fields=_fields((Eye.SELF,), "user", "created_at", "ip", "last_seen_at", "user_agent", erasure=Erasure.DELETE)
        | _fields(SYSTEM, "session_key", "data", erasure=Erasure.DELETE),
    ),
    Record(
        model="people.User_groups",
        holds=_("bij welke groep van technisch beheer u hoort"),
        person=("user",),
        retention=Retention.ACCOUNT,
        merge=Merge.KEEP_FIRST,
        fields=_fields((Eye.ADMINISTRATOR,), "user", "group", erasure=Erasure.DELETE),
    ),
    Record(
        model="people.User_user_permissions",
        holds=_("welke rechten u hebt voor technisch beheer"),
        person=("user",),
        retention=Retention.ACCOUNT,
        merge=Merge.KEEP_FIRST,
        fields=_fields((Eye.ADMINISTRATOR,), "user", "permission", erasure=Erasure.DELETE),
    ),
]
