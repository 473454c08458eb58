"""P20 Object-level access: every door of the access table as every role, and the crawl with markers.

The controls: every role given to everybody, and the filter of traineeships taken away. Both must turn red.
"""

from tests.promises import stage


def main(db: str) -> str:
    """Walk all doors and read all pages, each once more with its protection gone; the line of evidence."""
    stage.set_up()
    from django.conf import settings  # noqa: PLC0415  # Django must stand first

    from people.models import User  # noqa: PLC0415  # the same
    from tests.walk import access, canaries, doors  # noqa: PLC0415  # the same
    from tests.walk.scene import scene  # noqa: PLC0415  # the same
    from trainees.models import TraineeshipQuerySet  # noqa: PLC0415  # the same

    settings.ALLOWED_HOSTS.append("testserver")
    birds = canaries.aviary()  # first: nobody but its own people is in the database yet
    differences = canaries.differences(birds)
    read, leaks = canaries.crawl(birds)
    unlisted, surprises = doors.unlisted(), doors.walk(scene(), access.DOORS)
    if unlisted or surprises or differences or leaks:
        raise AssertionError(f"P20 {db}: {unlisted=} {surprises=} {differences=} {leaks=}")
    asks, User.has_role = User.has_role, lambda *_roles: True  # type: ignore[method-assign]  # the first control
    control = doors.walk(scene(), access.DOORS)
    User.has_role = asks  # type: ignore[method-assign]  # the first control ends
    TraineeshipQuerySet.visible_to = lambda everything, *_asked: everything  # type: ignore[method-assign]  # the second
    _read, escaped = canaries.crawl(birds)
    if not (control and escaped):
        raise AssertionError(f"P20 {db}: a control finds nothing: {len(control)} surprises, {len(escaped)} markers")
    return (
        f"P20 {len(access.DOORS)}x{len(access.EVERYONE)} {db} unlisted=0 surprises=0 answers={read} foreign=0 "
        f"differences=0 control-surprises={len(control)} control-foreign={len(escaped)} stage=canaries control=red"
    )
