from collections.abc import Sequence

import pytest

from enrolments.group.sheet import Line, lines
from people.uploads import Cell

ANNA, BAS = "anna@example.org", "bas@example.org"


@pytest.mark.parametrize(
    "rows",
    [
        [["Naam", "E-mail"], ["Anna", ANNA], ["Bas", BAS]],
        [["e-mailadres", "Naam"], [ANNA, "Anna"], [BAS, "Bas"]],
        [["Deelnemers"], [], ["Naam", "Emailadres:"], ["Anna", ANNA], ["Bas", BAS]],
        [["Anna", ANNA], ["Bas", BAS]],
        [["Naam", "Contact", "Aantal"], ["Anna", f"Anna Berg <{ANNA}>", 3], ["Bas", BAS.upper(), 4]],
    ],
)
def test_lines_finds_the_column_of_addresses(rows: Sequence[Sequence[Cell]]) -> None:
    found = lines(rows)

    assert found is not None
    assert [line.said for line in found] == [ANNA, BAS]


def test_lines_says_in_which_row_something_else_stands() -> None:
    found = lines([["Naam", "E-mail"], ["Anna", ANNA], ["Bas", ""], ["Cor", "n.v.t."], ["Dirk"], ["Eva", 12]])

    assert found == [Line(2, ANNA), Line(4, "n.v.t."), Line(6, "12")]


def test_lines_takes_the_column_with_a_header_also_when_another_has_addresses() -> None:
    found = lines([["Leidinggevende", "E-mail"], ["baas@example.org", ANNA], ["baas@example.org", ""]])

    assert found == [Line(2, ANNA)]


@pytest.mark.parametrize("rows", [[], [[]], [["Naam"], ["Anna"]]])
def test_lines_finds_no_column_where_there_are_no_addresses(rows: Sequence[Sequence[Cell]]) -> None:
    assert lines(rows) is None
