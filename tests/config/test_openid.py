import json
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import openid


@pytest.fixture
def told(tmp_path: Path) -> dict[str, str]:
    """One provider, as somebody types it."""
    (tmp_path / "key.pem").write_text("a key")
    told = {"id": "vrr", "name": "Rotterdam", "issuer": "https://login.vrr.example/realm", "client_id": "leerlijn"}
    return told | {"private_key_file": str(tmp_path / "key.pem")}


def test_read_takes_a_provider_and_its_key(told: dict[str, str]) -> None:
    (app,) = openid.read(json.dumps([told | {"key_id": "k1"}]))

    ours = {"server_url": "https://login.vrr.example/realm", "private_key": "a key", "key_id": "k1", "hosts": []}
    assert app == {"provider_id": "vrr", "name": "Rotterdam", "client_id": "leerlijn", "settings": ours}


@pytest.mark.parametrize("wrong", [{"issuer": "http://login.vrr.example"}, {"secret": "geheim"}])
def test_read_refuses_what_it_does_not_know(told: dict[str, str], wrong: dict[str, str]) -> None:
    with pytest.raises(ImproperlyConfigured, match="LEERLIJN_OPENID"):
        openid.read(json.dumps([told | wrong]))


def test_read_refuses_a_provider_that_is_not_complete(told: dict[str, str]) -> None:
    del told["client_id"]

    with pytest.raises(ImproperlyConfigured, match="client_id"):
        openid.read(json.dumps([told]))


def test_read_refuses_one_id_twice(told: dict[str, str]) -> None:
    with pytest.raises(ImproperlyConfigured, match="same id"):
        openid.read(json.dumps([told, told]))


def test_origins_are_where_the_browser_passes(told: dict[str, str]) -> None:
    apps = openid.read(json.dumps([{**told, "hosts": ["https://sso.vrr.example"]}]))

    assert openid.origins(apps) == ["https://login.vrr.example", "https://sso.vrr.example"]
