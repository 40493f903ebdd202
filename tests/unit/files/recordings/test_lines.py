"""Plots as lines of JSON: what is taken, what is refused and where, and the schema beside it."""

import json
import math
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from airshield.errors import InputError
from airshield.files.recordings.line_fields import FIELDS, plots_schema
from airshield.files.recordings.lines import MOST_TOLD, read_lines
from airshield.files.recordings.recorded import Recorded
from airshield.files.recordings.sighting_text import read_sighting
from airshield.tracking.plots import BEARING, CARTESIAN, CLASSES, LOOK, PLACE, POLAR

SCHEMA = jsonschema.Draft202012Validator(plots_schema())
AT = {"sensor": "north", "time": "2026-01-01T00:00:00Z"}
PLACED = AT | {"lat_deg": 50.0, "lon_deg": 30.0}


def read(folder: Path, *lines: Any, skip_bad: bool = False) -> Recorded:
    path = folder / "plots.jsonl"
    path.write_text("\n".join(x if isinstance(x, str) else json.dumps(x) for x in lines))
    return read_lines(path, skip_bad=skip_bad)


GOOD: list[tuple[dict[str, Any], int]] = [
    (AT | {"range_m": 12_000, "bearing_deg": 45, "range_rate_m_s": -40.0}, POLAR),
    (AT | {"bearing_deg": 45, "elevation_deg": 3}, BEARING),
    (AT | {"east_m": 1.0, "north_m": 2.0, "height_m": 300}, CARTESIAN),
    (PLACED | {"velocity_east_m_s": 5}, CARTESIAN),
    (PLACED | {"heading": "west", "word": "drone", "count": 2}, PLACE),
    (PLACED | {"heading": 270, "sigma_m": 2000}, PLACE),
    (PLACED | {"as": "place"}, PLACE),
    (AT | {"look": True}, LOOK),
    ({"sensor": "a", "time_s": 12.5, "bearing_deg": 10, "identity": "3C6660"}, BEARING),
]
BAD: list[tuple[Any, str]] = [
    (AT | {"rang_m": 1, "bearing_deg": 3}, 'rang_m: unknown key – did you mean "range_m"?'),
    (AT | {"range_m": 1}, "range_m: needs bearing_deg beside it"),
    (AT | {"lat_deg": 1}, "lat_deg: and lon_deg must be given together"),
    (PLACED | {"east_m": 1, "north_m": 1}, "east_m: says the place a second time"),
    (PLACED | {"bearing_deg": 1}, "bearing_deg: beside a place"),
    (AT, "measures nothing"),
    (AT | {"look": False}, "look: must be true"),
    (AT | {"look": True, "bearing_deg": 1}, "bearing_deg: beside look"),
    ({"sensor": "a", "bearing_deg": 1}, "time: is missing"),
    ({"time_s": 1, "bearing_deg": 1}, "sensor: is missing"),
    (AT | {"time_s": 1, "bearing_deg": 1}, "time_s: says time a second time"),
    (AT | {"bearing_deg": "45"}, "bearing_deg: must be a number, got text"),
    (AT | {"bearing_deg": True}, "bearing_deg: must be a number, got true"),
    (AT | {"bearing_deg": 400}, "bearing_deg: must lie from -360 to 360"),
    (AT | {"bearing_deg": 1, "range_m": 0}, "range_m: must lie above 0"),
    (PLACED | {"word": "dron"}, 'word: must be a class, got text "dron" – did you mean "drone"?'),
    (PLACED | {"heading": "up"}, "heading: must be a direction"),
    (PLACED | {"count": 1.5}, "count: must be a whole number"),
    (PLACED | {"identity": "xyz"}, "identity: must be a number from 0 or hexadecimal"),
    ({"sensor": "a", "time": "2026-01-01T00:00:00", "bearing_deg": 1}, "time: needs a zone"),
    ({"sensor": "a", "time": "soon", "bearing_deg": 1}, "time: must be a time such as"),
    (
        {"sensor": "a", "time": "0001-01-01T00:00:00Z", "bearing_deg": 1},
        "time: must be a year from",
    ),
    ({"sensor": "a", "time_s": 1e12, "bearing_deg": 1}, "time_s: must lie from"),
    ({"sensor": " ", "time_s": 1, "bearing_deg": 1}, "sensor: must be text"),
    ({"sensor": {"a": 1}, "time_s": 1, "bearing_deg": 1}, "sensor: must be text"),
]


@pytest.mark.parametrize(("line", "kind"), GOOD)
def test_each_kind_of_line_is_taken_and_fits_the_schema(
    line: dict[str, Any], kind: int, tmp_path: Path
) -> None:
    SCHEMA.validate(line)
    assert read(tmp_path, line).plots.kind.tolist() == [kind]


@pytest.mark.parametrize(("line", "words"), BAD)
def test_each_mistake_is_told_with_its_place(line: Any, words: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, GOOD[0][0], line)
    assert words in str(caught.value)
    assert "plots.jsonl:2:" in str(caught.value)


