import re
from pathlib import Path

import polib
import pytest
from django.conf import settings

CATALOGUES = sorted(Path(settings.BASE / "locale").glob("*/LC_MESSAGES/django.po"))
GAP = re.compile(r"%\(\w+\)[sd]|\{\w*\}|\[\[\w+\]\]")


def _strays(entry: polib.POEntry) -> set[str]:
    """Gaps that the translation fills and the source does not, or the other way round; one and more each by itself."""
    pairs = [(entry.msgid, entry.msgstr)]
    if entry.msgid_plural:
        one, *more = entry.msgstr_plural.values()
        pairs = [(entry.msgid, one), *((entry.msgid_plural, text) for text in more)]
    return {gap for asked, told in pairs if told for gap in set(GAP.findall(asked)) ^ set(GAP.findall(told))}


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda file: str(file.parts[-3]))
def test_translations_have_the_gaps_of_their_source(catalogue: Path) -> None:
    entries = polib.pofile(str(catalogue))

    assert {entry.msgid: strays for entry in entries if (strays := _strays(entry))} == {}


def test_translations_are_there() -> None:
    assert [file.parts[-3] for file in CATALOGUES if file.parts[-3] == "en"] == ["en"]
