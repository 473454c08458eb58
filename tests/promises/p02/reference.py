"""The queue as its rule says it, in plain Python and none of our own code: by number, and never skipping."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Reference:
    """One edition: so many seats, some of them kept for a group. What may not be, answers False and changes nothing."""

    seats: int
    number: int = 0
    inside: dict[int, tuple[int, int | None]] = field(default_factory=dict)  # person -> number, and what is used
    line: list[tuple[int, int, str]] = field(default_factory=list)  # number, person and group, in order
    kept: dict[int, tuple[str, int]] = field(default_factory=dict)  # reservation -> group, and how many seats
    groups: dict[int, str] = field(default_factory=dict)
    passed: set[int] = field(default_factory=set)  # numbers of who were passed

    def join(self, person: int, group: str) -> bool:
        if person in self.inside or person in [one[1] for one in self.line]:
            return False
        self.number, self.groups[person] = self.number + 1, group
        self.line.append((self.number, person, group))
        return self._fill()

    def leave(self, person: int) -> bool:
        known = self.inside.pop(person, None) or [one for one in self.line if one[1] == person]
        self.line = [one for one in self.line if one[1] != person]
        return self._fill() and bool(known)

    def resize(self, seats: int) -> bool:
        if seats < len(self.inside) + self._held():
            return False
        self.seats = seats
        return self._fill()

    def keep(self, key: int, group: str, number: int) -> bool:
        before = dict(self.inside), dict(self.kept)
        self.kept[key] = (group, number)
        for person, (arrived, used) in sorted(self.inside.items(), key=lambda one: one[1]):
            if used not in before[1] and self.groups[person] == group and self._held(key):
                self.inside[person] = (arrived, key)
        if len(self.inside) + self._held() > self.seats:
            self.inside, self.kept = before
            return False
        return self._fill()

    def release(self, key: int) -> bool:
        self.kept.pop(key, None)
        return self._fill()

    def _fill(self) -> bool:
        for number, person, group in list(self.line):
            own = next((key for key, (whom, _seats) in self.kept.items() if whom == group and self._held(key)), None)
            if own is not None or len(self.inside) + self._held() < self.seats:
                self.line.remove((number, person, group))
                self.passed |= {before for before, _person, _group in self.line if before < number}
                self.inside[person] = (number, own)
        return True

    def _held(self, only: int | None = None) -> int:
        used = [one[1] for one in self.inside.values()]
        wanted = self.kept if only is None else [only]
        return sum(max(0, self.kept[key][1] - used.count(key)) for key in wanted)
