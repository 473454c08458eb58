from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from courses.cancellation import Terms
from courses.models import Course, Edition, Module, TrainerAssignment
from enrolments.models.reservation import SeatReservation
from people.models import Organisation, Role, User

COST_CENTRE_LENGTH = 40  # characters; what the employer's own books call it


class Status(models.TextChoices):
    """Where an enrolment stands."""

    REQUESTED = "requested", _("aangevraagd")
    ENROLLED = "enrolled", _("ingeschreven")
    WAITING = "waiting", _("op de wachtlijst")
    OFFERED = "offered", _("plaats aangeboden")
    DECLINED = "declined", _("niet goedgekeurd")
    WITHDRAWN = "withdrawn", _("uitgeschreven")
    LAPSED = "lapsed", _("aanbod verlopen")
    CANCELLED = "cancelled", _("uitvoering geannuleerd")
    COMPLETED = "completed", _("afgerond")
    NOT_COMPLETED = "not_completed", _("niet afgerond")
    MOVED = "moved", _("verplaatst")


# A person has at most one of these per edition.
ACTIVE = [Status.REQUESTED, Status.ENROLLED, Status.WAITING, Status.OFFERED]
SEATED = [Status.ENROLLED, Status.COMPLETED, Status.NOT_COMPLETED]  # has, or had, a seat
# What a seat cannot be given away from: a request and an offer hold one until they are answered.
TAKEN = [Status.REQUESTED, Status.OFFERED, *SEATED]
HOLDING = [Status.REQUESTED, *SEATED]  # who holds, or held, a seat by their own answer: only they choose workshops


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def active(self) -> Self:
        return self.filter(status__in=ACTIVE)

    def seated(self) -> Self:
        """Who has or had a seat; whoever still waits for approval, or was only offered one, has none yet."""
        return self.filter(status__in=SEATED)

    def explained(self) -> Self:
        """With all that says why it stands so (`enrolments/why.py`): no query more, whatever is shown of how many."""
        steps = EnrolmentChange.objects.filter(enrolment=OuterRef("pk")).order_by("-at", "-pk")
        last = {f"step_{name}": Subquery(steps.values(name)[:1]) for name in ("reason", "remark", "at")}
        return self.annotate(came_back=came_back(), **last).select_related(
            "edition__course", "user", "organisation", "withdrawal", "moved_to__edition"
        )

    def visible_to(self, user: User) -> Self:
        """One's own; of one's organisation for a training contact; of whom one manages; of one's own editions
        for a trainer, and for who was given it to plan; all for planner and coordinator."""
        if user.has_role(Role.PLANNER, Role.COORDINATOR):
            return self
        teaches = TrainerAssignment.objects.coming().filter(session__edition=OuterRef("edition"), trainer=user)
        own = Q(user=user) | Q(organisation__in=user.contact_for) | user.leading("manager")
        return self.filter(own | Q(edition__in=user.given_for(Role.PLANNER)) | Q(Exists(teaches)))


def came_back() -> Exists:
    """For an enrolment: its person has a seat in the same edition again, for the same organisation, or had one and
    gave that back at a cost. One seat is paid once (docs/decisions/0045)."""
    later = Q(enrolled_at__gt=OuterRef("enrolled_at")) | Q(enrolled_at=OuterRef("enrolled_at"), pk__gt=OuterRef("pk"))
    paid = Q(status__in=SEATED) | Q(status=Status.WITHDRAWN, withdrawal__amount__gt=0)
    again = Enrolment.objects.filter(later, paid, edition=OuterRef("edition"), user=OuterRef("user"))
    return Exists(again.annotate(payer=Coalesce("organisation", 0)).filter(payer=Coalesce(OuterRef("organisation"), 0)))


