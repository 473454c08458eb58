from datetime import date

import pytest
from django.utils import translation
from django.utils.formats import date_format
from hypothesis import given
from hypothesis import strategies as st

from courses.models import Course
from people.text import MONTHS, address, folded, local


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Noord-Holland Noord", "noord holland noord"),
        ("Noord\u2011Holland \u2013 Noord", "noord holland noord"),  # as a word processor writes it
        ("Fryslân", "fryslan"),
        ("Frysla\u0302n", "fryslan"),  # the circumflex apart
        ("  Jan\u00a0van\tder\n Berg ", "jan van der berg"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Øster Ærø", "oster aero"),
        ("İstanbul", "istanbul"),
        ("ISTANBUL", "istanbul"),
        ("ﬁre", "fire"),  # the ligature
        ("'s\u00adHertogen\u200bbosch", "'shertogenbosch"),  # soft hyphen and zero width space
        ("\u2019s-Gravenhage", "'s gravenhage"),
        ("日本", "日本"),
        ("", ""),
        (" - ", ""),
    ],
)
def test_folded_leaves_what_people_look_for(text: str, plain: str) -> None:
    assert folded(text) == plain
    assert folded(plain) == plain


@given(st.text())
def test_folded_changes_nothing_when_done_twice(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize(
    ("language", "english", "shown"),
    [("nl", "Fire safety", "Brandveiligheid"), ("en", "Fire safety", "Fire safety"), ("en", "", "Brandveiligheid")],
)
def test_local_is_the_text_in_the_language_of_the_page(language: str, english: str, shown: str) -> None:
    course = Course(title="Brandveiligheid", title_en=english)

    with translation.override(language):
        assert local(course, "title") == shown


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Anna@Example.ORG ", "anna@example.org"),
        ("anna@münchen.example", "anna@xn--mnchen-3ya.example"),
        ("anna@mu\u0308nchen.example", "anna@xn--mnchen-3ya.example"),  # the dots apart
        ("anna@XN--MNCHEN-3YA.example", "anna@xn--mnchen-3ya.example"),
        ("zoe\u0308@example.org", "zo\u00eb@example.org"),
        ("anna+cursus@example.org", "anna+cursus@example.org"),
        ("anna@example..org", "anna@example..org"),  # no domain; refused elsewhere
        ("", ""),
    ],
)
def test_address_has_one_notation(typed: str, kept: str) -> None:
    assert address(typed) == kept
    assert address(kept) == kept


@pytest.mark.parametrize(("language", "written"), [("nl", "mei"), ("en", "May")])
def test_short_month_has_a_capital_in_english_only(language: str, written: str) -> None:
    with translation.override(language):
        days = [date_format(date(2026, month, 1), "b") for month in range(1, 13)]

    assert len(MONTHS) == 12
    assert days[4] == written
    assert all(day.istitle() is (language == "en") for day in days)
