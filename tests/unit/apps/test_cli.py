"""The command line: what it prints, its exit codes, and that it never shows a traceback."""

import errno
import json
import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from airshield import __version__
from airshield.apps.cli import entry
from airshield.apps.cli.entry import COMMANDS, run
from airshield.errors import InputError, InternalError, OutputError
from unit.files.small import changed, write

PROGRAM = Path(sys.executable).parent / "airshield"


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    said = capsys.readouterr().out
    for name in COMMANDS:
        assert f" {name} " in said


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_examples(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([name, "--help"]) == 0
    said = capsys.readouterr().out
    assert f"airshield {name}" in said.split("Examples")[1]


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.strip() == __version__


@pytest.mark.parametrize("arguments", [["nonsense"], ["validate", "--nonsense"], ["new"]])
def test_wrong_usage_is_told(arguments: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    out, err = capfd.readouterr()
    assert "Traceback" not in out + err
    assert (out + err).strip()


def test_validate_says_what_is_in_a_scenario(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path)
    assert run(["validate", str(path)]) == 0
    said = capsys.readouterr().out
    assert said == f"{path}: well formed: 4 threats, 1 group, 2 assets, 1 battery, 1 sensor, " + (
        "0 districts\n"
    )


def test_validate_tells_mistakes_on_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = write(tmp_path), write(tmp_path, changed(("kind: city", "kind: citty")), "bad.yaml")
    assert run(["validate", str(good), str(bad)]) == 2
    out, err = capsys.readouterr()
    assert "well formed" in out
    assert 'assets.city.kind: "citty" is not known here – did you mean "city"?' in err
    assert f"{bad}: 1 mistake\n" in err


def test_validate_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = write(tmp_path, changed(("kind: city", "kind: citty"), ("count: 4", "count: x")))
    arguments = [
        "validate",
        str(bad),
        "gone.yaml",
        "--format",
        "json",
        "--set",
        "simulation.seed=3",
    ]
    assert run(arguments) == 2
    first, second = json.loads(capsys.readouterr().out)
    assert not first["well_formed"]
    assert [m["line"] for m in first["mistakes"]] == [4, 16]
    assert first["mistakes"][0]["where"] == "assets.city.kind"
    assert "no such file" in second["mistakes"][0]["message"]


def test_validate_with_overrides(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(write(tmp_path))
    assert run(["validate", path, "--set", "raid.groups.cruise.count=9"]) == 0
    assert "9 threats" in capsys.readouterr().out
    assert run(["validate", path, "--set", "raid.groups.cruise.count=x"]) == 2
    assert "--set raid.groups.cruise.count=x:26: raid.groups" in capsys.readouterr().err


def test_validate_reads_terrain_and_outline(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "hills.tif").write_bytes(b"II*\0garbage")
    (tmp_path / "land.geojson").write_text("{}")
    for key, name, message in (
        ("terrain", "hills.tif", "hills.tif: not a readable GeoTIFF"),
        ("outline", "land.geojson", "land.geojson:1:1: must be a GeoJSON FeatureCollection"),
    ):
        path = write(tmp_path, changed(("name: small", f"name: small\n{key}: {name}")))
        assert run(["validate", str(path)]) == 2
        out, err = capsys.readouterr()
        assert message in err
        assert "well formed" not in out


def test_validate_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["validate"]) == 2
    assert "name at least one scenario file" in capsys.readouterr().err


def test_the_catalogue_fits_eighty_columns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert run(["catalogue"]) == 0
    said = capsys.readouterr().out
    assert max(len(line) for line in said.splitlines()) <= 80
    for name in (
        "one-way-attack-drone",
        "radar-surveillance",
        "iris-t-slm",
        "ballistic-missile-def",
    ):
        assert name in said


def test_an_entry_is_shown_with_its_sources(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalogue", "iris-t-slm"]) == 0
    said = capsys.readouterr().out
    assert "envelope.range_max_m" in said
    assert "published" in said
    assert "https://" in said


def test_a_layer_lists_its_systems(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalogue", "medium-range"]) == 0
    said = capsys.readouterr().out
    assert "nasams" in said
    assert "fighter-patrol" not in said


def test_a_users_catalogue_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, "systems: {nasams: {title: '[bold]Mine'}}\n", "types.yaml")
    assert run(["catalogue", "nasams", "--file", str(path)]) == 0
    assert "[bold]Mine" in capsys.readouterr().out


def test_the_catalogue_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalogue", "--format", "json"]) == 0
    assert set(json.loads(capsys.readouterr().out)) == {"sources", "threats", "sensors", "systems"}
    assert run(["catalogue", "nasams", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found["systems"]) == ["nasams"]
    assert found["sources"]


def test_an_unknown_entry(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalogue", "nasam"]) == 2
    assert 'did you mean "nasams"?' in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["schema"], ["schema", "--catalogue"]])
def test_schema_prints_json(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 0
    assert json.loads(capsys.readouterr().out)["$schema"].endswith("2020-12/schema")


def test_new_writes_and_does_not_overwrite(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "q"
    assert run(["new", str(folder)]) == 0
    assert f"Next: airshield validate {folder / 'scenario.yaml'}" in capsys.readouterr().out
    assert run(["validate", str(folder / "scenario.yaml")]) == 0
    capsys.readouterr()
    assert run(["new", str(folder)]) == 2
    assert "is there already" in capsys.readouterr().err


def test_new_on_a_full_disk_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("airshield.files.output.os.fsync", fail)
    assert run(["new", str(tmp_path)]) == 2
    assert "the disk is full" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (InputError(["a is wrong"]), 2, "a is wrong"),
        (OutputError("b cannot be written"), 2, "b cannot be written"),
        (InternalError("c"), 70, "please report it"),
        (KeyboardInterrupt(), 130, "stopped"),
        (MemoryError(), 2, "out of memory"),
        (OSError(errno.ENOSPC, "No space left"), 2, "the output could not be written: No space"),
    ],
)
def test_how_errors_leave(
    error: BaseException,
    code: int,
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(entry, "_close_quietly", lambda: None)
    monkeypatch.setattr(entry, "build", lambda _: fail)
    assert run(["validate"]) == code
    out, err = capsys.readouterr()
    assert message in err
    assert out == ""


def test_other_errors_are_ours_and_show_where(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(entry, "build", lambda _: fail)
    with pytest.raises(ZeroDivisionError):
        run([])


def test_warnings_are_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def warn(*_: object, **__: object) -> None:
        warnings.simplefilter("always")
        warnings.warn("mind the gap", stacklevel=1)

    monkeypatch.setattr(entry, "build", lambda _: warn)
    assert run([]) == 0
    assert capsys.readouterr().err == "warning: mind the gap\n"


# --- as a program ------------------------------------------------------------------------------


def program(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    """Run the installed program."""
    options = {"capture_output": True, "text": True, "check": False, **options}
    return subprocess.run([str(PROGRAM), *arguments], **options)  # type: ignore[call-overload]


@pytest.mark.slow
def test_a_wrong_file_ends_with_code_2_and_no_traceback(tmp_path: Path) -> None:
    done = program("validate", str(write(tmp_path, changed(("count: 4", "count: 1000000000")))))
    assert done.returncode == 2
    assert "raid.groups.cruise.count: must lie in 1 … 20,000" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.slow
def test_a_closed_pipe_is_quiet() -> None:
    pipeline = f"set -o pipefail; {PROGRAM} schema | head -c 10"
    done = subprocess.run(["bash", "-c", pipeline], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.returncode in (0, 141)  # 0 when the pipe took everything before it closed.


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_full_standard_output_is_told() -> None:
    with open("/dev/full", "w") as full:
        done = program("schema", stdout=full, stderr=subprocess.PIPE, capture_output=False)
    assert done.returncode == 2
    assert "the output could not be written: No space left" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_terminal_that_knows_only_ascii(tmp_path: Path) -> None:
    path = write(tmp_path, changed(("kind: city", "kind: citty")))
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    done = program("validate", str(path), env=environment)
    assert done.returncode == 2
    assert "did you mean" in done.stderr
    assert "UnicodeEncodeError" not in done.stderr


@pytest.mark.slow
def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from airshield.apps.cli.entry import run; run(['--help']); "
        "print([m for m in ('pydantic', 'numpy', 'numba', 'duckdb', 'yaml') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
