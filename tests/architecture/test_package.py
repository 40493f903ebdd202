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

NO_DATA = {".py", ".pyc", ".nbi", ".nbc"}


def data_files(folder: Path = SRC) -> list[Path]:
    """Return every data file of a folder, by default the package, relative to it."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.suffix not in NO_DATA)
    return sorted(path.relative_to(folder) for path in found)


def test_one_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert project["version"] == airshield.__version__ == citation["version"]
    assert f"## {airshield.__version__}" in (ROOT / "CHANGELOG.md").read_text()


@pytest.mark.parametrize("path", data_files(), ids=str)
def test_data_are_found_through_importlib_resources(path: Path) -> None:
    assert resources.files("airshield").joinpath(*path.parts).read_bytes() is not None


def test_the_catalogue_is_shipped() -> None:
    assert [path for path in data_files() if path.match("files/catalogue/*.yaml")]


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
        # Python before 3.11.4 knows no filters; the archive is our own.
        safe = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        archive.extractall(tmp_path / "source", **safe)
    source = next((tmp_path / "source").iterdir())
    wheel = built(tmp_path / "wheel", "--wheel", str(source))
    shipped = set(zipfile.ZipFile(wheel).namelist())
    wanted = {f"airshield/{path.as_posix()}" for path in data_files()}
    scenarios = data_files(ROOT / "scenarios")
    assert scenarios
    wanted |= {f"airshield/files/scenarios/{path.as_posix()}" for path in scenarios}
    assert wanted - shipped == set()
