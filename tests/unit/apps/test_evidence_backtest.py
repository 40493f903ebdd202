"""airshield evidence backtest: what it prints, writes and refuses."""

import csv
import json
import shlex
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from airshield.apps.cli.entry import run
from airshield.evidence.backtest import MODEL
from airshield.evidence.rivals import RIVALS
from airshield.files.example_record import example_record
from unit.evidence.written import plain

WINDOW = ["--from", "2032-02-01", "--until", "2032-03-15"]


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("record") / "record.csv"
    path.write_text(example_record(), encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def test_it_prints_every_forecaster_and_a_verdict_and_writes_what_it_promises(
    record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["evidence", "backtest", str(record), *WINDOW, "--out", str(tmp_path)]) == 0
    said, told = capsys.readouterr()
    assert max(len(line) for line in said.splitlines()) <= 80
    for name in (MODEL, *RIVALS):
        assert name in said
    assert "its 90 % intervals held" in " ".join(said.split())
    assert "backtest.html" in told
    with (tmp_path / "forecasts.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["forecaster"] for row in rows} == {MODEL, *RIVALS}
    for row in rows:
        assert 0 <= int(row["low_90"]) <= int(row["high_90"]) <= int(row["launched"])
        assert "2032-02-01" <= row["ends"] < "2032-03-15"
    page = (tmp_path / "backtest.html").read_text(encoding="utf-8")
    assert page.count("<svg") >= 3
    assert "http" not in page.split("</style>")[1].replace("http://www.w3.org", "")
    ET.fromstring(page[page.index("<svg") : page.index("</svg>") + 6])


def test_json_says_the_same_as_the_table_and_the_same_twice(
    record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["evidence", "backtest", str(record), *WINDOW, "--format", "json"]
    assert run(arguments) == 0
    first = capsys.readouterr().out
    assert run(arguments) == 0
    assert capsys.readouterr().out == first
    found = json.loads(first)
    assert {row["forecaster"] for row in found["lines"]} == {MODEL, *RIVALS}
    for verdict in found["verdicts"]:
        assert verdict["leads"] == (verdict["lead"] > 0)


def test_the_command_it_names_forecasts_the_same_again(
    record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["evidence", "backtest", str(record), "--from", "2032-05-15", "--format", "json"]
    assert run(arguments) == 0
    first = json.loads(capsys.readouterr().out)
    assert len(first["sha256"]) == 64
    assert run([*shlex.split(first["command"])[1:], "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == first


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--from", "2032-03-01", "--until", "2032-02-01"], "must lie after --from"),
        (["--from", "2040-01-01", "--until", "2040-02-01"], "nothing to forecast"),
        (["--until", "2031-01-10"], "nothing to forecast"),
        (["--until", "soon"], "soon"),
    ],
)
def test_windows_without_a_report_are_refused(
    record: Path, arguments: list[str], said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["evidence", "backtest", str(record), *arguments]) == 2
    out, err = capfd.readouterr()
    assert said in out + err
    assert "Traceback" not in out + err


def test_a_record_without_times_is_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = plain(tmp_path, "soon,later,Kalibr,3,2,watchers,a bulletin")
    assert run(["evidence", "backtest", str(path)]) == 2
    assert "nothing to forecast" in capfd.readouterr().err
