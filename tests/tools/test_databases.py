import pytest

from tools import databases
from tools.terminal import Stop


@pytest.fixture(autouse=True)
def _nothing_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("db", raising=False)


@pytest.mark.parametrize(
    ("asked", "names"), [("", ["sqlite", "postgres"]), ("sqlite", ["sqlite"]), ("postgres", ["postgres"])]
)
def test_chosen_are_both_or_the_one_that_was_named(
    monkeypatch: pytest.MonkeyPatch, asked: str, names: list[str]
) -> None:
    monkeypatch.setenv("db", asked)

    assert list(databases.chosen()) == names


def test_chosen_uses_a_server_of_your_own_when_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://me@server/mine")

    with databases.chosen()["postgres"]() as url:
        assert url == "postgres://me@server/mine"


def test_chosen_stops_when_the_database_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("db", "oracle")

    with pytest.raises(Stop, match="db=oracle is not one of: sqlite, postgres, both"):
        databases.chosen()
