"""A new scenario is well formed, and never overwrites anything."""

from pathlib import Path

import pytest

from airshield.errors import InputError, OutputError
from airshield.files.scenario import read_scenario
from airshield.files.shipped import shipped_scenarios
from airshield.files.starter import start_scenario


def test_the_starter_is_well_formed_and_explains_itself(tmp_path: Path) -> None:
    written = start_scenario(tmp_path / "new")
    assert [path.name for path in written] == ["scenario.yaml", "districts.geojson"]
    loaded = read_scenario(written[0])
    assert len(loaded.scenario.districts) == 2
    assert written[0].read_text("utf-8").count("#") >= 15


@pytest.mark.parametrize("name", shipped_scenarios())
def test_a_copy_of_a_shipped_scenario_says_the_same(tmp_path: Path, name: str) -> None:
    written = start_scenario(tmp_path, name)
    copy, shipped = read_scenario(written[0]), read_scenario(name)
    assert copy.digest == shipped.digest
    assert len(written) == len(list(tmp_path.iterdir()))


@pytest.mark.parametrize("there", ["scenario.yaml", "districts.geojson"])
def test_nothing_is_overwritten(tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_text("mine")
    with pytest.raises(OutputError, match="is there already"):
        start_scenario(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [there]
    assert (tmp_path / there).read_text() == "mine"


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "new").write_text("x")
    with pytest.raises(OutputError, match="a file stands where a folder should"):
        start_scenario(tmp_path / "new")


def test_an_unknown_shipped_scenario(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no shipped scenario"):
        start_scenario(tmp_path, "nothing-like-it")
    with pytest.raises(InputError, match='did you mean "winter-night"'):
        start_scenario(tmp_path, "winter-nihgt")
