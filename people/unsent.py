"""What somebody sent after the session had ended, or from a form of before: it waits for the same person to be back.

A form behind sign-in names, signed, for whom it was made. Only such a form is kept, so no other site can put anything
here, and nobody else who signs in at the same screen is shown it. It waits in the session, and not for long.
"""

import time
from dataclasses import dataclass
from datetime import timedelta

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest

from people.models import User
from people.once import KEY, MARK

KEPT = "unsent"  # in the session
KEPT_FOR = timedelta(hours=1)
TOKEN = "csrfmiddlewaretoken"  # the page that sends it again has a fresh one
LONG = 30  # characters; a text that somebody would not like to type again
_signer = Signer(salt="people.unsent")


@dataclass(frozen=True)
class Unsent:
    """A form that did not come through."""

    path: str
    fields: list[tuple[str, str]]
    had_file: bool  # files are not kept

    @property
    def texts(self) -> list[str]:
        """What to show of it: the words, and none of what only a machine reads."""
        return [text for name, text in self.fields if name not in (KEY, MARK) and len(text) >= LONG]


def mark(user: User) -> str:
    """For whom a form is made."""
    return _signer.sign(str(user.pk))


def keep(request: HttpRequest) -> bool:
    """Keep the form that was sent; False when it is none of ours."""
    if request.method != "POST":
        return False
    try:
        made_for = _signer.unsign(request.POST.get(MARK, ""))
    except BadSignature:
        return False
    fields = [(name, text) for name, texts in request.POST.lists() for text in texts if name != TOKEN]
    kept = {"for": made_for, "path": request.get_full_path(), "fields": fields, "had_file": bool(request.FILES)}
    request.session[KEPT] = kept | {"at": time.time()}
    return True


def waiting(request: HttpRequest) -> Unsent | None:
    """What waits for who is signed in."""
    kept = request.session.get(KEPT)
    if kept is None or kept["for"] != str(request.user.pk) or time.time() - kept["at"] > KEPT_FOR.total_seconds():
        return None
    return Unsent(kept["path"], [(name, text) for name, text in kept["fields"]], kept["had_file"])


def forget_if_sent(request: HttpRequest) -> None:
    """Once it is on its way again, it need not wait any longer."""
    if (
        request.method == "POST"
        and request.user.is_authenticated
        and request.session.get(KEPT, {}).get("path") == request.get_full_path()
    ):
        del request.session[KEPT]
