"""The words of each kind of mail: the defaults, what staff made of them, and what is refused."""

import math
import re

import pytest
from django.conf import settings
from django.template import loader

from enrolments.why import Why
from people.errors import ChangeRefused
from people.letters import actions, queries, rules, texts
from people.models import AuditEvent, MailText, Role
from tests import make

KINDS = [(kind, language) for kind in texts.texts() for language, _name in settings.LANGUAGES]
WAITING = "enrolment_waiting"


def _seen() -> str:
    """As the page of the text shows it now."""
    return rules.version(*texts.to_edit(WAITING, "nl", MailText.objects.first()))


def _words(recipient: object, language: str = "nl") -> texts.Words:
    edition = make.edition(make.course("Brandveiligheid"))
    context = {"recipient": recipient, "edition": edition, "course": edition.course, "why": Why("", "", "", place=2)}
    return texts.write(WAITING, context, language)


# the defaults


def test_every_kind_of_mail_has_its_words() -> None:
    parts = {kind for kind, text in texts.texts().items() if text.is_part}

    assert set(settings.MAIL_KINDS) - set(texts.texts()) == {
        "reminder",
        "joined",
    }  # those have the words of their parts
    assert set(texts.texts()) - set(settings.MAIL_KINDS) == parts | {"evaluation_reminder"}  # of which there is no log


def test_everything_that_asks_is_said_in_a_known_text() -> None:
    of_signing_in = {"email_confirmation", "email_confirmation_signup"}

    assert settings.MAIL_ASKS - of_signing_in <= set(texts.texts())


def test_part_of_a_reminder_has_no_greeting_and_no_close_of_its_own() -> None:
    for kind, text in texts.texts().items():
        for language, close in (("nl", "Met vriendelijke groet,"), ("en", "Kind regards,")):
            assert (close in texts.default(kind, language)[1]) is not text.is_part, kind


@pytest.mark.parametrize(("kind", "language"), KINDS)
def test_default_has_nothing_that_cannot_be_filled(kind: str, language: str) -> None:
    assert texts.faults(kind, *texts.default(kind, language)) == {}


@pytest.mark.parametrize("kind", texts.texts())
def test_default_says_the_same_in_both_languages(kind: str) -> None:
    dutch, english = (
        set(texts.PLACEHOLDER.findall(" ".join(texts.default(kind, language)))) for language in ("nl", "en")
    )

    assert dutch == english


@pytest.mark.parametrize(("kind", "language"), KINDS)
def test_example_leaves_nothing_to_fill(kind: str, language: str) -> None:
    subject, body = texts.example(kind, texts.default(kind, language), language)

    assert not re.search(r"[{}]|\[\[", subject + body)


@pytest.mark.parametrize("kind", texts.texts())
def test_everything_that_may_be_filled_in_has_its_part(kind: str) -> None:
    text = texts.texts()[kind]

    for name in text.named():  # also what no default has: staff may use it
        assert loader.get_template(f"{text.path.rpartition('/')[0]}/placeholders.txt#{name}")


# filling in


@pytest.mark.django_db
def test_write_fills_the_default_in_the_language_of_its_reader() -> None:
    subject, body = _words("Anna", "en")

    assert subject == "You are on the waiting list: Brandveiligheid"
    assert body.startswith("Dear Anna,\n\nThere is no seat for you in Brandveiligheid (edition ")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["{opleiding}", "{{ edition.code }}", "{% now 'Y' %}", "[[link]]", "{onbekend}"])
def test_write_never_fills_in_what_somebody_is_called(name: str) -> None:
    make.mail_text(subject="Voor {naam}", body="{naam} {% now 'Y' %}")  # braces that nobody can save

    assert _words(name)[1].startswith(f"Beste {name},")


@pytest.mark.django_db
def test_write_keeps_a_name_on_its_line() -> None:
    make.mail_text(subject="Voor {naam}", body="Beste {naam},\nDag.")

    assert _words("Anna\nBcc: x@example.org\n\nKoop nu") == (
        "Voor Anna Bcc: x@example.org Koop nu",
        "Beste Anna Bcc: x@example.org Koop nu,\nDag.\n",
    )


@pytest.mark.django_db
def test_write_takes_no_room_for_what_is_empty() -> None:
    make.mail_text(body="Een.\n\n{goedkeuring}\n\nTwee. {goedkeuring}\n{goedkeuring}\nDrie.")

    assert _words("Anna")[1] == "Een.\n\nTwee.\nDrie.\n"


