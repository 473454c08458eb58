"""The words of each kind of mail: for planners to read, change and see before they keep them."""

from __future__ import annotations

from collections.abc import Callable

from csp.utils import build_policy
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people import meanwhile, once, outbox, reminders
from people.errors import ChangeRefused, OtherDeed
from people.forms import TextForm
from people.letters import actions, html, queries, rules
from people.letters import texts as words
from people.letters.queries import KindOfText
from people.permissions import UserRequest, planners_only


@require_safe
@planners_only
def texts(request: UserRequest) -> HttpResponse:
    """Every kind of mail in every language."""
    return render(request, "people/texts.html", {"texts": queries.kinds_of_text()})


@require_safe
@planners_only
def text(request: UserRequest, kind: str, language: str) -> HttpResponse:
    """One of them, with its example."""
    found = _found(kind, language)
    return _page(request, found, _form_of(found))


@require_POST
@planners_only
def preview_text(request: UserRequest, kind: str, language: str) -> HttpResponse:
    """What was typed, as a mail; nothing is kept."""
    found, form = _found(kind, language), _filled_in(request, kind)
    return _page(request, found, form, status=200 if form.is_valid() else 400)


@require_POST
@planners_only
def edit_text(request: UserRequest, kind: str, language: str) -> HttpResponse:
    found, form = _found(kind, language), _filled_in(request, kind)
    if not form.is_valid():
        return _page(request, found, form, status=400)
    done = _("De tekst is bewaard. Mails die vanaf nu worden geschreven, hebben hem binnen een minuut.")
    return _change(
        request, found, lambda: actions.edit_text(kind, language, **form.cleaned_data, by=request.user), done, form
    )


@require_POST
@planners_only
def restore_text(request: UserRequest, kind: str, language: str) -> HttpResponse:
    found, seen = _found(kind, language), request.POST.get(meanwhile.SEEN, "")
    done = _("De standaardtekst geldt weer.")

    def deed() -> None:
        actions.restore_text(kind, language, seen=seen, by=request.user)

    return _change(request, found, deed, done, _form_of(found))


def _found(kind: str, language: str) -> KindOfText:
    """Mails of signing in are not among them: what protects an account says what it must."""
    found = [one for one in queries.kinds_of_text() if (one.kind, one.language) == (kind, language)]
    if not found:
        raise Http404
    return found[0]


def _form_of(found: KindOfText) -> TextForm:
    subject, body = words.to_edit(found.kind, found.language, found.edited)
    return TextForm(initial={"subject": subject, "body": body, "seen": rules.version(subject, body)})


def _filled_in(request: UserRequest, kind: str) -> TextForm:
    form = TextForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data
        for field, fault in words.faults(kind, typed["subject"], typed["body"]).items():
            form.add_error(field, fault)
    return form


def _change(
    request: UserRequest, found: KindOfText, deed: Callable[[], None], done: str, form: TextForm
) -> HttpResponse:
    def and_back() -> str:
        deed()
        return reverse("people:text", args=[found.kind, found.language])

    try:
        address = once.act(request, request.user, and_back)
    except OtherDeed as refusal:
        return _page(request, found, form, status=409, refused=str(refusal))
    except ChangeRefused as refusal:
        now = _found(found.kind, found.language)
        return _page(request, now, *_beside(now, form), status=409, refused=str(refusal))
    messages.success(request, done)
    return redirect(address)


def _beside(found: KindOfText, form: TextForm) -> tuple[TextForm, words.Words | None]:
    """What was typed, and the words that another kept meanwhile, if any."""
    now = words.to_edit(found.kind, found.language, found.edited)
    if not form.is_bound:
        return _form_of(found), now
    if form.data.get("seen", "") == rules.version(*now):
        return form, None
    return form.now_seeing(rules.version(*now)), now


def _page(
    request: UserRequest,
    found: KindOfText,
    form: TextForm,
    newer: words.Words | None = None,
    *,
    status: int = 200,
    refused: str = "",
) -> HttpResponse:
    subject, body = _example(found, form)
    context = {
        "text": found,
        "language": dict(settings.LANGUAGES)[found.language],
        "form": form,
        "placeholders": words.texts()[found.kind].placeholders,
        "asks": outbox.headed(found.kind, "", found.language).strip(),
        "subject": subject,
        "body": body,
        "html": html.page(subject, body, found.language) if body else "",
        "refused": refused,
        "newer": newer,
        "seen": rules.version(*words.to_edit(found.kind, found.language, found.edited)),
    }
    answer = render(request, "people/text.html", context, status=status)
    shield = build_policy(update={"style-src": [html.STYLE_HASH]})  # the frame with the mail follows that of its page
    answer["Content-Security-Policy"] = shield
    return answer


def _example(found: KindOfText, form: TextForm) -> tuple[str, str]:
    """The mail that the form makes; nothing while the form is wrong."""
    if form.is_bound and not form.is_valid():
        return "", ""
    typed = form.cleaned_data if form.is_bound else form.initial
    if words.faults(found.kind, typed["subject"], typed["body"]):
        return "", ""
    subject, body = words.example(found.kind, (typed["subject"], typed["body"]), found.language)
    if found.is_part:
        subject, body = reminders.example(found.kind, (subject, body), found.language)
    return outbox.headed(found.kind, subject, found.language), body
