"""Who is asked, and which rounds there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from courses.models import Edition, TrainerAssignment
from enrolments.models import Enrolment, Status
from evaluations.models import (
    Audience,
    Invitation,
    InvitationLink,
    NamedAnswer,
    OpenAnswers,
    Question,
    Questionnaire,
    Round,
)
from people import sealing
from people.models import Area, Organisation, Role, RoleGrant, User
from trainees.models import Cohort, Placement, Traineeship


@dataclass(frozen=True)
class Invitee:
    """Somebody to ask, as what, and for which organisation."""

    person: User
    audience: Audience
    organisation: Organisation | None = None

    @property
    def area(self) -> Area | None:
        return self.organisation.area if self.organisation else None


def invitation_of(token: str) -> Invitation | None:
    """The invitation that a personal link leads to, without the person.

    A plain read of rows that were read at opening: nothing of them is locked or touched.
    """
    link = InvitationLink.objects.filter(token_hash=sealing.token_hash(token))
    return Invitation.objects.select_related("round__questionnaire", "area").filter(links__in=link).first()


def questions_for(round: Round, audience: str) -> list[Question]:
    """What somebody of this audience is asked, in order."""
    return [question for question in round.questionnaire.questions.all() if audience in question.audiences]


def questionnaire_for_editions() -> Questionnaire | None:
    """The newest version of what is asked when an edition is over."""
    return Questionnaire.objects.filter(for_editions=True).order_by("-version").first()


def editions_to_evaluate(today: date) -> QuerySet[Edition]:
    """Editions that ended lately, whose results are known of everybody, and that have no round yet."""
    over = Edition.objects.filter(
        status=Edition.Status.COMPLETED, ends_on__lt=today, ends_on__gte=today - settings.ROUND_LOOKS_BACK
    )
    undecided = Enrolment.objects.filter(edition=OuterRef("pk"), status=Status.ENROLLED)
    asked = Round.objects.filter(edition=OuterRef("pk"), moment=Round.Moment.END)
    return over.filter(~Exists(undecided), ~Exists(asked)).select_related("course").order_by("pk")


def end_rounds(enrolments: Iterable[Enrolment]) -> dict[int, Round]:
    """The open evaluation of each edition that these were in: edition -> round. One query."""
    editions = {one.edition_id for one in enrolments}
    found = Round.objects.filter(edition__in=editions, moment=Round.Moment.END, state=Round.State.OPEN)
    return {one.edition_id: one for one in found if one.edition_id}


def open_rounds_of_editions() -> QuerySet[Round]:
    return Round.objects.filter(state=Round.State.OPEN, is_anonymous=True, edition__isnull=False)


def rounds_with_texts() -> QuerySet[Round]:
    """Rounds whose open answers wait for review."""
    return Round.objects.filter(Exists(OpenAnswers.objects.filter(round=OuterRef("pk"))))


def participants_of(edition: Edition) -> list[Invitee]:
    """Those who were there."""
    there = Enrolment.objects.filter(edition=edition, status=Status.COMPLETED)
    found = there.select_related("user", "organisation__area").order_by("pk")
    return [Invitee(one.user, Audience.PARTICIPANT, one.organisation) for one in found]


def invitees_of(cohort: Cohort, audiences: Iterable[str], today: date) -> list[Invitee]:
    """Everybody of these audiences around the cohort today; nobody twice, under the first audience that fits."""
    found: dict[int, Invitee] = {}
    for audience in audiences:
        for invitee in _AUDIENCES[Audience(audience)](cohort, today):
            found.setdefault(invitee.person.pk, invitee)
    return list(found.values())


def _trainees(cohort: Cohort, today: date) -> list[Invitee]:
    where = {bond.traineeship_id: bond.organisation for bond in _placements(cohort, today)}
    trainees = Traineeship.objects.filter(cohort=cohort, starts_on__lte=today, ends_on__gte=today)
    found = trainees.select_related("trainee").order_by("pk")
    return [Invitee(one.trainee, Audience.TRAINEE, where.get(one.pk)) for one in found]


def _supervisors(cohort: Cohort, today: date) -> list[Invitee]:
    bonds = _placements(cohort, today)
    return [Invitee(bond.supervisor, Audience.SUPERVISOR, bond.organisation) for bond in bonds if bond.supervisor]


def _managers(cohort: Cohort, today: date) -> list[Invitee]:
    bonds = _placements(cohort, today)
    return [Invitee(bond.manager, Audience.MANAGER, bond.organisation) for bond in bonds if bond.manager]


def _trainers(cohort: Cohort, today: date) -> list[Invitee]:
    """Who taught an edition that a trainee of the cohort followed."""
    trainees = Traineeship.objects.filter(cohort=cohort).values("trainee")
    followed = Enrolment.objects.filter(user__in=trainees, status__in=[Status.ENROLLED, Status.COMPLETED])
    taught = TrainerAssignment.objects.coming().filter(
        session__edition__in=followed.values("edition"), session__ends_at__date__lt=today
    )
    return [Invitee(one, Audience.TRAINER) for one in User.objects.filter(pk__in=taught.values("trainer"))]


def _regions(cohort: Cohort, today: date) -> list[Invitee]:
    """Per safety region one person who answers for it: of one that takes part the line manager, else the contact."""
    speaker: dict[int, Invitee] = {}
    for bond in _placements(cohort, today):
        if bond.manager:
            speaker.setdefault(bond.organisation_id, Invitee(bond.manager, Audience.REGION, bond.organisation))
    contacts = RoleGrant.objects.filter(role=Role.TRAINING_CONTACT).on(today).order_by("pk")
    for grant in contacts.select_related("user", "organisation__area"):
        if grant.organisation and grant.organisation.kind == Organisation.Kind.SAFETY_REGION:
            speaker.setdefault(grant.organisation.pk, Invitee(grant.user, Audience.REGION, grant.organisation))
    return list(speaker.values())


def _placements(cohort: Cohort, today: date) -> QuerySet[Placement]:
    current = Placement.objects.filter(traineeship__cohort=cohort).on(today).order_by("pk")
    return current.select_related("organisation__area", "supervisor", "manager")


_AUDIENCES = {
    Audience.TRAINEE: _trainees,
    Audience.SUPERVISOR: _supervisors,
    Audience.MANAGER: _managers,
    Audience.TRAINER: _trainers,
    Audience.REGION: _regions,
}
COHORT_AUDIENCES = tuple(_AUDIENCES)  # who can be asked about a cohort


def rounds_of(user: User) -> QuerySet[Round]:
    """The rounds that `user` may see something of, the newest first."""
    rounds = Round.objects.visible_to(user).select_related("questionnaire", "edition__course", "cohort")
    return rounds.prefetch_related("response_days")


def audience_sizes(today: date) -> list[tuple[Cohort, list[tuple[str, int]]]]:
    """Of each running cohort how many people there are to ask, audience by audience."""
    running = Cohort.objects.filter(starts_on__lte=today, ends_on__gte=today)
    return [
        (cohort, [(audience, len(invitees_of(cohort, [audience], today))) for audience in COHORT_AUDIENCES])
        for cohort in running
    ]


@dataclass(frozen=True)
class OfficialAnswer:
    """What was answered for an organisation, with who did; `told` pairs each question with its answer in words."""

    answer: NamedAnswer
    told: list[tuple[Question, str]]


def official_answers(round: Round) -> list[OfficialAnswer]:
    """What was answered by name, organisation by organisation. Two queries."""
    questions = list(round.questionnaire.questions.all())
    return [
        OfficialAnswer(
            answer,
            [(q, _in_words(q, answer.answers[str(q.pk)])) for q in questions if str(q.pk) in answer.answers],
        )
        for answer in named_answers(round)
    ]


def _in_words(question: Question, value: Any) -> str:
    if question.is_open:
        return str(value)
    chosen = value if isinstance(value, list) else [value]
    return ", ".join(question.options.get(choice, str(choice)) for choice in chosen)


def named_answers(round: Round) -> QuerySet[NamedAnswer]:
    """Official answers, by organisation."""
    found = NamedAnswer.objects.filter(invitation__round=round).select_related("invitation__organisation")
    return found.order_by("invitation__organisation__search_key", "pk")


def rounds_to_remind(today: date) -> QuerySet[Round]:
    """Anonymous rounds that close soon, and whose people were not reminded yet."""
    return Round.objects.filter(_closes_soon(today), is_anonymous=True, reminded_at=None)


def still_to_answer(today: date) -> QuerySet[Invitation]:
    """Who was asked in a named round that closes soon, and has not answered. One query."""
    named = Round.objects.filter(_closes_soon(today), is_anonymous=False)
    silent = Invitation.objects.filter(round__in=named, named_answer=None, person__is_active=True)
    return silent.select_related(
        "person", "organisation", "round__questionnaire", "round__cohort", "round__edition__course"
    ).order_by("pk")


def _closes_soon(today: date) -> Q:
    """Open since some days, and closing within the time of the reminder."""
    closes = Q(closes_at__date__gt=today, closes_at__date__lte=today + settings.ROUND_REMINDER)
    return closes & Q(state=Round.State.OPEN, opens_at__date__lt=today - timedelta(days=2))
