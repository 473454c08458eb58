"""What every request passes before a page answers."""

import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import add_never_cache_headers

from config import statements
from people.origin import origin, request_id

Answer = Callable[[HttpRequest], HttpResponse]


def request_context(get_response: Answer) -> Answer:
    """Give logs and audit trail a request number and the place a deed came from."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request_id.set(uuid.uuid4().hex[:12])
        origin.set(f"web {request.META.get('REMOTE_ADDR', '')}")
        response = get_response(request)
        response["X-Request-ID"] = request_id.get()
        return response

    return middleware


def refuse_control_characters(get_response: Answer) -> Answer:
    """400 for a NUL in the address: PostgreSQL cannot look for it, SQLite would. Forms refuse it by field."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return statements.bad_request(request)
        return get_response(request)

    return middleware


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


def keep_personal_pages_out_of_caches(get_response: Answer) -> Answer:
    """No browser or proxy keeps a page that was made for somebody who signed in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    return middleware
