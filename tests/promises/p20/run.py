"""P20 Object-level access: every door as every role, the crawl with markers, swapped ids, mails, and time.

`whole=yes` sends all of it and measures time; without it every door and every address is still tried as every role,
and one of each `SHARE` swapped ids, other methods and pages of accounts, the same ones each time.

The controls: every role given to everybody, and one filter of each kind taken away. All must turn red.
"""

import logging

from tests.promises import stage
from tools.options import option

SHARE = 8


def main(db: str) -> str:
    """Try everything, then once more with each protection gone; the line of evidence."""
    stage.set_up()
    from django.conf import settings  # noqa: PLC0415  # Django must stand first

    from tests import make  # noqa: PLC0415  # the same
    from tests.walk import (  # noqa: PLC0415  # the same
        access,
        canaries,
        controls,
        doors,
        everything,
        mails,
        named,
        swaps,
        timing,
    )
    from tests.walk.scene import scene  # noqa: PLC0415  # the same

    settings.ALLOWED_HOSTS.append("testserver")
    settings.AS_OF = make.TODAY
    logging.disable(logging.CRITICAL)  # thousands of refusals
    whole = bool(option("whole"))
    birds = canaries.aviary()  # first: nobody but its own people is in the database yet
    unlisted = doors.unlisted() | named.unlisted(birds)
    share = 1 if whole else SHARE
    read, leaks = canaries.crawl(birds, share=share)
    letters, told = mails.sent(birds)
    swapped, wrongs = swaps.tried(birds, share=share)
    by_method = swaps.other_methods(birds, share=share)
    lapsed = doors.walk(birds.scene, everything.CLOSING[::share], everything.LAPSED)
    areas = timing.told_by_time(birds) if whole else {}
    off = {route: area for route, area in areas.items() if not timing.LEAST <= area <= timing.MOST}
    with stage.undone():  # buttons are pressed; what one takes away, the next one still finds
        surprises = doors.walk(scene(), access.DOORS) + lapsed
    if unlisted or surprises or leaks or told or wrongs or by_method or off:
        found = f"{unlisted=} {surprises=} {leaks=} {told=} {wrongs=} {by_method=} {off=}"
        raise AssertionError(f"P20 {db}: {found}")
    red = controls.turned_red(birds) | {"roles": len(controls.with_every_role())}
    if still := [kind for kind, seen in red.items() if not seen]:
        raise AssertionError(f"P20 {db}: controls that find nothing: {still}")
    sent = "whole" if whole else f"swaps=1/{SHARE}"
    seen = " ".join(f"control-{kind}={number}" for kind, number in red.items())
    return (
        f"P20 {len(access.DOORS)}x{len(birds.everyone)} {db} {sent} markers={len(birds.canaries)} answers={read} "
        f"mails={letters} swaps={swapped} unlisted=0 surprises=0 foreign=0 differences=0{_said(areas)} {seen} "
        f"stage=canaries control=red"
    )


def _said(areas: dict[str, float]) -> str:
    return "".join(f" auc-{route.partition(':')[2]}={area:.2f}" for route, area in areas.items())
