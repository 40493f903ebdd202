"""`airshield evidence calibrate`, and what `assess` and `replay` do with its file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from airshield.apps.cli.entry import run
from airshield.evidence.posterior import posterior_share
from airshield.files.calibration import read_calibration
from airshield.files.example_record import example_record
from airshield.planning import effectiveness

BREAKS = Path(__file__).resolve().parents[3] / "src/airshield/files/templates/breaks.yaml"
SMALL = ["-n", "64", "--worlds", "4"]

pytestmark = pytest.mark.slow


@pytest.fixture
def record(tmp_path: Path) -> str:
    path = tmp_path / "record.csv"
    path.write_text(example_record(5), encoding="utf-8")
    return str(path)


def calibrate(record: str, *more: str) -> int:
    arguments = ["evidence", "calibrate", record, "--scenario", "first-look", *SMALL]
    return run([*arguments, "--breaks", str(BREAKS), *more])


def test_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evidence", "calibrate", "--help"]) == 0
    said = capsys.readouterr().out
    assert "airshield evidence calibrate" in said.split("Examples")[1]


def test_the_table(
    record: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert calibrate(record, "--until", "2031-12-01") == 0
    out, err = capsys.readouterr()
    assert max(len(line) for line in out.splitlines()) <= 80
    for words in ("Share, as learned", "single raid, 90 %", "draws", "slope", "factor", "drone"):
        assert words in out
    assert "! These factors belong to the lay-down that they were found with." in out
    assert "2031-12-01 00:00 UTC" in out
    assert err == ""


def test_the_same_file_twice_and_on_two_threads(
    record: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    assert calibrate(record, "--out", str(one), "--threads", "1", "--format", "json") == 0
    out, err = capsys.readouterr()
    assert err == f"wrote {one}\n"
    told = json.loads(out)
    made = read_calibration(one).calibration
    assert told["belongs_to"]["digest"] == made.belongs_to.digest
    assert set(told["classes"]) == set(made.classes)
    assert calibrate(record, "--out", str(two), "--threads", "2") == 0
    assert one.read_bytes() == two.read_bytes()


def test_assess_and_replay_use_it(
    record: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = str(tmp_path / "made.yaml"), tmp_path / "out"
    assert calibrate(record, "--out", file) == 0
    capsys.readouterr()
    how = ["first-look", "-n", "16", "--worlds", "2", "--calibration", file]
    assert run(["assess", *how, "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "! Calibrated: kill and suppression probabilities times" in " ".join(said.split())
    assert f"--calibration{file}" in "".join(said.split())
    results = json.loads((out / "results.json").read_text())
    assert results["calibration"]["file"] == file
    assert any(row["standing"] == "calibrated" for row in results["assumptions"])
    page = (out / "report.html").read_text()
    assert "Calibrated: kill and suppression probabilities times" in page
    assert "<td>calibrated</td>" in page
    assert results["run"]["calibration_digest"] in page
    assert run(["replay", *how, "-r", "3"]) == 0
    assert "Calibrated with" in capsys.readouterr().out


def test_another_lay_down_is_warned_of(
    record: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "made.yaml")
    assert calibrate(record, "--out", file) == 0
    assert run(["assess", "isthmus", "-n", "4", "--worlds", "2", "--calibration", file]) == 0
    assert "belongs to another lay-down" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (["--until", "2030-01-01"], "no report before 2030-01-01"),
        (["--scenario", "gone.yaml"], "there is no such file"),
        (["-n", "0"], "replications must lie in"),
        (["--out", "/gone/made.yaml"], "/gone/made.yaml: could not be written: the folder does"),
        (["--out", "/"], "a folder of that name is in the way"),
    ],
)
def test_what_cannot_be_done_is_told(
    change: list[str], words: str, record: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["evidence", "calibrate", record, "--scenario", "first-look", *SMALL]
    if change[0] in arguments:
        at = arguments.index(change[0])
        arguments[at : at + 2] = []
    assert run([*arguments, *change]) == 2
    out, err = capsys.readouterr()
    assert words in err
    assert out == ""


def test_a_model_that_has_not_converged_is_refused(
    record: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unsure(*arguments):
        return posterior_share(*arguments)._replace(effective=3.0, converged=False)

    monkeypatch.setattr(effectiveness, "posterior_share", unsure)
    out = tmp_path / "made.yaml"
    assert calibrate(record, "--out", str(out)) == 2
    assert "has not converged (3.0 effective draws" in capsys.readouterr().err
    assert not out.exists()


def test_ctrl_c_leaves_nothing(
    record: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(effectiveness, "_quiet", stopped)
    out = tmp_path / "made.yaml"
    assert calibrate(record, "--out", str(out)) == 130
    assert capsys.readouterr().err == "stopped\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["record.csv"]


@pytest.mark.parametrize("command", [["assess", "-n", "4"], ["replay"]])
def test_a_wrong_calibration_is_refused(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("airshield: 1\nclasses: {}\nfactor: 2\n")
    assert run([*command, "first-look", "--calibration", str(wrong)]) == 2
    err = capsys.readouterr().err
    assert f"{wrong}:3:1: factor: this key is unknown" in err
    assert "Traceback" not in err
