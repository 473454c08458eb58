"""The one style sheet: the component styles we use, only the tokens they reach, then our own theme.

Everything comes from the locked packages in `node_modules/` and from `theme/`; the result stands in
`build/static/`, in one folder, because a `url()` in a token resolves where it is used.
"""

import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tools import places

THEME = places.ROOT / "theme"
PACKAGES = places.ROOT / "node_modules"
TARGET = places.ROOT / "build" / "static"

COMPONENTS = "@utrecht/component-library-css/dist/index.css"
CANDIDATES = ("button", "data-badge", "heading", "link", "paragraph", "skip-link")
TOKENS = "@nl-design-system-unstable/voorbeeld-design-tokens/dist/variables.css"
FONT = "@fontsource-variable/source-sans-3"
FONT_SUBSETS = ("latin-ext-wght-normal", "latin-wght-normal")

# Which families of the component library our pages use.
USED = ["breadcrumb-nav", "form-field", "form-label", "pagination", "select", "table", "textarea", "textbox"]

# A family has its steps in this order of the ramp: paper 0 .. ink 7; "w" is white.
STEPS = {
    "bg-document": "w", "bg-subtle": 0, "bg-default": 1, "bg-hover": 2, "bg-active": 2,
    "border-subtle": 3, "border-default": 4, "border-hover": 5, "border-active": 5,
    "color-default": 5, "color-hover": 6, "color-active": 6, "color-subtle": 5, "color-document": 7,
    "inverse-bg-document": 6, "inverse-bg-subtle": 7, "inverse-bg-default": 5, "inverse-bg-hover": 6,
    "inverse-bg-active": 6, "inverse-border-subtle": 4, "inverse-border-default": 3, "inverse-border-hover": 2,
    "inverse-border-active": 2, "inverse-color-default": "w", "inverse-color-hover": "w", "inverse-color-active": "w",
    "inverse-color-subtle": 3, "inverse-color-document": "w",
}  # fmt: skip


def build() -> None:
    """Write the style sheet and its fonts. Raises FileNotFoundError when `npm ci` has not run."""
    TARGET.mkdir(parents=True, exist_ok=True)
    own = "\n".join(file.read_text() for file in sorted(THEME.glob("*.css")))
    borrowed = "\n".join([*_components(), *_candidates()])
    tokens = _reached(f"{borrowed}\n{own}", _tokens() | colours())
    root = ":root{" + "".join(f"{name}:{value};" for name, value in sorted(tokens.items())) + "}"
    sheet = _small("\n".join([*_fonts(), root, borrowed, own]))
    (TARGET / "leerlijn.css").write_text(sheet)


def colours() -> dict[str, str]:
    """The tokens `--basis-color-*` of every family, from the ramps of `theme/colours.toml`."""
    chosen = tomllib.loads((THEME / "colours.toml").read_text())
    tokens = {"--basis-color-transparent": "transparent"}
    for family, ramp in chosen["families"].items():
        for part, step in STEPS.items():
            tokens[f"--basis-color-{family}-{part}"] = "#fff" if step == "w" else chosen["ramps"][ramp][step]
    for ramp, steps in chosen["ramps"].items():
        tokens |= {f"--{ramp}-{number}": colour for number, colour in enumerate(steps)}
    return tokens


def _components() -> Iterator[str]:
    """Rules of the component library that concern a family we use."""
    wanted = re.compile(rf"\.utrecht-({'|'.join(USED)})(?![a-z])")
    for head, body in _rules((PACKAGES / COMPONENTS).read_text()):
        if head.startswith("@"):
            inner = "".join(f"{h}{{{b}}}" for h, b in _rules(body) if wanted.search(h))
            if inner:
                yield f"{head}{{{inner}}}"
        elif wanted.search(head):
            kept = [part for part in _selectors(head) if wanted.search(part) and "rich-text" not in part]
            if kept:
                yield f"{','.join(kept)}{{{body}}}"


def _candidates() -> Iterator[str]:
    for name in CANDIDATES:
        yield (PACKAGES / f"@nl-design-system-candidate/{name}-css/dist/{name}.css").read_text()


def _tokens() -> dict[str, str]:
    text = (PACKAGES / TOKENS).read_text()
    return {name: value.strip() for name, value in re.findall(r"(--[\w-]+):\s*([^;]+);", text)}


def _reached(text: str, tokens: dict[str, str]) -> dict[str, str]:
    """The tokens that `text` uses, and those that these use in turn; what `text` defines itself is left to it."""
    own = set(re.findall(r"(--[\w-]+)\s*:", text))
    found: dict[str, str] = {}
    waiting = set(re.findall(r"var\(\s*(--[\w-]+)", text))
    while waiting:
        name = waiting.pop()
        if name in found or name in own or name not in tokens:
            continue
        found[name] = tokens[name]
        waiting |= set(re.findall(r"var\(\s*(--[\w-]+)", tokens[name]))
    return found


def _fonts() -> Iterator[str]:
    """The faces we use, with their files beside the style sheet."""
    text = (PACKAGES / FONT / "index.css").read_text()
    for face in re.findall(r"@font-face\s*{[^}]*}", text):
        for subset in FONT_SUBSETS:
            file = f"source-sans-3-{subset}.woff2"
            if f"files/{file}" in face:
                shutil.copyfile(PACKAGES / FONT / "files" / file, TARGET / file)
                yield face.replace("./files/", "")


def _rules(text: str) -> Iterator[tuple[str, str]]:
    """Head and body of each outermost rule; statements without a body (`@charset`) are left out."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    depth, start, head = 0, 0, ""
    for place, mark in enumerate(text):
        if mark == "{":
            if depth == 0:
                head, start = text[start:place].rpartition(";")[2].strip(), place + 1
            depth += 1
        elif mark == "}":
            depth -= 1
            if depth == 0:
                yield head, text[start:place]
                start = place + 1


def _selectors(head: str) -> list[str]:
    """The parts of a selector list, split at commas outside parentheses."""
    parts, depth, part = [], 0, ""
    for mark in head:
        depth += {"(": 1, ")": -1}.get(mark, 0)
        if mark == "," and depth == 0:
            parts.append(part.strip())
            part = ""
        else:
            part += mark
    return [*parts, part.strip()]


def _small(text: str) -> str:
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    text = re.sub(r"\s+", " ", text)
    return re.sub(r"\s*([{};,])\s*", r"\1", text).replace(";}", "}").strip() + "\n"


if __name__ == "__main__":
    build()
    size = Path(TARGET / "leerlijn.css").stat().st_size
    print(f"build/static/leerlijn.css {size / 1024:.0f} kB")
