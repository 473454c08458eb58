"""What every request passes before a page answers."""

import time
import uuid
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.crypto import salted_hmac

from config import statements
from config.logs import SECRET_PATHS
from people.origin import actor, client_address, origin, request_id

Answer = Callable[[HttpRequest], HttpResponse]
NUL = "\0"
URLENCODED = "application/x-www-form-urlencoded"
METHODS = ("GET", "HEAD", "OPTIONS", "POST")
FORMS = {URLENCODED, "multipart/form-data"}
ANONYMOUS = "/evaluatie/"
SIGN_IN = "/account/"
LONGEST_NUMBER = 16  # digits of a length that can be meant
LONGEST_ADDRESS = 4000  # characters; the server itself stops at twice that


def request_context(get_response: Answer) -> Answer:
    """Give logs and audit trail a request number and the place a deed came from."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request_id.set(uuid.uuid4().hex[:12])
        actor.set("-")
        origin.set(f"web {client_address(request)}")
        response = get_response(request)
        response["X-Request-ID"] = request_id.get()
        return response

    return middleware


def answer_in_step(get_response: Answer) -> Answer:
    """The pages of signing in take one step of time, or two, or three, and never a moment more or less.

    An account that is there costs another row here and a mail there: too little to see, enough to measure (P21).
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        step = settings.SIGN_IN_PACE.total_seconds()
        if not step or not request.path.startswith(SIGN_IN):
            return get_response(request)
        started = time.monotonic()
        response = get_response(request)
        time.sleep(step - (time.monotonic() - started) % step)
        return response

    return middleware


def shield(get_response: Answer) -> Answer:
    """The headers that tell a browser what this site never does: on every answer, files and refusals included."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for header, value in settings.SHIELD.items():
            response.headers.setdefault(header, value)
        return response

    return middleware


def refuse_broken_text(get_response: Answer) -> Answer:
    """400 for a NUL anywhere, and for text that is not UTF-8; 413, 414 and 415 for what we do not even begin to read.

    PostgreSQL refuses a NUL, SQLite stores it; Django turns broken UTF-8 into question marks. Neither may
    happen half-way. A body that is too large raises here too, and becomes a 413 (`statements.bad_request`).
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if len(request.META.get("QUERY_STRING", "")) + len(request.path) > LONGEST_ADDRESS:
            return statements.too_long(request)
        if _length(request) > settings.LARGEST_BODY:
            return statements.too_large(request)
        if _is_no_form(request):
            return statements.wrong_kind(request)
        if _is_broken(request):
            return statements.bad_request(request)
        return get_response(request)

    return middleware


def _is_no_form(request: HttpRequest) -> bool:
    """A body that no form of ours sends; a deed without fields must not be done by whatever comes along."""
    return request.method == "POST" and _length(request) > 0 and request.content_type not in FORMS


def _length(request: HttpRequest) -> int:
    """Of the body, as its sender says; nothing is read that was not announced."""
    said = request.META.get("CONTENT_LENGTH") or ""
    return int(said) if said.isdecimal() and len(said) < LONGEST_NUMBER else 0


def _is_broken(request: HttpRequest) -> bool:
    query = request.META.get("QUERY_STRING", "").encode("latin-1", "replace")
    texts = [request.path, *request.COOKIES.values()]
    return not _is_clean(query) or any(NUL in text for text in texts) or _has_broken_form(request)


def _has_broken_form(request: HttpRequest) -> bool:
    if request.method != "POST":
        return False
    try:
        texts = [text for name, values in request.POST.lists() for text in (name, *values)]
    except UnreadablePostError:  # the browser went away half-way
        return True
    if any(NUL in text for text in texts):
        return True
    return request.content_type == URLENCODED and not _is_clean(request.body)


def _is_clean(encoded: bytes) -> bool:
    """Percent-encoded text that is UTF-8 without NUL."""
    try:
        return NUL not in unquote_to_bytes(encoded).decode()
    except UnicodeDecodeError:
        return False


def chosen_language(get_response: Answer) -> Answer:
    """The language somebody chose on the site, else Dutch: the browser's wish does not count here."""
    known = dict(settings.LANGUAGES)

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        with translation.override(chosen if chosen in known else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            response = get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response

    return middleware


def name_the_actor(get_response: Answer) -> Answer:
    """Whose request it is, for the log: a number that only this service can lead back to a person.

    Not on the pages that answer an evaluation: there even that would be a trace.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(ANONYMOUS) and request.user.is_authenticated:
            actor.set(salted_hmac("people.actor", str(request.user.pk)).hexdigest()[:10])
        return get_response(request)

    return middleware


def keep_personal_pages_out_of_caches(get_response: Answer) -> Answer:
    """No browser or proxy keeps a page that was made for somebody who signed in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not response.has_header("Cache-Control") and request.user.is_authenticated:
            add_never_cache_headers(response)
        return response

    return middleware


def keep_personal_links_out_of_referers(get_response: Answer) -> Answer:
    """The page behind a personal link tells its address to nobody, not even to the log of our own proxy.

    With "no-referrer" a browser would send the form of that page with the origin "null", which is refused as forged.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if SECRET_PATHS.search(request.path):
            response["Referrer-Policy"] = "strict-origin"
        return response

    return middleware


def explain_wrong_method(get_response: Answer) -> Answer:
    """A page with words where a 405 would be empty: somebody reloaded, or typed, the address of a button.

    A method that no page knows is refused here, whether or not the page says which it takes.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return statements.wrong_method(request, ", ".join(METHODS))
        response = get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            return statements.wrong_method(request, response.headers["Allow"])
        return response

    return middleware