@pytest.mark.django_db
def test_write_has_the_words_of_staff_for_their_own_kind_and_language() -> None:
    make.mail_text(subject="Even geduld, {naam}", body="Nummer {plaats}.")

    assert _words("Anna") == ("Even geduld, Anna", "Nummer 2.\n")
    assert _words("Anna", "en")[0].startswith("You are on the waiting list")


@pytest.mark.django_db
@pytest.mark.parametrize("words", [{"subject": "Dag {weg}"}, {"body": "{weg}"}])
def test_write_falls_back_on_the_default_when_words_no_longer_fit(words: dict[str, str]) -> None:
    make.mail_text(**words)  # as an earlier version of the software took them

    assert _words("Anna")[0] == "U staat op de wachtlijst: Brandveiligheid"
    assert [(one.kind, one.language) for one in queries.kinds_of_text() if one.is_refused] == [(WAITING, "nl")]


@pytest.mark.django_db
def test_write_costs_no_query_while_the_process_knows_the_words() -> None:
    make.mail_text(subject="Nieuw")
    texts.know({}, math.inf)

    assert _words("Anna")[0].startswith("U staat op de wachtlijst")
    texts.forget()
    assert _words("Anna")[0] == "Nieuw"


# what is refused


@pytest.mark.parametrize(
    ("kind", "subject", "body", "field"),
    [
        (WAITING, "Dag {naam}", "Beste {naam},", ""),
        (WAITING, "Dag", "Kijk op {pagina}.", ""),
        (WAITING, "Dag", "Kijk ({pagina})\nof hier:\n{pagina}", ""),
        (WAITING, "Dag", "Kijk op {pagina}en wacht.", "body"),  # it would lead elsewhere
        (WAITING, "Dag", "Kijk op https://elders.example/?{pagina}", "body"),  # and tell somebody where it led
        (WAITING, "Dag", "Kijk op {pagina}.elders.example", "body"),
        (WAITING, "Dag {Naam}", "Dag", "subject"),
        (WAITING, "Dag", "Beste {onbekend},", "body"),
        (WAITING, "Dag", "Beste {naam,", "body"),
        (WAITING, "Dag", "Beste {{ naam }},", "body"),
        (WAITING, "Dag {goedkeuring}", "Dag", "subject"),  # it can be empty, or several lines
        (WAITING, "Dag", "[[link]]", "body"),
        ("named_reminder", "Dag", "Klik: {link}", ""),
        ("named_reminder", "Dag", "Klik niet.", "body"),
        ("named_reminder", "Klik {link}", "{link}", "subject"),  # a subject is never filled with a secret
        ("evaluation_invitation", "Dag", "{aanleiding} {link}", "body"),  # whether it is anonymous must be said
    ],
)
def test_faults_are_told_at_their_field(kind: str, subject: str, body: str, field: str) -> None:
    assert set(texts.faults(kind, subject, body)) == ({field} if field else set())


@pytest.mark.django_db
def test_edit_text_refuses_what_cannot_be_filled() -> None:
    with pytest.raises(ChangeRefused):
        actions.edit_text(WAITING, "nl", "Dag", "{onbekend}", by=make.user(roles=[Role.PLANNER]), seen=_seen())

    assert not MailText.objects.exists()


@pytest.mark.django_db
def test_edit_and_restore_leave_who_did_it_and_what_it_said() -> None:
    first, second = make.user(roles=[Role.PLANNER]), make.user(roles=[Role.PLANNER])

    actions.edit_text(WAITING, "nl", "Dag {naam}", "Wacht.", by=first, seen=_seen())
    texts.forget()
    assert _words("Anna") == ("Dag Anna", "Wacht.\n")
    actions.restore_text(WAITING, "nl", by=second, seen=_seen())
    texts.forget()

    assert _words("Anna")[0].startswith("U staat op de wachtlijst")
    assert MailText.objects.get().changed_by == second
    lines = AuditEvent.objects.order_by("pk").select_related("payload")
    assert [(line.deed, line.actor, line.payload.data["subject"]) for line in lines] == [
        ("edit_text", first, "Dag {naam}"),
        ("restore_text", second, ""),
    ]
