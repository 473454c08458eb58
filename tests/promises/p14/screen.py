"""A page as somebody sees it: its forms filled in as they came, and the words around them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

Fields = dict[str, list[str]]
UNTYPED = {"checkbox", "radio"}


@dataclass
class Form:
    """What would be sent if somebody only pressed the button."""

    action: str  # "" for the page itself
    fields: Fields = field(default_factory=dict)


class Screen(HTMLParser):
    """Read with `forms` and `words`: the words are those that a reader sees outside the fields."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.words = ""
        self._form: Form | None = None
        self._area, self._choice, self._hidden = "", "", 0
        self.feed(page.decode())

    def form(self, action: str, about: Fields) -> Form:
        """The form that goes to `action` and, where several do, says `about`. Raises LookupError: there is none."""
        for one in self.forms:
            if one.action == action and all(one.fields.get(name, said) == said for name, said in about.items()):
                return one
        raise LookupError(f"no form to {action!r}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(said.get("action", ""))
            self.forms.append(self._form)
        elif tag in ("script", "style"):
            self._hidden += 1
        elif tag == "input":
            self._input(said)
        elif tag == "textarea":
            self._area = said.get("name", "")
            self._put(self._area, "")
        elif tag == "select":
            self._choice = said.get("name", "")
        elif tag == "option" and self._choice and "selected" in said:
            self._put(self._choice, said.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag in ("script", "style"):
            self._hidden -= 1
        elif tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._choice = ""

    def handle_data(self, data: str) -> None:
        if self._area and self._form:
            self._form.fields[self._area][-1] += data.removeprefix("\n") if not self._text() else data
        elif not self._hidden and not self._choice:
            self.words += data

    def _text(self) -> str:
        return self._form.fields[self._area][-1] if self._form else ""

    def _input(self, said: dict[str, str]) -> None:
        kind = said.get("type", "text")
        if kind not in UNTYPED or "checked" in said:
            self._put(said.get("name", ""), said.get("value", "on" if kind in UNTYPED else ""))

    def _put(self, name: str, value: str) -> None:
        if self._form and name:
            self._form.fields.setdefault(name, []).append(value)
