"""`python3 make.py WORD`: what `make WORD` runs. The work is in `tools/`.

Older Pythons must be able to read this file, to say that they are too old.
"""

import sys

OLDEST = (3, 11)


def main() -> int:
    if sys.version_info[:2] < OLDEST:
        this, oldest = (".".join(map(str, version)) for version in (sys.version_info[:2], OLDEST))
        sys.stderr.write(f"Leerlijn needs Python {oldest} or newer, and this is {this}.\n")
        sys.stderr.write(f"If you have a newer one, name it: make demo PYTHON=python{oldest}\n")
        return 1
    from tools import commands  # noqa: PLC0415 - an older Python could not read that

    return commands.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
