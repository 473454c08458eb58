"""The 25 safety regions and the six areas they work together in, from our own list (`people/data/README.md`)."""

import csv
from pathlib import Path

from django.db import transaction

from people.models import Area, Organisation

LIST = Path(__file__).parent / "data" / "regions.csv"


@transaction.atomic
def load() -> int:
    """Bring areas and regions in step with the list; the number of regions. Safe to repeat.

    Touches no other organisation, and leaves `valid_from` and `valid_until` as an administrator set them.
    """
    rows = _rows()
    areas = {code: _area(code, name) for code, name in {row["area_code"]: row["area_name"] for row in rows}.items()}
    for row in rows:
        facts = {
            "kind": Organisation.Kind.SAFETY_REGION,
            "name": row["name"],
            "aliases": [alias for alias in row["aliases"].split(";") if alias],
            "area": areas[row["area_code"]],
        }
        Organisation.objects.update_or_create(code=row["code"], defaults=facts)
    return len(rows)


def _rows() -> list[dict[str, str]]:
    with LIST.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _area(code: str, name: str) -> Area:
    return Area.objects.update_or_create(code=code, defaults={"name": name})[0]
