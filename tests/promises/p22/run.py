"""P22 Rate limits hold: against many at once, false headers and every way to write an address; never against the owner.

Two processes answer. What counts is how many guesses were looked at, in the window of one count.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from tests.promises import stage
from tests.promises.p22.attack import TOO_OFTEN, Attacker, all_at_once, guesses
from tests.promises.p23.browser import Browser

MANY = 200
HANDFUL = 12
SLACK = 2
PASSWORD = "leerlijn-proef"
OWNER = "eigenaar@münchen.example"
SPELLINGS = (OWNER, OWNER.upper(), f" {OWNER} ", "Eigenaar@xn--mnchen-3ya.example", "eigenaar@mu\u0308nchen.example")
HEADERS = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "CF-Connecting-IP", "X-Client-IP", "True-Client-IP")
PER_ACCOUNT, PER_PLACE, PER_CODE, CODES, MISSES, FILES = 5, 60, 5, 5, 60, 30  # as the settings have them
EVERYWHERE = {"200-places", "spellings", "code-requests", "resets"}  # guessed at from two hundred computers
Case = tuple[str, int, Callable[[Attacker], None]]


def main(db: str) -> str:
    """Guess everywhere, then where each process counts for itself; the line of evidence."""
    stage.set_up()
    owner, known = _person(OWNER), _person("bekend@example.org")
    session = stage.planner().session
    with stage.served() as site:
        browser = _signed_in_before(site, known)
        seen = {
            name: (_run(site, case, name in EVERYWHERE), limit)
            for name, limit, case in _cases(
                session, f"/planning/uitvoeringen/{stage.edition(5)}/deelnemers/?export=csv"
            )
        }
        own = _gets_in(site, browser, known)
    with stage.served("tests.promises.p22.control") as site:
        _forget()
        fooled = _run(site, partial(_passwords, [owner] * MANY, _false(MANY)))[0]
    over = {name: found for name, ((found, _w), limit) in seen.items() if not 0 < found <= limit + SLACK}
    wrongs = [wrong for (_found, wrongs), _limit in seen.values() for wrong in wrongs]
    if over or wrongs or not own:
        raise AssertionError(f"P22 {db}: over the limit {over}; wrong {wrongs[:5]}; owner gets in: {own}")
    if fooled <= PER_ACCOUNT + SLACK:
        raise AssertionError(f"P22 {db}: the control holds too: {fooled}")
    told = " ".join(f"{name}={found}/{limit}" for name, ((found, _w), limit) in seen.items())
    return (
        f"P22 {MANY} guesses x{len(seen)} {db} evaluated {told} owner-in=yes control={fooled}/{PER_ACCOUNT} control=red"
    )


def _cases(session: str, file: str) -> list[Case]:
    """What is guessed at, how much of it may be looked at, and how it is done. A new count begins with each."""
    one, many = [OWNER] * MANY, [f"iemand{n}@example.org" for n in range(MANY)]
    spelled = [SPELLINGS[n % len(SPELLINGS)] for n in range(MANY)]
    feeds = [f"/agenda/mijn/onzin{n}.ics" for n in range(MANY)]
    letters = [f"/goedkeuring/onzin{n}/" for n in range(MANY)]
    return [
        ("one-account", PER_ACCOUNT, partial(_passwords, one, [{}] * MANY)),
        ("200-places", PER_ACCOUNT, partial(_passwords, one, [{}] * MANY)),
        ("false-headers", PER_ACCOUNT, partial(_passwords, one, _false(MANY))),
        ("spellings", PER_ACCOUNT, partial(_passwords, spelled, _false(MANY))),
        ("200-accounts", PER_PLACE, partial(_passwords, many, _false(MANY))),
        ("code-requests", CODES, partial(_forms, "/account/login/code/", {"email": OWNER})),
        ("resets", CODES, partial(_forms, "/account/password/reset/", {"email": OWNER})),
        ("codes", PER_CODE, _codes),
        ("feeds", MISSES, partial(_pages, feeds, "")),
        ("links", MISSES, partial(_pages, letters, "")),
        ("files", FILES, partial(_pages, [file] * MANY, session)),
    ]


def _run(site: stage.Site, case: Callable[[Attacker], None], everywhere: bool = False) -> tuple[int, list[str]]:
    """How many tries were looked at, and what was wrong with the answers."""
    _forget()
    attacker = Attacker(site, everywhere=everywhere)
    case(attacker)
    return attacker.evaluated, attacker.wrongs()


def _passwords(addresses: Sequence[str], headers: Sequence[Mapping[str, str]], attacker: Attacker) -> None:
    guesses(attacker, addresses, headers)


def _forms(path: str, fields: Mapping[str, str], attacker: Attacker) -> None:
    all_at_once([partial(attacker.post, path, fields, told) for told in _false(MANY)])


def _pages(paths: Sequence[str], session: str, attacker: Attacker) -> None:
    all_at_once([partial(attacker.get, path, session) for path in paths])


def _codes(attacker: Attacker) -> None:
    """One code was asked for; it is guessed at from copies of that browser."""
    browser = Browser(attacker.site.port)
    browser.post("/account/login/code/", email=OWNER)
    cookie = f"sessionid={browser.cookies['sessionid']}"
    path = "/account/login/code/confirm/"
    all_at_once([partial(attacker.post, path, {"code": f"AAAA-{n:04d}"}, {}, cookie) for n in range(MANY)])


def _false(number: int) -> list[dict[str, str]]:
    """Headers that say each request comes from somewhere else."""
    return [dict.fromkeys(HEADERS, f"203.0.{n // 250}.{n % 250 + 1}") for n in range(number)]


def _signed_in_before(site: stage.Site, email: str) -> Browser:
    """A browser of `email`, signed out again."""
    browser = Browser(site.port)
    browser.post("/account/login/", login=email, password=PASSWORD)
    browser.post("/account/logout/")
    return browser


def _gets_in(site: stage.Site, own: Browser, email: str) -> bool:
    """Whether somebody under attack still gets in: by password and by code in a browser that is known, and by passkey.

    A browser that nobody knows is refused at the same moment, or there was no attack.
    """
    _forget()
    guesses(Attacker(site), [email] * HANDFUL, [{}] * HANDFUL)
    strangers = [Browser(site.port) for _number in range(HANDFUL)]
    for stranger in strangers:
        stranger.post("/account/login/code/", email=email)
    refused = Browser(site.port).post("/account/login/", login=email, password=PASSWORD)[0] == TOO_OFTEN
    code = own.post("/account/login/code/", email=email)[0] == 302
    passkey = own.get("/account/2fa/webauthn/login/") != TOO_OFTEN
    own.cookies.pop("sessionid", None)
    password = own.post("/account/login/", login=email, password=PASSWORD)
    return refused and code and passkey and own.get("/mijn/") == 200 and password[0] == 302


def _forget() -> None:
    from people.models import Tally  # noqa: PLC0415  # Django must stand first

    Tally.objects.all().delete()


def _person(email: str) -> str:
    """Somebody with a password as production keeps it."""
    from allauth.account.models import EmailAddress  # noqa: PLC0415  # Django must stand first
    from django.contrib.auth.hashers import Argon2PasswordHasher  # noqa: PLC0415  # the same

    from people.models import User  # noqa: PLC0415  # the same

    kept = Argon2PasswordHasher().encode(PASSWORD, "salt-of-the-test")
    user = User.objects.create(email=email, given_name="Anna", family_name="Bos", password=kept)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return email
