from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import DateField, F, IntegerField, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people import clock, meanwhile
from people.fields import AddressField, FoldedKey
from people.models.deputy import Deputyship
from people.models.organisation import Organisation
from people.models.role import Role, RoleGrant
from people.prepared import Given, PreparedObjects


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A person; without `password` nobody can sign in with one (a code by mail always works)."""
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_superuser=True, is_staff=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. May exist before the first sign-in, enrolled or imported by a colleague."""

    class Language(models.TextChoices):
        DUTCH = "nl", "Nederlands"
        ENGLISH = "en", "English"

    email = AddressField(_("e-mailadres"), unique=True, max_length=254)
    given_name = models.CharField(_("voornaam"), max_length=60, blank=True)
    infix = models.CharField(_("tussenvoegsel"), max_length=20, blank=True)
    family_name = models.CharField(_("achternaam"), max_length=120, blank=True)
    language = models.CharField(_("taal"), max_length=2, choices=Language, default=Language.DUTCH)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)
    notice_version = models.PositiveSmallIntegerField(default=0)  # of the privacy notice, as last read; 0: none yet
    notice_read_at = models.DateTimeField(null=True, blank=True)
    sort_key = FoldedKey("family_name", "given_name", "infix", "email", db_index=True)  # every list of persons
    search_key = FoldedKey("full_name", "email")

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["sort_key"]
        constraints = [models.CheckConstraint(condition=Q(email=Lower(F("email"))), name="email_in_lower_case")]

    def __str__(self) -> str:
        return self.full_name or self.email

    @property
    def full_name(self) -> str:
        """Given name, infix and family name, as people say it."""
        return " ".join(part for part in (self.given_name, self.infix, self.family_name) if part)

    @property
    def name_mark(self) -> str:
        """Tells this name from another, for who corrects it."""
        return meanwhile.mark(self.given_name, self.infix, self.family_name)

    @property
    def list_name(self) -> str:
        """As lists show it: 'Berg, Jan van den'."""
        rest = " ".join(part for part in (self.given_name, self.infix) if part)
        return f"{self.family_name}, {rest}" if self.family_name and rest else str(self)

    @cached_property
    def grants(self) -> list[RoleGrant]:
        """The roles that this person has today: given, or as deputy of who was given them. One query a request.

        A deputy for everything is no administrator; another deputy speaks for an organisation, and no more.
        """
        today = clock.today()
        absentees = Deputyship.objects.absentees(self, today)
        everything = Deputyship.objects.absentees(self, today, everything=True)
        held = Q(user=self) | Q(user__in=absentees, role=Role.TRAINING_CONTACT)
        held |= Q(user__in=everything) & ~Q(role=Role.ADMINISTRATOR)
        return list(RoleGrant.objects.filter(held).on(today).select_related("user", "area", "organisation"))

    @cached_property
    def employments(self) -> list[Affiliation]:
        """For whom this person works today, the main one first."""
        return [bond for bond in self._bonds if bond.user_id == self.pk]

    @cached_property
    def contact_for(self) -> list[int]:
        """The organisations this person speaks for as training contact today, and those that went over into them.

        One query, only for a training contact.
        """
        own = [grant.organisation_id for grant in self.grants if grant.role == Role.TRAINING_CONTACT]
        merged = Organisation.objects.filter(successor__in=own, valid_until__lt=clock.today())
        return [*(pk for pk in own if pk), *(merged.values_list("pk", flat=True) if own else [])]

    @cached_property
    def manages_somebody(self) -> bool:
        """Line manager of at least one person today, or deputy of one."""
        return bool(self.managed)

    @cached_property
    def managed(self) -> list[Affiliation]:
        """Who works under this person today, and where; of whom this person stands in for too."""
        return [bond for bond in self._bonds if bond.user_id != self.pk]

    @property
    def stands_in_for(self) -> list[User]:
        """For whom this person is deputy today and has a role or people to look after. No query of its own."""
        others = [grant.user for grant in self.grants] + [bond.manager for bond in self.managed if bond.manager]
        return sorted({one for one in others if one.pk != self.pk}, key=lambda one: one.sort_key)

    @cached_property
    def _bonds(self) -> list[Affiliation]:
        """Where this person works, and who works under this person today. One query, once per request."""
        return _BONDS.found(user=self.pk, day=clock.today())

    def leading(self, field: str) -> Q:
        """Where the line manager in `field` is this person, or somebody for whom this person stands in today."""
        return _leading(field, self, clock.today())

    def has_role(self, *roles: Role) -> bool:
        """Holds one of `roles` for all that the role is about; for one edition or traineeship is not enough."""
        return any(grant.role in roles and not grant.is_narrow for grant in self.grants)

    def given_for(self, role: Role) -> set[int]:
        """The editions, or the traineeships, for which alone this person holds `role`."""
        return {grant.object_id for grant in self.grants if grant.role == role and grant.object_id}


def _leading(field: str, leader: User | Given, day: date | Given) -> Q:
    return Q(**{field: leader}) | Q(**{f"{field}__in": Deputyship.objects.absentees(leader, day)})


class AffiliationQuerySet(models.QuerySet["Affiliation"]):
    def on(self, day: date | Given) -> Self:
        """Affiliations that hold on `day`; the first and the last day count."""
        return self.filter(valid_from__lte=day).filter(Q(valid_until=None) | Q(valid_until__gte=day))

    def during(self, first: date, last: date | None) -> Self:
        """Affiliations that hold on at least one day from `first` to `last`; no last day is for ever."""
        begun = self if last is None else self.filter(valid_from__lte=last)
        return begun.filter(Q(valid_until=None) | Q(valid_until__gte=first))


class Affiliation(models.Model):
    """A person working for an organisation, for a while. Two at once is possible."""

    user = models.ForeignKey(User, models.CASCADE, related_name="affiliations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="affiliations")
    function = models.CharField(_("functie"), max_length=120, blank=True)
    manager = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="managed_affiliations")
    manager_address = AddressField(blank=True, default="")  # a manager who has no account
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)  # the last day

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"], condition=Q(valid_until=None), name="one_open_affiliation"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="affiliation_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.organisation})"


def _bonds() -> QuerySet[Affiliation]:
    user, day = Given("user", IntegerField()), Given("day", DateField())
    bonds = Affiliation.objects.filter(Q(user=user) | _leading("manager", user, day)).on(day)
    return bonds.select_related("organisation", "manager")


_BONDS = PreparedObjects(_bonds)
