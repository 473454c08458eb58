"""Organisations and the people who work there, the demo accounts among them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from config.demo import content
from config.demo.names import HOST, Names
from config.demo.story import Story, chance
from courses.models import Edition
from people import regions
from people.models import Affiliation, Area, Deputyship, Organisation, Role, RoleGrant, User
from people.rules import LONGEST_GRANT

SET_UP = date(2024, 6, 3)  # when accounts and roles were handed out
TRAINEE = "trainee omgevingsveiligheid"
CONTACT = "contactpersoon opleidingen"
STAFF_PER_MANAGER = 18


@dataclass(frozen=True)
class Cast:
    """Everyone in the story: the demo accounts by name, and the main affiliation of everybody at work."""

    accounts: dict[str, User]
    staff: list[Affiliation]

    def of(self, organisation: str, *functions: str) -> list[User]:
        """Who has one of `functions` (all when none is given) at the organisation with this code."""
        here = [one for one in self.staff if one.organisation.code == organisation]
        return [one.user for one in here if not functions or one.function in functions]

    def named(self, user: User) -> Affiliation:
        return next(one for one in self.staff if one.user == user)


@dataclass
class _Draft:
    """A person before the rows exist."""

    user: User
    organisation: Organisation
    function: str
    since: date
    manager: _Draft | None = None
    account: dict[str, Any] = field(default_factory=dict)


def load(story: Story) -> Cast:
    """Everybody, with addresses, affiliations and roles."""
    organisations = _organisations()
    drafts = _Casting(story, organisations).everyone()
    User.objects.bulk_create([draft.user for draft in drafts])
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=d.user, email=d.user.email, verified=True, primary=True) for d in drafts]
    )
    staff = Affiliation.objects.bulk_create([_affiliation(draft) for draft in drafts])
    cast = Cast({d.account["key"]: d.user for d in drafts if d.account}, staff)
    _second_jobs(story, organisations, cast)
    _grant_roles(story, drafts, cast)
    return cast


def _organisations() -> dict[str, Organisation]:
    regions.load()
    areas = {area.code: area for area in Area.objects.all()}
    for one in content.read("organisations")["organisations"]:
        Organisation.objects.create(
            code=one["code"],
            kind=one["kind"],
            name=one["name"],
            aliases=one.get("aliases", []),
            area=areas.get(one.get("area", "")),
        )
    return {organisation.code: organisation for organisation in Organisation.objects.select_related("area")}


class _Casting:
    """Gives everyone a name, a place and a manager."""

    def __init__(self, story: Story, organisations: dict[str, Organisation]) -> None:
        self.story, self.organisations, self.names = story, organisations, Names()
        self.files = content.read("organisations")
        self.chance = chance("people")
        self.accounts = [self._account(one) for one in content.read("accounts")["accounts"]]

    def everyone(self) -> list[_Draft]:
        drafts = list(self.accounts)
        for code, size in self._sizes().items():
            drafts += self._staff_of(self.organisations[code], size)
        self._tie_accounts(drafts)
        return drafts + self._trainees(drafts)

    def _sizes(self) -> dict[str, int]:
        codes = [c for c, o in self.organisations.items() if o.kind == Organisation.Kind.SAFETY_REGION]
        sizes = {code: self.files["region_staff"].get(code, self.files["region_default"]) for code in sorted(codes)}
        return sizes | {one["code"]: one["staff"] for one in self.files["organisations"]}

    def _account(self, facts: dict[str, Any]) -> _Draft:
        given, infix, family = facts["name"]
        address = f"{facts['key']}@{HOST}"
        user = self._dressed(User(email=address, given_name=given, infix=infix, family_name=family))
        since = self.story.day(facts.get("joined", date(2019, 3, 1)))
        return _Draft(user, self.organisations[facts["organisation"]], facts["function"], since, account=facts)

    def _staff_of(self, organisation: Organisation, size: int) -> list[_Draft]:
        """New people of `organisation`, so that with the accounts there are `size`."""
        here = [draft for draft in self.accounts if draft.organisation == organisation]
        managers = [draft for draft in here if draft.function.startswith("teamleider")]
        functions = self._functions(organisation, size - len(here), here)
        drafts = [self._newcomer(organisation, function) for function in functions]
        managers += [draft for draft in drafts if draft.function.startswith(("teamleider", "afdelingshoofd"))]
        for number, draft in enumerate(drafts):
            draft.manager = managers[number % len(managers)] if managers else None
            if draft in managers:
                draft.manager = managers[0] if draft is not managers[0] else None
        return drafts

    def _functions(self, organisation: Organisation, wanted: int, here: list[_Draft]) -> list[str]:
        """First who leads and who arranges training, then the work in turn."""
        kind = Organisation.Kind(organisation.kind)
        first: list[str] = []
        if kind in (kind.SAFETY_REGION, kind.ENVIRONMENTAL_SERVICE):
            leader = "risicobeheersing" if kind == kind.SAFETY_REGION else "vergunningen en toezicht"
            first += [f"teamleider {leader}"] * (1 + wanted // STAFF_PER_MANAGER)
            first += [] if any(draft.function == CONTACT for draft in here) else [CONTACT]
        if coordinates := self._area_to_coordinate(organisation):
            first.append(coordinates)
        work: list[str] = self.files["functions"][kind]
        return (first + work * wanted)[:wanted]

    def _area_to_coordinate(self, organisation: Organisation) -> str:
        """The first region of each area also has its co-ordinator, unless an account is."""
        area = organisation.area
        if area is None or any(d.account.get("scope") == "area" and d.organisation.area == area for d in self.accounts):
            return ""
        regions_here = [o.code for o in self.organisations.values() if o.area == area and o.code.startswith("VR")]
        return f"coördinator IV-gebied {area.name}" if organisation.code == min(regions_here) else ""

    def _newcomer(self, organisation: Organisation, function: str) -> _Draft:
        literal = date(2009, 1, 1) + timedelta(days=self.chance.randrange(15 * 365))
        return _Draft(self._dressed(self.names.person()), organisation, function, self.story.day(literal))

    def _tie_accounts(self, drafts: list[_Draft]) -> None:
        by_key = {draft.account["key"]: draft for draft in self.accounts}
        for draft in self.accounts:
            draft.manager = by_key.get(draft.account.get("manager", ""))

    def _trainees(self, drafts: list[_Draft]) -> list[_Draft]:
        """The trainees who are not an account."""
        cohort = content.read("cohort")
        found = []
        for place in cohort["trainees"]:
            if "account" not in place:
                draft = self._newcomer(self.organisations[place["region"]], TRAINEE)
                draft.since = self.story.day(cohort["starts_on"])
                leaders = [d for d in drafts if d.organisation == draft.organisation and "teamleider" in d.function]
                draft.manager = leaders[0]
                found.append(draft)
        return found

    def _dressed(self, user: User) -> User:
        user.password = make_password(None)
        user.date_joined = self.story.moment(SET_UP, time(9))
        return user


def _affiliation(draft: _Draft) -> Affiliation:
    return Affiliation(
        user=draft.user,
        organisation=draft.organisation,
        function=draft.function,
        manager=draft.manager.user if draft.manager else None,
        valid_from=draft.since,
    )


def _second_jobs(story: Story, organisations: dict[str, Organisation], cast: Cast) -> None:
    """Some serve two regions, some came from another one."""
    second = [("VR14", "VR25"), ("VR25", "VR14"), ("VR10", "VR12")]
    former = [("VR22", "VR20"), ("VR08", "VR07"), ("VR16", "VR17"), ("VR02", "VR01")]
    rows = []
    for here, there in second:
        for user in cast.of(here, "adviseur omgevingsveiligheid")[:1]:
            rows.append(_extra(user, organisations[there], story.day(date(2024, 7, 1)), None))
    for here, there in former:
        for one in [a for a in cast.staff if a.organisation.code == here and a.function == "inspecteur Seveso"][:1]:
            rows.append(_extra(one.user, organisations[there], one.valid_from - timedelta(days=900), one.valid_from))
    Affiliation.objects.bulk_create(rows)


def _extra(user: User, organisation: Organisation, since: date, until: date | None) -> Affiliation:
    last = until - timedelta(days=1) if until else None
    function = "adviseur omgevingsveiligheid"
    return Affiliation(user=user, organisation=organisation, function=function, valid_from=since, valid_until=last)


def _grant_roles(story: Story, drafts: Iterable[_Draft], cast: Cast) -> None:
    """Roles of the accounts, a training contact for each region and service, a co-ordinator for each area."""
    giver = cast.accounts["beheer"]
    grants: dict[Role, list[RoleGrant]] = defaultdict(list)
    for draft in drafts:
        role = _role(draft)
        if role:
            since = story.day(SET_UP)
            grant = RoleGrant(user=draft.user, role=role, valid_from=since, valid_until=since + LONGEST_GRANT)
            grant.granted_by = None if draft.user == giver else giver
            _scope(grant, draft)
            grants[role].append(grant)
    RoleGrant.objects.bulk_create([grant for given in grants.values() for grant in given])


def _role(draft: _Draft) -> Role | None:
    if "role" in draft.account:
        return Role(draft.account["role"])
    if draft.function == CONTACT:
        return Role.TRAINING_CONTACT
    return Role.AREA_COORDINATOR if draft.function.startswith("coördinator IV-gebied") else None


def _scope(grant: RoleGrant, draft: _Draft) -> None:
    if grant.role == Role.TRAINING_CONTACT:
        grant.scope, grant.organisation = RoleGrant.Scope.ORGANISATION, draft.organisation
    elif grant.role == Role.AREA_COORDINATOR:
        grant.scope, grant.area = RoleGrant.Scope.AREA, draft.organisation.area


def help_out(story: Story, cast: Cast, edition: Edition) -> None:
    """A training contact on holiday has a deputy, and a trainer helps to plan the network day."""
    boss, contact = cast.accounts["beheer"], cast.accounts["contact.limburg"]
    leader = next(one.user for one in cast.staff if one.organisation.code == "VR24" and "teamleider" in one.function)
    days = {"valid_from": story.today - timedelta(days=3), "valid_until": story.today + timedelta(days=11)}
    Deputyship.objects.create(absent=contact, deputy=leader, named_by=contact, **days)
    helper = cast.of("NIPV", "docent")[-1]
    RoleGrant.objects.create(
        user=helper,
        role=Role.PLANNER,
        scope=RoleGrant.Scope.EDITION,
        object_id=edition.pk,
        valid_from=story.today - timedelta(days=30),
        valid_until=edition.ends_on,
        granted_by=boss,
    )


def open_accounts(cast: Cast) -> None:
    """Let the demo accounts sign in with the one password, hashed once."""
    password = make_password(content.read("accounts")["password"])
    User.objects.filter(pk__in=[user.pk for user in cast.accounts.values()]).update(password=password)
