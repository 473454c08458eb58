from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from people import audit
from people.models import AuditEvent, AuditPayload, AuditSeal
from people.origin import origin
from tests import make
from tests.together import together

pytestmark = pytest.mark.django_db

BATCH = 3  # lines per seal in `_chain`


def _settled(lines: int = BATCH) -> None:
    """So many lines, old enough to be sealed."""
    for number in range(lines):
        audit.record(make.user(), "enrol", make.area(), payload={"reason": f"ziek {number}"})
    AuditEvent.objects.filter(seal=None).update(at=timezone.now() - timedelta(minutes=2))


def _chain(batches: int = 3) -> list[AuditSeal]:
    for _batch in range(batches):
        _settled()
        audit.seal()
    return list(AuditSeal.objects.order_by("pk"))


def test_record_says_who_did_what_for_whom_from_where() -> None:
    planner, anna = make.user(), make.user()
    region = make.organisation()
    before = timezone.now()
    token = origin.set("web 192.0.2.1")

    audit.record(planner, "move", region, "verplaatst", subject=anna)
    origin.reset(token)

    line = AuditEvent.objects.get()
    assert (line.actor, line.subject, line.deed, line.result) == (planner, anna, "move", "verplaatst")
    assert (line.object_kind, line.object_id, line.origin) == ("people.organisation", str(region.pk), "web 192.0.2.1")
    assert before <= line.at <= timezone.now()
    assert (line.payload_hash, line.seal) == ("", None)


def test_record_keeps_what_is_personal_apart() -> None:
    audit.record(None, "note", payload={"text": "belde op"})

    line = AuditEvent.objects.get()
    assert "belde" not in str(AuditEvent.objects.values().get())
    assert line.payload.data == {"text": "belde op"}


def test_record_cannot_be_guessed_from_its_hash() -> None:
    one, other = (audit.record(None, "note", payload={"text": "ja"}) for _line in range(2))

    assert one.payload_hash != other.payload_hash


def test_record_vanishes_with_the_transaction_of_its_cause() -> None:
    with transaction.atomic():
        audit.record(None, "enrol")
        transaction.set_rollback(True)

    assert not AuditEvent.objects.exists()


def test_seal_takes_each_line_once_and_leaves_the_newest_alone() -> None:
    _settled()
    fresh = audit.record(None, "enrol")

    assert [audit.seal(), audit.seal()] == [BATCH, 0]

    fresh.refresh_from_db()
    assert fresh.seal is None
    assert AuditSeal.objects.get().lines == BATCH


def test_first_broken_seal_is_none_when_nothing_was_touched() -> None:
    _chain()
    _settled()  # not sealed yet

    assert audit.first_broken_seal() is None


def _other_words(seal: AuditSeal) -> None:
    AuditEvent.objects.filter(pk=seal.events.earliest("pk").pk).update(result="geweigerd")


def _other_actor(seal: AuditSeal) -> None:
    AuditEvent.objects.filter(pk=seal.events.earliest("pk").pk).update(actor=make.user())


def _other_moment(seal: AuditSeal) -> None:
    line = seal.events.earliest("pk")
    AuditEvent.objects.filter(pk=line.pk).update(at=line.at + timedelta(seconds=1))


def _one_line_less(seal: AuditSeal) -> None:
    line = seal.events.latest("pk")
    AuditPayload.objects.filter(event=line).delete()
    line.delete()


def _one_line_more(seal: AuditSeal) -> None:
    AuditEvent.objects.create(deed="enrol", origin="web", result="gelukt", seal=seal)


def _other_payload(seal: AuditSeal) -> None:
    AuditPayload.objects.filter(event=seal.events.earliest("pk")).update(data={"reason": "gezond"})


def _another_seal_number(seal: AuditSeal) -> None:
    AuditSeal.objects.filter(pk=seal.pk).update(lines=BATCH + 1)


def _a_new_head(seal: AuditSeal) -> None:
    AuditSeal.objects.filter(pk=seal.pk).update(head="0" * 64)


@pytest.mark.parametrize(
    "tamper",
    [
        _other_words,
        _other_actor,
        _other_moment,
        _one_line_less,
        _one_line_more,
        _other_payload,
        _another_seal_number,
        _a_new_head,
    ],
)
@pytest.mark.parametrize("number", [0, 1, 2])
def test_first_broken_seal_is_where_somebody_tampered(tamper: Callable[[AuditSeal], None], number: int) -> None:
    chain = _chain()

    tamper(chain[number])

    assert audit.first_broken_seal() == chain[number]


def test_first_broken_seal_is_the_next_when_a_whole_batch_is_gone() -> None:
    first, second, third = _chain()

    AuditPayload.objects.filter(event__seal=second).delete()
    second.events.all().delete()
    second.delete()

    assert audit.first_broken_seal() == third
    assert first.events.count() == BATCH


def test_first_broken_seal_is_the_next_when_a_batch_was_sealed_anew() -> None:
    first, second, _third = _chain()
    _other_words(second)

    lines = list(second.events.order_by("pk"))
    AuditSeal.objects.filter(pk=second.pk).update(head=audit._head(first.head, lines))

    assert audit.first_broken_seal() == _third


def test_first_broken_seal_is_none_when_what_was_personal_is_erased() -> None:
    _chain()

    AuditPayload.objects.all().delete()

    assert audit.first_broken_seal() is None


def test_audit_verify_names_the_broken_seal(capsys: pytest.CaptureFixture[str]) -> None:
    chain = _chain()
    call_command("audit_verify")
    assert capsys.readouterr().out == "De keten klopt: 3 zegels.\n"

    _other_words(chain[1])

    with pytest.raises(CommandError, match=f"^Zegel {chain[1].pk} van "):
        call_command("audit_verify")


@pytest.mark.postgresql  # on SQLite the second sealer waits at the door, whatever we lock
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("before", [0, 1])
def test_seal_makes_one_chain_when_two_processes_seal_at_once(before: int) -> None:
    _chain(before)

    for _round in range(5):
        _settled()
        assert sorted(together([audit.seal] * 4), key=str) == [0, 0, 0, BATCH]

    assert audit.first_broken_seal() is None
