"""What planners do with mails that have not arrived, and readers with what they are mailed."""

from collections.abc import Collection

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people import audit, calendars, meanwhile, outbox, stopping
from people.errors import ChangeRefused, changed_meanwhile
from people.letters import queries, rules, texts
from people.models import MailKind, MailText, Message, StoppedKind, User


@transaction.atomic
def edit_letter(message: Message, subject: str, body: str, *, by: User, seen: str) -> None:
    """Change the words of a draft; from then on they are not made anew. Raises ChangeRefused.

    `seen` are the words that the planner saw (`rules.version`): what another changed meanwhile is not overwritten.
    """
    found = _locked(message)
    if not rules.may_edit(found):
        raise _too_late()
    if meanwhile.changed(seen, rules.version(found.subject, found.body)):
        raise _changed_meanwhile()
    if gaps := rules.missing_gaps(found, body):
        words = _("Laat deze plek staan zoals zij was, en voeg er geen toe: %(gaps)s.") % {"gaps": ", ".join(gaps)}
        raise ChangeRefused({"body": words})
    found.subject, found.body, found.facts = subject, body, None
    found.save(update_fields=["subject", "body", "facts"])
    audit.record(by, "edit_letter", found, subject=found.recipient)


@transaction.atomic
def send_letter(message: Message, *, by: User) -> None:
    """Let a draft leave, or try once more what did not arrive. Raises ChangeRefused."""
    found = _locked(message)
    if not rules.may_send(found):
        raise _too_late()
    found.state, found.reason, found.last_error, found.attempts = Message.State.READY, "", "", 0
    found.send_after = found.tries_from = timezone.now()
    found.save(update_fields=["state", "reason", "last_error", "attempts", "send_after", "tries_from"])
    calendars.settle(found)
    audit.record(by, "send_letter", found, subject=found.recipient)


@transaction.atomic
def send_drafts(*, by: User) -> int:
    """Let all drafts leave, in the order in which they were written; how many.

    What somebody else sends or drops at this moment is waited for, and left out.
    """
    drafts = list(queries.drafts().order_by("created_at", "pk").select_for_update(of=["self"]))
    for draft in drafts:
        send_letter(draft, by=by)
    return len(drafts)


@transaction.atomic
def drop_letter(message: Message, *, by: User) -> None:
    """It will not leave. Raises ChangeRefused."""
    found = _locked(message)
    if not rules.may_drop(found):
        raise _too_late()
    outbox.end(Message.objects.filter(pk=found.pk), Message.Reason.BY_HAND)
    audit.record(by, "drop_letter", found, subject=found.recipient)


@transaction.atomic
def hold_kinds(kinds: Collection[str], *, seen: str, by: User) -> None:
    """Mails of these kinds wait as drafts from now on, and no others. Raises ChangeRefused.

    `seen` is the choice that the planner saw (`queries.held_kinds`), as `rules.choice` marks it.
    """
    MailKind.objects.bulk_create([MailKind(kind=kind) for kind in sorted(settings.MAIL_KINDS)], ignore_conflicts=True)
    list(MailKind.objects.select_for_update().order_by("kind"))  # the first two to choose wait for each other too
    if meanwhile.changed(seen, rules.choice(queries.held_kinds())):
        raise ChangeRefused({"": changed_meanwhile()})
    MailKind.objects.exclude(kind__in=kinds).update(is_held=False)
    for kind in sorted(kinds):
        MailKind.objects.update_or_create(kind=kind, defaults={"is_held": True})
    audit.record(by, "hold_kinds", payload={"kinds": sorted(kinds)})


@transaction.atomic
def stop_kind(reader: User, kind: str) -> None:
    """Mail `reader` nothing of this kind any more; by the link in a mail, so nobody knows who pressed it."""
    if _stop(reader, kind):
        audit.record(None, "stop_kind", subject=reader, payload={"kind": kind})


@transaction.atomic
def choose_kinds(reader: User, wanted: Collection[str]) -> None:
    """Of what may be stopped, `reader` is mailed these kinds from now on, and no others."""
    for kind in settings.MAIL_MAY_STOP:
        if kind not in wanted:
            _stop(reader, kind)
    StoppedKind.objects.filter(user=reader, kind__in=wanted).delete()
    audit.record(reader, "choose_kinds", subject=reader, payload={"wanted": sorted(wanted)})


def _stop(reader: User, kind: str) -> bool:
    """Whether it is new. What waits stays here too, but for what its reader could not have stopped."""
    _stopped, is_new = StoppedKind.objects.get_or_create(user=reader, kind=kind)
    waiting = Message.objects.filter(recipient=reader, kind=kind, state__in=outbox.NOT_ARRIVED)
    outbox.end(waiting.filter(minted__has_key=stopping.GAP), Message.Reason.STOPPED)
    return is_new


@transaction.atomic
def edit_text(kind: str, language: str, subject: str, body: str, *, by: User, seen: str) -> None:
    """From now on mails of this kind have these words. Raises ChangeRefused. `seen` as for `edit_letter`."""
    if faults := texts.faults(kind, subject, body):
        raise ChangeRefused(faults)
    _refuse_if_changed(kind, language, seen)
    _become(kind, language, "edit_text", subject, body, by=by)


@transaction.atomic
def restore_text(kind: str, language: str, *, by: User, seen: str) -> None:
    """From now on mails of this kind have the default words again. Raises ChangeRefused."""
    _refuse_if_changed(kind, language, seen)
    _become(kind, language, "restore_text", "", "", by=by)


def _become(kind: str, language: str, deed: str, subject: str, body: str, *, by: User) -> None:
    words = {"subject": subject, "body": body}
    facts = {**words, "changed_by": by, "changed_at": timezone.now()}
    changed, _new = MailText.objects.update_or_create(kind=kind, language=language, defaults=facts)
    audit.record(by, deed, changed, payload={"kind": kind, "language": language, **words})
    transaction.on_commit(texts.forget)


def _refuse_if_changed(kind: str, language: str, seen: str) -> None:
    named = {"kind": kind, "language": language}
    MailText.objects.get_or_create(**named, defaults={"changed_at": timezone.now()})  # as yet without words of its own
    kept = MailText.objects.select_for_update().get(**named)  # the first two to write wait for each other too
    if meanwhile.changed(seen, rules.version(*texts.to_edit(kind, language, kept))):
        raise _changed_meanwhile()


def _locked(message: Message) -> Message:
    return Message.objects.select_for_update(of=["self"]).select_related("recipient", "joined_in").get(pk=message.pk)


def _too_late() -> ChangeRefused:
    return ChangeRefused({"": _("Dat kan niet meer: met deze mail is intussen iets anders gebeurd.")})


def _changed_meanwhile() -> ChangeRefused:
    return ChangeRefused({"": _("Iemand anders heeft deze tekst intussen gewijzigd. Kijk het na en sla opnieuw op.")})