@pytest.mark.parametrize("line", ["{", "[1]", "7", '"text"', "null", "[[1, 2]]", "[" * 100_000])
def test_what_is_no_object_is_refused(line: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"plots\.jsonl:2:1|plots\.jsonl:2:2"):
        read(tmp_path, GOOD[0][0], line)


def test_the_schema_refuses_what_the_reader_does() -> None:
    """All but what JSON Schema cannot say: dates that exist, and keys that exclude one another."""
    beyond = ("soon", "0001-01-01T00:00:00Z", "2026-01-01T00:00:00", " ")
    for line, words in BAD:
        if not any(value in beyond for value in line.values() if isinstance(value, str)):
            excluded = "second time" in words or "beside" in words
            assert not SCHEMA.is_valid(line) or excluded, line


def test_the_schema_names_every_key() -> None:
    jsonschema.Draft202012Validator.check_schema(plots_schema())
    assert list(plots_schema()["properties"]) == list(FIELDS)


def test_numbers_become_metres_and_radians(tmp_path: Path) -> None:
    line = AT | {"range_m": 5e3, "bearing_deg": 90, "sigma_bearing_deg": 1, "sigma_range_m": 20}
    plots = read(tmp_path, line | {"arrival": "2026-01-01T00:00:02Z"}).plots
    assert plots.value[0, :2] == pytest.approx([5e3, math.pi / 2])
    assert plots.sigma[0, :2] == pytest.approx([20.0, math.pi / 180])
    assert plots.arrival_s[0] - plots.time_s[0] == 2.0


def test_what_is_said_fills_what_is_not_given(tmp_path: Path) -> None:
    said = PLACED | {"text": "Two drones, heading west.", "count": 3}
    plots = read(tmp_path, said, PLACED | {"text": "it is loud"}).plots
    assert plots.kind.tolist() == [PLACE, PLACE]
    assert plots.count.tolist() == [3, 1]
    assert plots.word.tolist() == [CLASSES.index("drone"), -1]
    assert plots.value[0, 3] == pytest.approx(math.radians(270))
    assert np.isnan(plots.value[1, 3])


def test_text_not_understood_is_told(tmp_path: Path) -> None:
    (note,) = read(tmp_path, PLACED | {"text": "it is loud"}).notes
    assert str(note) == "1 × text that was not understood; its plot is taken (first: line 1)"


@pytest.mark.parametrize(
    ("text", "number", "word", "heading_deg"),
    [
        ("two drones heading west", 2, "drone", 270.0),
        ("ten cruise missiles flying to the south-east", 10, "cruise-missile", 135.0),
        ("a helicopter", 1, "helicopter", None),
        ("12 birds", 12, "bird", None),
        ("Jet towards north east", None, "aircraft", 45.0),
        ("3 missiles going north", 3, None, 0.0),
        ("heading northwest", None, None, 315.0),
        ("west", None, None, 270.0),
    ],
)
def test_simple_sentences_are_understood(
    text: str, number: int | None, word: str | None, heading_deg: float | None
) -> None:
    found = read_sighting(text)
    assert found is not None
    assert (found.number, found.heading_deg) == (number, heading_deg)
    assert (None if found.word is None else CLASSES[found.word]) == word


@pytest.mark.parametrize("text", ["", "!", "0 drones", "loud", "two dragons", "drones and jets"])
def test_other_sentences_are_not(text: str) -> None:
    assert read_sighting(text) is None


def test_bad_lines_are_skipped_only_if_asked_and_counted(tmp_path: Path) -> None:
    bad = AT | {"rang_m": 1, "bearing_deg": 3}
    found = read(tmp_path, GOOD[0][0], bad, "", "{", bad, skip_bad=True)
    assert found.plots.size == 1
    assert [str(note) for note in found.notes] == [
        "2 × line with a mistake (unknown key) (first: line 2)",
        "1 × line with a mistake in its form (first: line 4)",
    ]


def test_of_many_mistakes_some_are_told_and_all_counted(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, *["{"] * 30)
    assert len(caught.value.problems) == MOST_TOLD + 1
    assert caught.value.problems[-1].startswith("and 10 more mistakes")


def test_dated_and_undated_times_do_not_mix(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="some times have a date and others none"):
        read(tmp_path, GOOD[0][0], {"sensor": "a", "time_s": 3, "bearing_deg": 1})


@pytest.mark.parametrize("text", ["", "\n\n", " \n"])
def test_a_file_without_plots_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no plot in it"):
        read(tmp_path, text)


@pytest.mark.slow
@given(st.dictionaries(st.sampled_from([*FIELDS, "x"]), st.from_type(object).flatmap(
    lambda _: st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9),
                        st.lists(st.integers(), max_size=2), st.just({"a": 1})))))  # fmt: skip
def test_no_line_breaks_the_reader(
    tmp_path_factory: pytest.TempPathFactory, line: dict[str, Any]
) -> None:
    try:
        found = read(tmp_path_factory.mktemp("fuzz"), line)
    except InputError:
        return
    assert np.isfinite(found.plots.time_s).all()
