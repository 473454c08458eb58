"""P20 Object-level access, its first stage: every door of the access table, as every role.

The crawl with markers in every field comes with the accounts and roles to full depth.
"""

from tests.promises import stage


def main(db: str) -> str:
    """Walk all doors, then walk again with every role given to everybody; the line of evidence."""
    stage.set_up()
    from django.conf import settings  # noqa: PLC0415  # Django must stand first

    from people.models import User  # noqa: PLC0415  # the same
    from tests.walk import access, doors  # noqa: PLC0415  # the same
    from tests.walk.scene import scene  # noqa: PLC0415  # the same

    settings.ALLOWED_HOSTS.append("testserver")
    unlisted, surprises = doors.unlisted(), doors.walk(scene(), access.DOORS)
    if unlisted or surprises:
        raise AssertionError(f"P20 {db}: unlisted={unlisted} surprises={surprises}")
    asks, User.has_role = User.has_role, lambda *_roles: True  # type: ignore[method-assign]  # the control
    control = doors.walk(scene(), access.DOORS)
    User.has_role = asks  # type: ignore[method-assign]  # the control ends
    if not control:
        raise AssertionError(f"P20 {db}: the control finds nothing")
    return (
        f"P20 {len(access.DOORS)}x{len(access.EVERYONE)} {db} unlisted=0 surprises=0 "
        f"control-surprises={len(control)} stage=doors control=red"
    )
