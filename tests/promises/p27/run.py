"""P27 Browser shield: every answer follows the rules of internet.nl, as every role, refusals and files included."""

from tests.promises import stage


def main(db: str) -> str:
    """Crawl, then crawl with one header taken away; the line of evidence."""
    stage.set_up()
    from django.conf import settings  # noqa: PLC0415  # Django must stand first
    from django.test import Client  # noqa: PLC0415  # the same

    from tests.walk import shield  # noqa: PLC0415  # the same
    from tests.walk.scene import scene  # noqa: PLC0415  # the same

    settings.ALLOWED_HOSTS.append("testserver")
    stood = scene()
    number, wrongs = shield.walk(stood)
    text = Client().get("/.well-known/security.txt").content.decode()
    wrongs += list(shield.security_txt(text, now=shield.now()))
    if wrongs:
        raise AssertionError(f"P27 {db}: {len(wrongs)} wrongs: {wrongs[:20]}")
    settings.SHIELD.pop("Cross-Origin-Resource-Policy")  # the control
    control = shield.walk(stood)[1]
    if not control:
        raise AssertionError(f"P27 {db}: the control finds nothing")
    return f"P27 {number} answers {db} wrong=0 security.txt=valid control-wrongs={len(control)} control=red"
