import polib

from tools import messages


def entry(msgid: str = "Aanbod", **fields: object) -> polib.POEntry:
    return polib.POEntry(msgid=msgid, occurrences=[("config/context.py", "3")], **fields)


def catalogue(*entries: polib.POEntry) -> polib.POFile:
    found = polib.POFile()
    found.extend(entries)
    return found


def test_gaps_are_nothing_when_every_text_has_its_english() -> None:
    assert messages.gaps(catalogue(entry(msgstr="Catalogue"))) == ""


def test_gaps_name_the_place_of_a_text_without_english() -> None:
    assert messages.gaps(catalogue(entry())) == "  config/context.py: Aanbod"


def test_gaps_name_a_doubtful_text() -> None:
    assert messages.gaps(catalogue(entry(msgstr="Agenda", flags=["fuzzy"]))) == "  config/context.py: Aanbod"


def test_gaps_are_counted_when_there_are_many() -> None:
    many = [entry(msgid=f"tekst {number}") for number in range(25)]

    assert messages.gaps(catalogue(*many)).splitlines()[-1] == "  and 5 more"
