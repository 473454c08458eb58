"""`make bench only=enrol`: measure ours beside the bare limit, in the same run. Each `bench/<name>.py` is one."""

from tools import places
from tools.options import words
from tools.terminal import Stop, ending, show


def main() -> int:
    known = sorted(file.stem for file in (places.ROOT / "bench").glob("[a-z]*.py"))
    asked = words("only") or known
    if unknown := set(asked) - set(known):
        raise Stop(f"No measurement is called {', '.join(sorted(unknown))}; there are: {' '.join(known)}")
    return max((show([str(places.PYTHON), "-m", f"bench.{name}"]) for name in asked), default=0)


if __name__ == "__main__":
    raise SystemExit(ending(main))
