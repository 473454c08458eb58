"""`manage.py audit_verify`: does the audit trail still stand as it was sealed?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from people import audit
from people.models import AuditSeal


class Command(BaseCommand):
    help = "Verify the chain of the audit trail; exits 1 and names the first broken seal."

    def handle(self, *args: Any, **options: Any) -> None:
        if broken := audit.first_broken_seal():
            raise CommandError(f"Zegel {broken.pk} van {broken.sealed_at:%Y-%m-%d %H:%M} klopt niet meer.")
        self.stdout.write(f"De keten klopt: {AuditSeal.objects.count()} zegels.")
