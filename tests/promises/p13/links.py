"""The two sorts of secret feeds, and what ends them beside being replaced."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from tests.promises import stage
from tests.promises.p13.shared_cache import SharedCache
from tests.promises.stage import Person, Site

TOKEN = re.compile(rb"/agenda/(?:mijn|zaal)/([\w-]+)\.ics")
LONG_AGO = timedelta(days=396)  # thirteen months
LAPSED = "verlopen, omdat hij dertien maanden niet was gelezen"


@dataclass(frozen=True)
class Link:
    """A secret feed: whose it is, the page that makes it and the one that ends it, and where it opens."""

    person: Person
    page: str
    end: str
    feed: str

    def at(self, token: str) -> str:
        return f"/agenda/{self.feed}/{token}.ics"

    def new(self, site: Site) -> str:
        """The token of a new link, from the page."""
        found = TOKEN.search(site.ask("POST", self.page, session=self.person.session).page)
        if found is None:
            raise AssertionError("the page showed no new link")
        return found[1].decode()


def own() -> Link:
    """Somebody with a seat, and the own calendar."""
    from courses.models import Edition  # noqa: PLC0415  # Django must stand first
    from people.models import User  # noqa: PLC0415  # the same
    from tests import make  # noqa: PLC0415  # the same

    (person,) = stage.people(1)
    make.enrolment(User.objects.get(pk=person.pk), Edition.objects.get(code=stage.edition(5)))
    return Link(person, "/mijn/agenda/", "/mijn/agenda/beeindigen/", "mijn")


def of_a_room() -> Link:
    """A planner, and the calendar of a room that is in use."""
    from courses.models import Edition  # noqa: PLC0415  # Django must stand first
    from tests import make  # noqa: PLC0415  # the same

    room = make.room()
    Edition.objects.get(code=stage.edition(5)).sessions.update(room=room)
    page = f"/planning/zalen/{room.pk}/"
    return Link(stage.planner(), page, f"{page}agendalink/beeindigen/", "zaal")


def what_does_not_hold(site: Site) -> list[str]:
    """What else should end a link, or change what it opens, and does not."""
    from courses.models import Session  # noqa: PLC0415  # Django must stand first
    from enrolments.models import Enrolment, Status  # noqa: PLC0415  # the same
    from people.models import RoleGrant, User  # noqa: PLC0415  # the same

    holds: dict[str, bool] = {}
    for kind in (own, of_a_room):
        link, other = kind(), kind()
        user = User.objects.filter(pk=link.person.pk)
        changes: dict[str, Callable[[], object]] = {
            "mijn": partial(Enrolment.objects.filter(user__in=user).update, status=Status.WITHDRAWN),
            "zaal": partial(Session.objects.update, room=None),
        }
        holds[f"{link.feed} follows"] = _follows(site, link, changes[link.feed])
        holds[f"{link.feed} ended"] = _ends(site, link, partial(site.post, link.person, link.end))
        holds[f"{link.feed} lapsed"] = lapses(site, link)
        holds[f"{link.feed} blocked"] = _ends(site, link, partial(user.update, is_active=False))
        if link.feed == "zaal":
            role = RoleGrant.objects.filter(user=other.person.pk)
            holds["zaal without the role"] = _ends(site, other, role.delete)
    return [name for name, so in holds.items() if not so]


def lapses(site: Site, link: Link) -> bool:
    """Whether it opens nothing when nobody read it for so long, and its page says so; a day less, and it opens."""
    from django.utils import timezone  # noqa: PLC0415  # Django must stand first

    from courses.models import RoomFeed  # noqa: PLC0415  # the same
    from people.models import CalendarFeed  # noqa: PLC0415  # the same

    feeds = (CalendarFeed if link.feed == "mijn" else RoomFeed).objects.filter(user=link.person.pk)
    cache, path = SharedCache(site.port), link.at(link.new(site))
    seen = []
    for day in (LONG_AGO - timedelta(days=1), LONG_AGO):
        feeds.update(last_used_on=timezone.localdate() - day)
        page = site.ask("GET", link.page, session=link.person.session).page.decode()
        seen.append((cache.get(path).status, LAPSED in page))
    return seen == [(200, False), (404, True)]


def _follows(site: Site, link: Link, change: Callable[[], object]) -> bool:
    """Whether what left the calendar is gone at the next poll."""
    cache, path = SharedCache(site.port), link.at(link.new(site))
    before = cache.get(path)
    change()
    after = cache.get(path, etag=before.etag)
    return b"BEGIN:VEVENT" in before.body and after.status == 200 and b"BEGIN:VEVENT" not in after.body


def _ends(site: Site, link: Link, deed: Callable[[], object]) -> bool:
    cache, path = SharedCache(site.port), link.at(link.new(site))
    before = cache.get(path).status
    deed()
    return (before, cache.get(path).status) == (200, 404)
