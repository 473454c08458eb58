"""P27 Browser shield: every answer follows the rules of internet.nl, as every role, refusals and files included.

On PostgreSQL the site also runs as in production, over https, and is asked again over the line.
"""

from tests.promises import stage


def main(db: str) -> str:
    """Crawl, then crawl with one header taken away; the line of evidence."""
    stage.set_up()
    from django.conf import settings  # noqa: PLC0415  # Django must stand first
    from django.test import Client  # noqa: PLC0415  # the same

    from tests.line import HOST  # noqa: PLC0415  # the same
    from tests.promises.p27 import https  # noqa: PLC0415  # the same
    from tests.walk import shield  # noqa: PLC0415  # the same
    from tests.walk.scene import scene  # noqa: PLC0415  # the same

    settings.ALLOWED_HOSTS.append("testserver")
    settings.ADDRESS = f"https://{HOST}"
    stood = scene()
    number, wrongs = shield.walk(stood)
    wrongs += shield.security_txt(Client().get("/.well-known/security.txt").content.decode())
    over_the_line, found = https.walk(stood) if db == "postgres" else (0, [])
    if wrongs := [*wrongs, *found]:
        raise AssertionError(f"P27 {db}: {len(wrongs)} wrongs: {wrongs[:20]}")
    settings.SHIELD.pop("Cross-Origin-Resource-Policy")  # the control, and over https one for each protection
    control = shield.walk(stood)[1]
    unseen = https.unseen(stood) if db == "postgres" else []
    if unseen or not control:
        raise AssertionError(f"P27 {db}: the control finds {len(control)}, and not {unseen}")
    told = f"https={over_the_line}" if over_the_line else "https=on-postgresql"
    return f"P27 {number} answers {db} {told} wrong=0 security.txt=valid control-wrongs={len(control)} control=red"
