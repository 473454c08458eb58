import pytest

from people.forms import SignUpForm


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
