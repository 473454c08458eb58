"""P23 Blocking, losing a role and a new password end every session, feed and export within a second; proofs work once.

Thirty live sessions of one person on two processes; then the same code of the app, recovery code and answer of a
passkey from twenty screens at once.
"""

import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from tests.promises import stage
from tests.promises.p23.browser import Browser

if TYPE_CHECKING:
    from people.models import User

SESSIONS, SCREENS = 30, 20
WITHIN = 1.0  # second
PASSWORD, SECRET = "leerlijn-proef", "JBSWY3DPEHPK3PXP"
STEP, MARGIN = 30, 12  # seconds: how long a code of the app lasts, and what twenty screens may need


def main(db: str) -> str:
    """Keep the promise, then see it broken without its protection; the line of evidence."""
    stage.set_up()
    with stage.served() as site:
        ended = {name: _end(site, deed, path) for name, (deed, path) in _deeds().items()}
        accepted = {name: proof(site) for name, proof in PROOFS.items()}
    with stage.served("tests.promises.p23.control") as site:
        control = [_end(site, *_deeds()["blocked"]), *(proof(site) for proof in PROOFS.values())]
    late = {name: number for name, number in ended.items() if number}
    if late or set(accepted.values()) != {1}:
        raise AssertionError(f"P23 {db}: still in after {WITHIN} s: {late}; accepted: {accepted}")
    if not (control[0] and min(control[1:]) > 1):
        raise AssertionError(f"P23 {db}: the control ends sessions and codes too: {control}")
    told = " ".join(f"{name}={number}" for name, number in ended.items())
    taken = " ".join(f"{name}={number}/{SCREENS}" for name, number in accepted.items())
    return f"P23 {SESSIONS}x{len(ended)} {db} still-in {told} accepted {taken} control=red"


def _deeds() -> dict[str, tuple[Callable[["User"], object], Callable[["User"], str]]]:
    """What ends sessions, and what was open until then."""
    file = f"/planning/uitvoeringen/{stage.edition(5)}/deelnemers/?export=csv"
    return {
        "blocked": (_block, lambda _user: "/mijn/"),
        "feed": (_block, _feed),
        "role-lost": (_lose_role, lambda _user: "/planning/"),
        "file": (_lose_role, lambda _user: file),
        "new-password": (_new_password, lambda _user: "/mijn/"),
    }


def _feed(user: "User") -> str:
    from people import calendars  # noqa: PLC0415  # Django must stand first

    return f"/agenda/mijn/{calendars.new_feed_token(user)}.ics"


def _lose_role(user: "User") -> None:
    user.role_grants.all().delete()
    _forget()  # nobody is refused for another reason: that so many files were asked for


def _block(user: "User") -> None:
    user.is_active = False
    user.save(update_fields=["is_active"])


def _new_password(user: "User") -> None:
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])


def _end(site: stage.Site, deed: Callable[["User"], object], door: Callable[["User"], str]) -> int:
    """How many of the sessions still get in at `door` a second after `deed`."""
    user = _planner()
    path = door(user)
    browsers = [Browser(site.port, session) for session in _sessions(user)]
    if any(browser.get(path) != 200 for browser in browsers):
        raise AssertionError(f"{path} was not open to begin with")
    deed(user)
    time.sleep(WITHIN)
    answers: list[int] = []
    stage.at_once([partial(_look, browser, path, answers) for browser in browsers])
    return answers.count(200)


def _look(browser: Browser, path: str, answers: list[int]) -> None:
    answers.append(browser.get(path))


def _app(site: stage.Site) -> int:
    """How many of twenty screens get in with one code of the app."""
    from allauth.mfa.totp.internal import auth  # noqa: PLC0415  # Django must stand first

    def code() -> str:
        if (left := STEP - time.time() % STEP) < MARGIN:
            time.sleep(left + 0.1)  # the next code lasts long enough for all of them
        return str(auth.format_hotp_value(auth.hotp_value(SECRET, int(time.time()) // STEP)))

    user = _planner()
    auth.TOTP.activate(user, SECRET)
    return _second_step(site, user, code)


def _recovery(site: stage.Site) -> int:
    """How many get in with one recovery code."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes  # noqa: PLC0415  # Django must stand first
    from allauth.mfa.totp.internal.auth import TOTP  # noqa: PLC0415  # the same

    user = _planner()
    TOTP.activate(user, SECRET)
    codes = RecoveryCodes.activate(user).get_unused_codes()
    return _second_step(site, user, lambda: codes[0])


def _second_step(site: stage.Site, user: "User", code: Callable[[], str]) -> int:
    """After the password, on each screen the same code at the same moment."""
    screens = [Browser(site.port) for _screen in range(SCREENS)]
    for screen in screens:
        _forget()  # so many at one door would be refused before the code is looked at
        screen.post("/account/login/", login=user.email, password=PASSWORD)
    same = code()
    stage.at_once([partial(screen.post, "/account/2fa/authenticate/", code=same) for screen in screens])
    return sum(screen.get("/mijn/") == 200 for screen in screens)


def _passkey(site: stage.Site) -> int:
    """How many get in with one answer of a passkey, each with a copy of the session that was asked."""
    from tests.passkey import SIGN_IN, Passkey  # noqa: PLC0415  # Django must stand first

    passkey, asked = Passkey(_planner(), "localhost"), Browser(site.port)
    answer = passkey.answer(asked.challenge(SIGN_IN))
    screens = [Browser(site.port, asked.cookies["sessionid"]) for _screen in range(SCREENS)]
    stage.at_once([partial(screen.post, SIGN_IN, credential=answer) for screen in screens])
    signed_in = {screen.cookies["sessionid"] for screen in screens} - {asked.cookies["sessionid"], ""}
    return sum(Browser(site.port, session).get("/mijn/") == 200 for session in signed_in)


PROOFS = {"app": _app, "recovery": _recovery, "passkey": _passkey}


def _forget() -> None:
    from people.models import Tally  # noqa: PLC0415  # Django must stand first

    Tally.objects.all().delete()


def _planner() -> "User":
    """A planner with a password as production keeps it."""
    from allauth.account.models import EmailAddress  # noqa: PLC0415  # Django must stand first
    from django.contrib.auth.hashers import Argon2PasswordHasher  # noqa: PLC0415  # the same

    from people.models import Role, User  # noqa: PLC0415  # the same
    from tests import make  # noqa: PLC0415  # the same

    user = make.user(f"planner{User.objects.count()}@example.org", roles=[Role.PLANNER])
    user.password = Argon2PasswordHasher().encode(PASSWORD, "salt-of-the-test")
    user.save(update_fields=["password"])
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def _sessions(user: "User") -> list[str]:
    from django.conf import settings  # noqa: PLC0415  # Django must stand first
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415  # the same
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415  # the same

    made = []
    for _number in range(SESSIONS):
        session = SessionStore()
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        made.append(str(session.session_key))
    return made
