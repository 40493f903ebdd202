"""What is shipped: one version everywhere, and data files that an installed copy finds."""

import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib import resources
from pathlib import Path

import pytest
import yaml

import airshield
from architecture.source import ROOT, SRC

DATA_SUFFIXES = {".yaml", ".json", ".geojson", ".html", ".j2", ".css", ".js", ".typed", ".npz"}


def data_files() -> list[Path]:
    """Return every data file of the source tree, relative to the package."""
    found = (path for path in SRC.rglob("*") if path.suffix in DATA_SUFFIXES)
    return sorted(path.relative_to(SRC) for path in found)


def test_one_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert project["version"] == airshield.__version__ == citation["version"]
    assert f"## {airshield.__version__}" in (ROOT / "CHANGELOG.md").read_text()


@pytest.mark.parametrize("folder", ["catalogue"])
def test_data_are_found_through_importlib_resources(folder: str) -> None:
    entries = list(resources.files("airshield.files").joinpath(folder).iterdir())
    assert [entry for entry in entries if entry.name.endswith(".yaml")]


def built(folder: Path, *arguments: str) -> Path:
    """Build one distribution with the tools at hand and return the file."""
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), *arguments]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    return next(folder.iterdir())


@pytest.mark.slow
def test_a_wheel_built_from_the_sdist_holds_all_data(tmp_path: Path) -> None:
    sdist = built(tmp_path / "sdist", "--sdist", str(ROOT))
    assert sdist.name.endswith(".tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "source", filter="data")
    source = next((tmp_path / "source").iterdir())
    wheel = built(tmp_path / "wheel", "--wheel", str(source))
    shipped = set(zipfile.ZipFile(wheel).namelist())
    wanted = {f"airshield/{path.as_posix()}" for path in data_files()}
    scenarios = (path for path in (ROOT / "scenarios").rglob("*") if path.is_file())
    wanted |= {
        f"airshield/files/scenarios/{p.relative_to(ROOT / 'scenarios').as_posix()}"
        for p in scenarios
    }
    assert wanted - shipped == set()
