import pytest
from django.core.exceptions import ValidationError

from people.forms import LineField, NumberField, PlainField, SignUpForm


def _form(**changes: str) -> SignUpForm:
    return SignUpForm({"given_name": "Anna", "infix": "", "family_name": "Berg"} | changes)


@pytest.mark.parametrize(
    "name",
    [
        "Ø'Brien-van 't Hoff",
        "Ĳsbrand",
        "Şahin",
        "İlkay",
        "B",
        "महा\u200dराज",
        "李",
        "x" * 120,
    ],
)
def test_sign_up_takes_a_name_as_people_spell_it(name: str) -> None:
    assert _form(family_name=name).is_valid()


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "\u00a0",
        "\u200b",
        "\u200d",
        "\u202egnp.exe",
        "Be\u00adrg",
        "Berg\x1b[31m",
        "Berg\nBcc: x@evil.example",
        "https://evil.example",
        "123",
        "x" * 121,
    ],
)
def test_sign_up_refuses_what_is_no_name(name: str) -> None:
    form = _form(family_name=name)

    assert not form.is_valid()
    assert list(form.errors) == ["family_name"]


@pytest.mark.parametrize("digits", ["١٢٣", "１２", "1_000", "1.0", "1e3", "²", "0x10", "9" * 30])  # noqa: RUF001  # other digits are meant
def test_number_is_refused_when_it_is_not_in_plain_digits(digits: str) -> None:
    with pytest.raises(ValidationError):
        NumberField().clean(digits)


@pytest.mark.parametrize(("typed", "number"), [("12", 12), (" 12 ", 12), ("+5", 5), ("-1", -1), ("007", 7)])
def test_number_is_read(typed: str, number: int) -> None:
    assert NumberField().clean(typed) == number


@pytest.mark.parametrize("mark", ["\x00", "\x0b", "\x1b", "\x7f", "\u202e", "\u2067"])
@pytest.mark.parametrize("kind", [PlainField, LineField])
def test_text_is_refused_when_it_holds_a_mark_that_controls(kind: type[PlainField], mark: str) -> None:
    with pytest.raises(ValidationError):
        kind().clean(f"a{mark}b")


def test_text_keeps_its_lines_and_a_line_is_one() -> None:
    assert PlainField().clean("een\r\ntwee\rdrie") == "een\ntwee\ndrie"
    with pytest.raises(ValidationError):
        LineField().clean("een\ntwee")
