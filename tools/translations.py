"""Make the .mo files that Django reads from the .po files that people write, without gettext."""

import polib

from tools import places


def build() -> None:
    for source in places.ROOT.glob("locale/*/LC_MESSAGES/*.po"):
        polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))


if __name__ == "__main__":
    build()
