"""`manage.py load_regions`: the safety regions and their areas, on a new system or after a change of the list."""

from typing import Any

from django.core.management.base import BaseCommand

from people import regions


class Command(BaseCommand):
    help = "Load the 25 safety regions and the six areas; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{regions.load()} veiligheidsregio's geladen.")
