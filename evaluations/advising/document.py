"""The advice as a PDF that a screen reader can follow (PDF/UA-1), made by Typst."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any, Literal

import typst
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from evaluations.advising.sections import sections
from evaluations.models import Advice, Evidence, Yardstick
from people.text import local

TEMPLATE = Path(__file__).parent.parent / "typst" / "advice.typ"
LACKS = re.compile(r"[^\t\n\x20-\u024f\u0370-\u03ff\u0400-\u04ff\u2010-\u2026\u2030-\u203a\u20ac\u2122]")
STANDARDS: list[Literal["ua-1", "a-2a"]] = [
    "ua-1",
    "a-2a",
]  # typst checks them and fails when the document does not keep to them


def pdf(advice: Advice) -> bytes:
    """`advice` with its sections, yardsticks and evidence at hand, in the language of the page."""
    return typst.compile(
        str(TEMPLATE),
        format="pdf",
        sys_inputs={"data": json.dumps(_printable(_data(advice)))},
        pdf_standards=[*STANDARDS],
        ignore_system_fonts=True,
    )


def _printable(data: Any) -> Any:
    """`data` with a question mark for each sign that the font of the document lacks; PDF/UA allows no such sign."""
    if isinstance(data, dict):
        return {name: _printable(value) for name, value in data.items()}
    if isinstance(data, list):
        return [_printable(value) for value in data]
    return LACKS.sub("?", unicodedata.normalize("NFC", data)) if isinstance(data, str) else data


def source(evidence: Evidence) -> str:
    """Where a figure came from, in one line: of whom, how many answers, of which day."""
    facts = {"group": evidence.group, "n": evidence.n, "day": date_format(evidence.day, "j F Y")}
    if evidence.n is None:
        return _("%(group)s, %(day)s") % facts
    return _("%(group)s, n = %(n)s, %(day)s") % facts


def _data(advice: Advice) -> dict[str, Any]:
    lists = {kind: [one.text for one in advice.yardsticks.all() if one.kind == kind] for kind in Yardstick.Kind}
    titles = {Yardstick.Kind.CRITERION: _("Criteria"), Yardstick.Kind.OPTION: _("Opties")}
    return {
        "language": translation.get_language()[:2],
        "title": advice.title,
        "author": settings.MFA_TOTP_ISSUER,
        "question": advice.question,
        "stamped": _stamped(advice),
        "nothing": _("Nog niet geschreven."),
        "yardsticks": [{"title": titles[kind], "items": items} for kind, items in lists.items() if items],
        "sections": [
            {
                "title": local(sections()[one.code], "title"),
                "text": one.text.replace("\r\n", "\n"),
                "evidence": [_evidence(evidence) for evidence in one.evidence.all()],
            }
            for one in advice.sections.all()
        ],
    }


def _stamped(advice: Advice) -> str:
    if advice.stamped_at is None:
        return _("Concept: criteria en opties liggen nog niet vast.")
    day = date_format(advice.stamped_at, "j F Y")
    return _("Criteria en opties zijn vastgelegd op %(day)s, voordat de resultaten bekend waren.") % {"day": day}


def _evidence(evidence: Evidence) -> dict[str, Any]:
    most = evidence.most or 1
    return {
        "title": evidence.title,
        "sentence": evidence.sentence[:1].upper() + evidence.sentence[1:],
        "source": source(evidence),
        "columns": [evidence.rows_are, _("Aantal"), _("Aandeel")],
        "rows": [
            {
                "label": label,
                "number": "-" if number is None else str(number),
                "share": share,
                "part": (number or 0) / most,
            }
            for label, number, share in evidence.figure
        ],
    }
