"""P21 Accounts cannot be enumerated: whoever types an address at a door learns nothing about it, nor from the time.

Known and unknown addresses take turns; after the tokens are blotted out the answers are equal, byte for byte.
The area under the curve says how often a known address takes longer than an unknown one: 0.5 is no telling.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from tests.promises import stage
from tests.promises.p21.asking import Seen, Stranger
from tests.promises.p21.light import make_light

PAIRS, CONTROL_PAIRS, WARM_UP = 200, 40, 10
FROM, TO = 0.40, 0.60
TELLS = 0.85  # of the control
PASSWORD = "niet-het-wachtwoord"
NEWCOMER = {"given_name": "Anna", "family_name": "Bos", "password1": "een-lang-en-nieuw-wachtwoord"}


@dataclass(frozen=True)
class Route:
    """A door where an address is typed, and the page that follows."""

    name: str
    path: str
    box: str = "email"
    others: dict[str, str] = field(default_factory=dict)
    after: str = ""
    needs_session: bool = False


ROUTES = [
    Route("code", "/account/login/code/", after="/account/login/code/confirm/"),
    Route("password", "/account/login/", box="login", others={"password": PASSWORD}),
    Route("reset", "/account/password/reset/", after="/account/password/reset/done/"),
    Route("sign-up", "/account/signup/", others=NEWCOMER, after="/account/confirm-email/"),
    Route("passkey-sign-up", "/account/signup/passkey/", others=NEWCOMER, after="/account/confirm-email/"),
    Route(
        "new-address", "/account/email/", others={"action_add": ""}, after="/account/confirm-email/", needs_session=True
    ),
]


@dataclass
class Told:
    """What came back at one door: seconds for a known and an unknown address, and pairs that differed."""

    known: list[float] = field(default_factory=list)
    unknown: list[float] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)

    @property
    def area(self) -> float:
        return area_under_curve(self.known, self.unknown)


def main(db: str) -> str:
    """Ask at every door, then where mail leaves in the request; the line of evidence."""
    stage.set_up()
    known, session = _known(PAIRS + WARM_UP), stage.people(1)[0].session
    with stage.served("tests.promises.p21.roomy") as site:
        found: dict[str, Told] = {}
        stage.at_once([partial(_note, found, site, route, known, session) for route in ROUTES])
    with stage.served("tests.promises.p21.control", workers=1, threads=2) as site:
        control = {r.name: _told(site, r, known[: CONTROL_PAIRS + WARM_UP], session).area for r in ROUTES[:3]}
    differing = [line for told in found.values() for line in told.differing]
    areas = " ".join(f"{name}={told.area:.2f}" for name, told in found.items())
    if differing or not all(FROM <= told.area <= TO for told in found.values()):
        raise AssertionError(f"P21 {db}: {areas}; {len(differing)} answers differ: {differing[:4]}")
    if not all(area >= TELLS or area <= 1 - TELLS for area in control.values()):
        raise AssertionError(f"P21 {db}: the control tells nothing: {control}")
    given_away = " ".join(f"{name}={area:.2f}" for name, area in control.items())
    return f"P21 {PAIRS} pairs x{len(ROUTES)} {db} differing=0 auc {areas} control-auc {given_away} control=red"


def area_under_curve(first: Sequence[float], second: Sequence[float]) -> float:
    """How often one of `first` is larger than one of `second`; a draw counts half."""
    wins = sum((a > b) + (a == b) / 2 for a in first for b in second)
    return wins / (len(first) * len(second))


def _note(found: dict[str, Told], site: stage.Site, route: Route, known: Sequence[str], session: str) -> None:
    found[route.name] = _told(site, route, known, session)


def _told(site: stage.Site, route: Route, known: Sequence[str], session: str) -> Told:
    """Ask about known and unknown addresses in turn, one after the other; the first few only warm the site up."""
    told = Told()
    cookies = {"sessionid": session} if route.needs_session else {}
    for number, address in enumerate(known):
        pair = (address, f"nobody{number:05d}@{route.name}.example")
        seen: dict[str, tuple[Seen, ...]] = {}
        for asked in pair if number % 2 else reversed(pair):
            seen[asked], took = _ask(Stranger(site.port, dict(cookies)), route, asked)
            if number >= WARM_UP:
                (told.known if asked == address else told.unknown).append(took)
        if seen[pair[0]] != seen[pair[1]]:
            told.differing.append(f"{route.name}: {_difference(seen[pair[0]], seen[pair[1]])}")
    return told


def _ask(browser: Stranger, route: Route, address: str) -> tuple[tuple[Seen, ...], float]:
    """The answer, and the page after it; with the seconds of both together."""
    answer, took = browser.ask("POST", route.path, address, {route.box: address} | route.others)
    if not route.after:
        return (answer,), took
    page, later = browser.ask("GET", route.after, address)
    return (answer, page), took + later


def _difference(one: tuple[Seen, ...], other: tuple[Seen, ...]) -> str:
    """The first place where two answers part."""
    left, right = str(one), str(other)
    start = next((at for at, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    return f"{left[max(0, start - 60) : start + 60]!r} / {right[max(0, start - 60) : start + 60]!r}"


def _known(number: int) -> list[str]:
    """Addresses of persons with a password, kept as production keeps it."""
    from allauth.account.models import EmailAddress  # noqa: PLC0415  # Django must stand first
    from django.contrib.auth.hashers import Argon2PasswordHasher  # noqa: PLC0415  # the same

    from people.models import User  # noqa: PLC0415  # the same

    make_light()
    kept = Argon2PasswordHasher().encode(NEWCOMER["password1"], "salt-of-the-test")
    made = User.objects.bulk_create(
        User(email=f"person{n:05d}@known.example", given_name="Anna", family_name="Bos", password=kept)
        for n in range(number)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in made
    )
    return [user.email for user in made]
