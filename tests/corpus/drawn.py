"""Values that nobody thought of: drawn by Hypothesis for each kind of field, the same ones in every run."""

from collections.abc import Iterator

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests import corpus

EACH = 200  # values per kind of field
AS_BEFORE = settings(
    max_examples=EACH,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
MARKS = st.characters(exclude_categories=["Cs"])  # half a surrogate pair cannot be sent
WORDS = st.text(MARKS, max_size=150)

KINDS: dict[str, st.SearchStrategy[str]] = {
    "text": WORDS | st.text(st.sampled_from("<>&'\"{}%=+-@\\/;,\t\r\n\u202e\u200b aé"), max_size=40),
    "web": WORDS | st.text(st.sampled_from("/\\:.?#%@evilhtps \u202e\u200b"), max_size=40),
    "name": WORDS | st.text(st.sampled_from("aé\u0301'- .\u00a0Øßİ"), max_size=70),
    "number": st.integers(-(10**20), 10**20).map(str) | st.floats().map(str) | st.text("0123456789+-e_., ", max_size=9),
    "day": st.dates().map(str) | st.datetimes().map(str) | st.text("0123456789-/. ", max_size=12),
    "clock": st.times().map(str) | st.text("0123456789:.hZ+ ", max_size=9),
    "address": st.emails() | st.text("a@.+-_\"<>,; é", max_size=30) | WORDS,
    "choice": WORDS | st.integers().map(str) | st.uuids().map(str),
    "file": st.text(st.sampled_from("./\\:*?<>|\u202e\u200bconCON .pdfexe"), max_size=40) | WORDS,
    "place": st.text(st.sampled_from("/\\:.?#%@evilhtps \t"), max_size=25).map(lambda text: f"/{text}") | WORDS,
}  # fmt: skip  # a kind, a line


def values(kind: str) -> Iterator[tuple[str, str]]:
    """(id, what is typed), as many as EACH."""
    found: list[str] = []

    @AS_BEFORE
    @given(KINDS[kind])
    def draw(text: str) -> None:
        found.append(text)

    draw()
    for number, text in enumerate(found):
        yield f"drawn.{number}", text


assert set(KINDS) == set(corpus.FILES), "every kind of field has values that are drawn"
