"""How well the time of an answer tells somebody else's object from one that is not there (promise P20).

The area under the curve: 0.5 tells nothing, 0 and 1 tell all.
"""

import gc
import time
from collections.abc import Sequence

from django.urls import reverse

from tests.walk import access, hostile, named
from tests.walk.canaries import Aviary

PAIRS = 200  # per address: the figure is then off by 0.03 or so
LEAST, MOST = 0.4, 0.6
ASKED = {  # route -> who asks
    "enrolments:edition": access.PARTICIPANT,
    "enrolments:approval": access.CONTACT_ELSEWHERE,
    "enrolments:attendance": access.TRAINER_ELSEWHERE,
    "trainees:traineeship": access.PARTICIPANT,
    "evaluations:round": access.CONTACT,
}
THINGS = {"enrolments:edition": "concept"}  # which object, where the table has a row that opens to all


def told_by_time(birds: Aviary, pairs: int = PAIRS) -> dict[str, float]:
    """Route -> the area under the curve, over so many pairs that take turns."""
    found = {}
    for route, role in ASKED.items():
        door = next(
            one for one in access.DOORS if one.route == route and one.thing == THINGS.get(route, one.thing) != "unknown"
        )
        foreign = birds.scene.things[door.thing]
        unknown = named.unknown_like(foreign)
        addresses = [reverse(route, args=[value]) for value in (foreign, unknown)]
        browser = birds.browser(role)
        times: tuple[list[float], list[float]] = ([], [])
        gc.disable()
        for turn in range(pairs):
            for which in (0, 1) if turn % 2 else (1, 0):
                with hostile.undone():
                    started = time.perf_counter()
                    status = browser.get(addresses[which]).status_code
                    times[which].append(time.perf_counter() - started)
                assert status == 404, f"{addresses[which]} as {role} answers {status}"
        gc.enable()
        found[route] = area(*times)
    return found


def area(some: Sequence[float], others: Sequence[float]) -> float:
    """How often one of `some` is larger than one of `others`; half of a tie."""
    larger = sum((one > other) + (one == other) / 2 for one in some for other in others)
    return larger / (len(some) * len(others))
