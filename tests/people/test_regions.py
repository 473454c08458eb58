from datetime import date

import pytest
from django.core.management import call_command

from people import queries, regions
from people.models import Area, Organisation

pytestmark = pytest.mark.django_db


def test_load_brings_all_regions_in_six_areas() -> None:
    call_command("load_regions")

    assert list(Area.objects.values_list("code", flat=True)) == list("ABCDEF")
    assert Organisation.objects.filter(kind="safety_region", area__isnull=False).count() == 25
    assert Organisation.objects.get(code="VR25").area == Area.objects.get(name="Noordwest")


def test_load_changes_nothing_when_repeated() -> None:
    regions.load()
    Organisation.objects.filter(code="VR14").update(valid_until=date(2027, 12, 31))
    before = list(Organisation.objects.order_by("pk").values())

    regions.load()

    assert list(Organisation.objects.order_by("pk").values()) == before


def test_load_brings_a_changed_region_back_in_step() -> None:
    regions.load()
    Organisation.objects.filter(code="VR02").update(name="Friesland", aliases=[])

    regions.load()

    fryslan = Organisation.objects.get(code="VR02")
    assert (fryslan.name, fryslan.search_key) == ("Fryslân", "fryslan vr02")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Veiligheidsregio Fryslân", "VR02"),
        ("friesland", "VR02"),
        ("Noord-Holland-Noord", "VR10"),
        ("Gooi- en Vechtstreek", "VR14"),
        ("Hollands-Midden", "VR16"),
        ("Limburg-Zuid", "VR24"),
        ("VRR", "VR17"),
        ("Brabant Zuidoost", "VR22"),
        ("VNOG", "VR06"),
    ],
)
def test_regions_are_found_by_every_name_in_use(text: str, code: str) -> None:
    regions.load()

    found = queries.organisation_named(text)

    assert found is not None
    assert found.code == code
