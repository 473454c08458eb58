"""`manage.py load_demo`: example data in an empty database, never in production."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.demo import load
from people.models import User


class Command(BaseCommand):
    help = "Fill an empty database with example data, as on the day of the domain clock."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Voorbeeldgegevens horen niet in productie; er is niets geladen.")
        if User.objects.exists():
            raise CommandError("In deze database staan al personen; voorbeeldgegevens passen alleen in een lege.")
        self.stdout.write(f"Voorbeeldgegevens geladen: {load.load()}.")