class Enrolment(models.Model):
    """One person's seat, or wish for a seat, in one edition of a course."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="enrolments")
    user = models.ForeignKey(User, models.PROTECT, related_name="enrolments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True)  # for whom they come
    manager = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")  # at that moment
    status = models.CharField(max_length=14, choices=Status)
    number = models.PositiveIntegerField()  # order of arrival in the edition, given under its lock; of the seat
    modules = models.ManyToManyField(Module, blank=True)  # empty: the whole edition
    reservation = models.ForeignKey(  # whose kept seat it uses; empty: none
        SeatReservation, models.SET_NULL, null=True, blank=True, related_name="enrolments"
    )
    enrolled_at = models.DateTimeField()  # when this enrolment came in
    offered_until = models.DateTimeField(null=True, blank=True)  # from then on the offer is over; empty: never offered
    moved_from = models.OneToOneField(  # the seat in another edition of the course that this one came from
        "self", models.SET_NULL, null=True, blank=True, related_name="moved_to"
    )
    substitute_for = models.OneToOneField(  # whose seat this was
        "self", models.SET_NULL, null=True, blank=True, related_name="substitute"
    )
    cost_centre = models.CharField(max_length=COST_CENTRE_LENGTH, blank=True, default="")  # of the employer, if given
    # What was agreed when it came in; later changes of the course leave it alone.
    price = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    funding = models.CharField(max_length=10, choices=Course.Funding, default=Course.Funding.FREE)
    cancellation_tiers = models.JSONField(default=list, blank=True)
    leave_days_before = models.PositiveSmallIntegerField(default=1)
    first_day = models.DateField(null=True, blank=True)  # of the edition then; empty: not known

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["edition", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "user"], condition=Q(status__in=ACTIVE), name="one_active_enrolment_per_edition"
            ),
            models.UniqueConstraint(fields=["edition", "number"], name="one_number_per_edition"),
            models.CheckConstraint(condition=~Q(status="offered", offered_until=None), name="offer_says_until_when"),
            models.CheckConstraint(condition=Q(price__gte=0), name="enrolment_price_not_negative"),
        ]
        indexes = [
            models.Index(fields=["edition", "status", "number"], name="seats_and_queue"),  # who sits, who is next
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.edition.code} ({self.get_status_display()})"

    @property
    def is_active(self) -> bool:
        return self.status in ACTIVE

    @property
    def moved_to_code(self) -> str:
        """The edition that this seat moved to; empty: none that is known."""
        there: Enrolment | None = getattr(self, "moved_to", None)
        return there.edition.code if there else ""

    @property
    def terms(self) -> Terms:
        """What leaving costs, as was agreed."""
        return Terms.of(self.price, self.cancellation_tiers, self.leave_days_before)


class EnrolmentChange(models.Model):
    """One step in the life of an enrolment: what it became, when, by whom and why."""

    class Reason(models.TextChoices):
        """Closed list: why an enrolment changed (promise P02)."""

        ENROLLED = "enrolled", _("zelf ingeschreven")
        REQUESTED = "requested", _("zelf aangevraagd")
        BY_CONTACT = "by_contact", _("ingeschreven door de contactpersoon opleidingen")
        FULL = "full", _("geen plaats vrij bij inschrijven")
        MOVED_UP = "moved_up", _("plaats vrijgekomen")
        ACCEPTED = "accepted", _("aanbod aangenomen")
        REFUSED = "refused", _("aanbod afgeslagen")
        OFFER_LAPSED = "offer_lapsed", _("aanbod niet op tijd aangenomen")
        PASSED_KEPT = "passed_kept", _("een ander ging voor: die plaats werd vrijgehouden")
        PASSED_PART = "passed_part", _("een ander ging voor: er was alleen plaats bij een deel van de bijeenkomsten")
        APPROVED = "approved", _("goedgekeurd door de werkgever")
        DECLINED = "declined", _("niet goedgekeurd door de werkgever")
        TOO_LATE = "too_late", _("niet op tijd goedgekeurd")
        WITHDREW = "withdrew", _("zelf uitgeschreven")
        BY_PLANNER = "by_planner", _("uitgeschreven door de planner")
        REPLACED = "replaced", _("vervangen door een collega")
        SUBSTITUTE = "substitute", _("neemt de plaats van een collega over")
        MOVED_AWAY = "moved_away", _("verplaatst naar een andere uitvoering")
        MOVED_HERE = "moved_here", _("verplaatst uit een andere uitvoering")
        EDITION_CANCELLED = "edition_cancelled", _("uitvoering geannuleerd")
        RESULT = "result", _("uitvoering afgerond")

    PASSED = (Reason.PASSED_KEPT, Reason.PASSED_PART)  # nothing changed, but somebody behind got a seat

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="changes")
    status = models.CharField(max_length=14, choices=Status)
    reason = models.CharField(max_length=20, choices=Reason)
    remark = models.CharField(max_length=500, blank=True, default="")  # of who did it for the participant, who reads it
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # empty: the system itself
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_status_display()}: {self.get_reason_display()}"
