"""`manage.py check_invariants`: does everything in this database hold that must always hold?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

import courses.invariants
import enrolments.invariants


class Command(BaseCommand):
    help = "Look, without changing anything, for what may never be; exits 1 and says each in a sentence."

    def handle(self, *args: Any, **options: Any) -> None:
        found = [*courses.invariants.broken(), *enrolments.invariants.broken()]
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write("Alles klopt.")
