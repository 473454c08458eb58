from django.apps import AppConfig
from django.core import checks


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self) -> None:
        from people import assurance, limits, register  # noqa: PLC0415  # they read the models of every floor, so not before they are loaded

        checks.register(register.everyone_is_registered, "privacy")
        assurance.watch_factors()
        limits.count_for_the_library()
