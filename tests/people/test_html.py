"""The HTML beside the text of a mail: the same words, and nothing that was typed can become more than words."""

from html.parser import HTMLParser

import pytest
from django.conf import settings

from people.letters import html
from tests import corpus

HEAD = {"!doctype", "html", "head", "meta", "title", "style", "body", "main", "h1"}

WEB = {"http", "https"}


class Reader(HTMLParser):
    """Which elements there are, with their attributes, and which words are read."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


def _body(text: str) -> str:
    return html.page("Over", text, "nl").partition("</h1>\n")[2].partition("\n</main>")[0]


def test_page_has_a_language_a_title_and_one_heading() -> None:
    page = html.page("Tom & Jerry", "Dag.", "en")

    assert '<html lang="en">' in page
    assert "<title>Tom &amp; Jerry</title>" in page
    assert page.count("<h1>Tom &amp; Jerry</h1>") == page.count("<h1") == 1


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("Een\ntwee\n\ndrie\n", "<p>Een<br>\ntwee</p>\n<p>drie</p>"),
        ("Wanneer:\n- een\n- twee\nDag", "<p>Wanneer:</p>\n<ul><li>een</li><li>twee</li></ul>\n<p>Dag</p>"),
        ("KWMF-73QX", '<p class="code">KWMF-73QX</p>'),
        ("Zie https://a.example/b.", '<p>Zie <a href="https://a.example/b">https://a.example/b</a>.</p>'),
        ("https://a.example/b", '<p><a href="https://a.example/b">https://a.example/b</a></p>'),
        ("javascript:alert(1)", "<p>javascript:alert(1)</p>"),
        ("- a & <b>", "<ul><li>a &amp; &lt;b&gt;</li></ul>"),
    ],
    ids=["lines", "list", "code", "link in a line", "link elsewhere", "no link", "marks"],
)
def test_page_gives_each_part_of_a_text_its_own_look(text: str, body: str) -> None:
    assert _body(text) == body


def test_page_makes_a_door_of_our_own_link_on_a_line_of_its_own() -> None:
    link = f"{settings.ADDRESS}/evaluatie/geheim123/"

    body = _body(f"Antwoorden kan hier:\n{link}\n{settings.ADDRESS}")

    where = settings.ADDRESS.rpartition("/")[2]
    assert f'<p><a class="door" href="{link}">Open {where}/evaluatie</a></p>' in body
    assert f'<p><a href="{settings.ADDRESS}">{settings.ADDRESS}</a></p>' in body


@pytest.mark.parametrize("case", corpus.values("text"))
def test_page_keeps_whatever_was_typed_as_words(case: str) -> None:
    typed = corpus.values("text")[case]

    page = html.page(typed, f"Beste {typed},\n\n{typed}", "nl")

    read = Reader(page)
    assert {tag for tag, _attributes in read.elements} <= HEAD | {"p", "br", "ul", "li", "a"}
    assert {str(attributes["href"]).partition("://")[0] for tag, attributes in read.elements if tag == "a"} <= WEB
    assert {name for _tag, attributes in read.elements for name in attributes} <= {
        *("lang", "charset", "name", "content", "class", "href")
    }


def test_page_fetches_nothing_and_runs_nothing() -> None:
    page = html.page("Over", f"Dag.\n\n{settings.ADDRESS}/mijn/", "nl")

    assert [sign for sign in ("src=", "url(", "@import", "<link", "<script", "http-equiv") if sign in page] == []
