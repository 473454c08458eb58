import pytest

from tools import promises


@pytest.mark.parametrize(
    ("line", "proven"),
    [
        ("P01 64x30x8 sqlite oversold=0 errors=0 control=red", True),
        ("P20 14x31 sqlite leaks=0 stage=doors", True),
        ("P01 64x30x8 sqlite oversold=0 errors=0 control=green", False),
        ("P01 64x30x8 sqlite oversold=0 errors=0", False),
        ("done, control=red", False),
    ],
)
def test_evidence_is_a_line_with_a_red_control_or_a_stage(line: str, proven: bool) -> None:
    assert (promises.EVIDENCE.match(line) is not None) == proven
