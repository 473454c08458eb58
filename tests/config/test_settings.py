import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

PRODUCTION = {
    "LEERLIJN_MODE": "production",
    "LEERLIJN_SECRET_KEY": "a-long-secret-of-" + "0123456789abcdef" * 4,
    "LEERLIJN_HOSTS": "leerlijn.example",
    "LEERLIJN_MAIL_URL": "smtp+tls://user:word@mail.example:587",
    "LEERLIJN_SECURITY_EXPIRES": "2027-01-01",
    "LEERLIJN_BALLOT_MASTER_KEY": "another-long-secret",
    "LEERLIJN_BALLOT_KEY_DIRS": "/keys-1,/keys-2",
    "DATABASE_URL": "postgres://leerlijn@db/leerlijn",
}


def _start(expression: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """What a process with this environment, and nothing of ours, makes of `expression`."""
    clean = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    command = [sys.executable, "-c", f"from config import settings; print({expression})"]
    return subprocess.run(command, cwd=settings.BASE, env=clean | env, capture_output=True, text=True, check=False)


def _says(expression: str, **env: str) -> str:
    done = _start(f"settings.{expression}", env)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def _refuses(env: dict[str, str]) -> str:
    done = _start("1", env)
    assert done.returncode == 1
    return done.stderr.strip().rpartition("\n")[2]


@pytest.mark.parametrize("secret", [name for name in PRODUCTION if name != "LEERLIJN_MODE"])
def test_production_does_not_start_when_a_secret_is_missing(secret: str) -> None:
    assert "ImproperlyConfigured" in _refuses({name: value for name, value in PRODUCTION.items() if name != secret})


def test_production_is_what_it_is_when_nobody_says_otherwise() -> None:
    assert "ImproperlyConfigured" in _refuses({})


def test_production_does_not_run_on_sqlite() -> None:
    assert "Production runs on PostgreSQL" in _refuses(PRODUCTION | {"DATABASE_URL": "sqlite:///x"})


@pytest.mark.parametrize("directories", ["", "/keys", "/keys,/keys"])
def test_production_keeps_ballot_keys_in_two_places(directories: str) -> None:
    env = {name: value for name, value in PRODUCTION.items() if name != "LEERLIJN_BALLOT_KEY_DIRS"}
    given = {"LEERLIJN_BALLOT_KEY_DIRS": directories} if directories else {}

    assert "must name two directories" in _refuses(env | given)


@pytest.mark.parametrize("mode", ["demo", "test"])
@pytest.mark.parametrize(
    "secret", ["LEERLIJN_SECRET_KEY", "LEERLIJN_HOSTS", "LEERLIJN_MAIL_URL", "LEERLIJN_BALLOT_MASTER_KEY"]
)
def test_demo_does_not_start_with_a_setting_of_production(mode: str, secret: str) -> None:
    refusal = _refuses({"LEERLIJN_MODE": mode, secret: PRODUCTION[secret]})

    assert f"LEERLIJN_MODE={mode} does not go with production settings: {secret}" in refusal


def test_mode_is_one_we_know() -> None:
    assert "LEERLIJN_MODE is 'Demo'" in _refuses({"LEERLIJN_MODE": "Demo"})


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.LANGUAGE_COOKIE_SECURE", "True True True"),
        ("SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS", "True 31536000"),
        ("DEBUG, settings.DEMO, settings.ALLOWED_HOSTS, settings.ADDRESS", None),
        ("EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS", "mail.example 587 True"),
        ("SECOND_FACTOR_ROLES", "['planner', 'coordinator', 'administrator']"),
        ("CONFIRMED_FOR", "0:15:00"),
        ("PASSWORD_HASHERS[0]", "django.contrib.auth.hashers.Argon2PasswordHasher"),
    ],
)
def test_production_is_strict(expression: str, shown: str | None) -> None:
    assert _says(expression, **PRODUCTION) == (shown or "False False ['leerlijn.example'] https://leerlijn.example")


@pytest.mark.parametrize(("mode", "day"), [("demo", "2025-05-15"), ("test", "2025-05-15"), ("production", "None")])
def test_domain_clock_stands_still_in_demo_and_test_only(mode: str, day: str) -> None:
    env = PRODUCTION if mode == "production" else {"LEERLIJN_MODE": mode}

    assert _says("AS_OF", **env | {"LEERLIJN_AS_OF": "2025-05-15"}) == day


def test_second_factor_is_for_the_roles_that_production_names() -> None:
    assert _says("SECOND_FACTOR_ROLES", **PRODUCTION | {"LEERLIJN_SECOND_FACTOR_ROLES": "reader"}) == "['reader']"


def test_demo_puts_nothing_between_signing_in_and_the_pages() -> None:
    asked = {"LEERLIJN_MODE": "demo", "LEERLIJN_SECOND_FACTOR_ROLES": "planner"}

    assert _says("SECOND_FACTOR_ROLES, settings.CONFIRMED_FOR", **asked) == "[] None"


def test_demo_sends_nothing_outside() -> None:
    assert _says("EMAIL_BACKEND", LEERLIJN_MODE="demo") == "people.demo_mail.EmailBackend"


@pytest.mark.parametrize(
    ("port", "address"), [({}, "http://localhost:8000"), ({"PORT": "9001"}, "http://localhost:9001")]
)
def test_demo_knows_its_own_address(port: dict[str, str], address: str) -> None:
    assert _says("ADDRESS", LEERLIJN_MODE="demo", **port) == address


def test_production_passes_the_checks_of_django_for_deployment(tmp_path: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    env = clean | PRODUCTION | {"LEERLIJN_VAR": str(tmp_path)}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]

    done = subprocess.run(command, cwd=settings.BASE, env=env, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


def test_cookies_of_production_belong_to_one_host() -> None:
    names = _says("SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME", **PRODUCTION)

    assert names == "__Host-session __Host-csrf __Host-language"
