"""A password costs a little here, instead of a tenth of a second: noise hides less, and the measuring is short."""


def make_light() -> None:
    from django.contrib.auth.hashers import Argon2PasswordHasher  # noqa: PLC0415  # Django must stand first

    Argon2PasswordHasher.memory_cost = 16 * 1024  # kilobytes
    Argon2PasswordHasher.parallelism = 1
