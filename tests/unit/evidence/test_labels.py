"""Labels of reported types: spelling, combinations, the shipped list."""

from pathlib import Path

import pytest

from airshield.errors import InputError
from airshield.files.catalogue import read_catalogue
from airshield.files.labels import read_breaks, read_labels
from unit.evidence.written import written


@pytest.mark.parametrize(
    ("label", "ids", "unknown"),
    [
        ("Shahed-136/131", ["shahed"], []),
        ("shahed-136", ["shahed"], []),
        ("Х-101/Х-555", ["x-101"], []),  # Cyrillic letters
        ("x–101 / x–555", ["x-101"], []),  # dashes
        ("С-300", ["s-300"], []),  # a Cyrillic letter
        ("МОЛНІЯ and Lancet", ["molniya", "lancet"], []),
        ("X-22 and X-32", ["x-22"], []),
        ("X-101/X-555 and Kalibr and Iskander-M/KN-23", ["x-101", "kalibr", "iskander-m"], []),
        ("Kalibr, Oniks", ["kalibr", "oniks"], []),
        ("Kalibr/Oniks", ["kalibr", "oniks"], []),
        ("Kalibr and Thunderbird", ["kalibr"], ["Thunderbird"]),
        ("Thunderbird", [], ["Thunderbird"]),
        ("", [], [""]),
    ],
)
def test_a_label_names_types(label: str, ids: list[str], unknown: list[str]) -> None:
    match = read_labels().match(label)
    assert [kind.id for kind in match.types] == ids
    assert list(match.unknown) == unknown


def test_the_class_of_a_label_is_that_of_all_its_types_or_none() -> None:
    labels = read_labels()
    assert labels.match("X-47 Kinzhal and Iskander-M/KN-23").threat_class == "ballistic-missile"
    assert labels.match("Iskander-M and Iskander-K").threat_class is None
    assert labels.match("Kalibr and Thunderbird").threat_class is None


def test_the_shipped_list_is_without_contradiction() -> None:
    types = read_labels().types
    assert len({kind.id for kind in types}) == len(types)
    folded = [read_labels().match(label).types[0].id for kind in types for label in kind.labels]
    assert folded == [kind.id for kind in types for _ in kind.labels]
    threats = read_catalogue().threats
    assert {kind.threat for kind in types if kind.threat} <= set(threats)


def test_a_users_labels_go_before_the_shipped_ones(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "airshield: 1\ntypes:\n"
        "  - {id: gust, threat_class: drone, threat: null, labels: [Gust, Kalibr]}\n",
        "labels.yaml",
    )
    labels = read_labels(path)
    assert [kind.id for kind in labels.match("Kalibr and gust and Oniks").types] == [
        "gust",
        "oniks",
    ]


def test_mistakes_in_a_file_of_labels_are_told_with_their_place(tmp_path: Path) -> None:
    path = written(
        tmp_path, "airshield: 1\ntypes:\n  - {id: a, threat_class: dron, labels: [1]}\n", "l.yaml"
    )
    with pytest.raises(InputError) as caught:
        read_labels(path)
    assert len(caught.value.problems) == 3
    assert "l.yaml:3:" in str(caught.value)
    assert 'did you mean "drone"?' in str(caught.value)


def test_breaks_follow_each_other_and_know_their_offset(tmp_path: Path) -> None:
    begins = [one.begins for one in read_breaks() if one.threat_class == "drone"]
    assert begins == sorted(begins)
    assert len(begins) == 3
    bad = "airshield: 1\nbreaks:\n  - {threat_class: drone, begins: 2031-01-01T00:00:00, era: a, "
    with pytest.raises(InputError, match="must say its offset from UTC"):
        read_breaks(written(tmp_path, bad + "meaning: b}\n", "b.yaml"))
