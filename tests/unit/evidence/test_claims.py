"""Claims of several parties, side by side."""

from pathlib import Path

import pytest

from airshield.errors import InputError
from airshield.evidence.claims import side_by_side
from airshield.files.claims import read_claims
from airshield.files.forms import write_template
from unit.evidence.written import written

HEAD = "airshield: 1\nclaims:\n"
ONE = "  - {about: ships, period: 2031, party: A, date: 2031-02, standing: claimed, source: s, "


def test_ranges_go_by_standing_and_are_never_merged(tmp_path: Path) -> None:
    write_template(tmp_path / "claims.yaml", "claims")
    lost = side_by_side(read_claims(tmp_path / "claims.yaml"))[0]
    assert (lost.about, lost.period) == ("aircraft of Norland lost", "2031")
    assert [(s.standing, s.low, s.high) for s in lost.spans] == [
        ("confirmed", 61.0, 68.0),
        ("claimed", 40.0, 184.0),
    ]
    assert [len(s.parties) for s in lost.spans] == [1, 2]
    assert len(lost.claims) == 3


def test_a_denial_is_no_value(tmp_path: Path) -> None:
    write_template(tmp_path / "claims.yaml", "claims")
    drones = side_by_side(read_claims(tmp_path / "claims.yaml"))[1]
    assert drones.deniers == ("Ministry of Ostvik",)
    assert [(s.low, s.high) for s in drones.spans] == [(1700.0, 1700.0)]


@pytest.mark.parametrize(
    ("rest", "told"),
    [
        ("value: 3, low: 2}", "give value, or low and high, not both"),
        ("low: 3, high: 2}", "must be at least low"),
        ("denies: true, value: 4}", "a denial states no value"),
        ("value: many}", "must be a number"),
        ("}", "low: is missing"),
        ("value: 3, partty: B}", 'did you mean "party"?'),
    ],
)
def test_mistakes_are_told_with_their_place(tmp_path: Path, rest: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        read_claims(written(tmp_path, HEAD + ONE + rest + "\n", "claims.yaml"))
    assert told in str(caught.value)
    assert "claims.yaml:3:" in str(caught.value)
