"""The OpenID Connect providers of an installation, read from one setting."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

NEEDED = {"id", "name", "issuer", "client_id", "private_key_file"}
OPTIONAL = {"key_id", "hosts"}


def read(text: str) -> list[dict[str, Any]]:
    """The providers in `text`, a JSON list, as the sign-in library takes them; a mistake stops the start.

    `hosts` are other places than the issuer that a browser passes on its way in, such as https://login.example.
    """
    providers = json.loads(text)
    for provider in providers:
        names = set(provider)
        if not NEEDED <= names <= NEEDED | OPTIONAL or not provider["issuer"].startswith("https://"):
            raise ImproperlyConfigured(
                f"LEERLIJN_OPENID: a provider has {', '.join(sorted(NEEDED))} (an https address as issuer), "
                f"and may have {', '.join(sorted(OPTIONAL))}; got {', '.join(sorted(names))}."
            )
    if len({provider["id"] for provider in providers}) < len(providers):
        raise ImproperlyConfigured("LEERLIJN_OPENID: two providers have the same id.")
    return [_app(**provider) for provider in providers]


def _app(
    *, id: str, name: str, issuer: str, client_id: str, private_key_file: str, key_id: str = "", hosts: Any = ()
) -> dict[str, Any]:
    return {
        "provider_id": id,
        "name": name,
        "client_id": client_id,
        "settings": {
            "server_url": issuer,
            "private_key": Path(private_key_file).read_text(),
            "key_id": key_id,
            "hosts": [*hosts],
        },
    }


def origins(apps: list[dict[str, Any]]) -> list[str]:
    """Where the browser's shield must let the sign-in form lead."""
    addresses = [address for app in apps for address in (app["settings"]["server_url"], *app["settings"]["hosts"])]
    return sorted({"{0.scheme}://{0.netloc}".format(urlsplit(address)) for address in addresses})
