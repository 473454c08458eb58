"""The headers of every answer, for who answers without our middleware: gunicorn by itself, and the proxy."""

from django.conf import settings


def headers() -> dict[str, str]:
    """What this site never does, which parts a page may load, and that it is on https only."""
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    policy = "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())
    hsts = f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload"
    found = {**settings.SHIELD, "Content-Security-Policy": policy}
    return found | ({"Strict-Transport-Security": hsts} if settings.SECURE_HSTS_SECONDS else {})
