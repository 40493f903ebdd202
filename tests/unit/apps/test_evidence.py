"""airshield evidence: what its commands print, write and refuse."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from airshield.apps.cli.entry import run
from airshield.apps.cli.evidence.group import EVIDENCE
from airshield.files.forms import write_template
from unit.evidence.written import plain, public, written


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def fits(said: str) -> bool:
    return max(len(line) for line in said.splitlines()) <= 80


def test_the_group_lists_its_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evidence", "--help"]) == 0
    said = capsys.readouterr().out
    for name in EVIDENCE.commands:
        assert f" {name} " in said


@pytest.mark.parametrize("name", EVIDENCE.commands)
def test_every_command_explains_itself_with_examples(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["evidence", name, "--help"]) == 0
    assert f"airshield evidence {name}" in capsys.readouterr().out.split("Examples")[1]


def test_the_list_of_commands_imports_none_of_them() -> None:
    code = (
        "import sys; from airshield.apps.cli.entry import run; run(['evidence', '--help']); "
        "print([m for m in ('pydantic', 'numpy', 'yaml', 'rich.table') if m in sys.modules][:3])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pydantic" not in done.stdout.splitlines()[-1]
    assert "numpy" not in done.stdout.splitlines()[-1]


def test_an_unknown_command_is_refused(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["evidence", "chek", "x.csv"]) == 2
    out, err = capfd.readouterr()
    assert "chek" in out + err
    assert "Traceback" not in out + err


def test_check_prints_counts_examples_and_what_is_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [{"model": "Thunderbird"}, {"model": "Orlan-10"}, {"model": "Kalibr", "launched": "x"}]
    path = public(tmp_path, *rows)
    assert run(["evidence", "check", str(path)]) == 0
    said = capsys.readouterr().out
    assert fits(said)
    assert "3 rows: 3 reports (0 without doubt), 0 unreadable." in said.replace("\n", " ")
    assert 'line 2: Thunderbird – not known: "Thunderbird"' in said
    assert "1 censored-type: only kills are reported" in said
    assert "Europe/Kyiv" in said


def test_check_writes_each_doubtful_row_as_it_stands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = plain(tmp_path, "2031-01-05,,Kalibr,1,1,a,b", "2031-01-05 10:00,,Kalibr,1,1,a", "1,2")
    assert run(["evidence", "check", str(path), "--out", str(tmp_path / "out")]) == 0
    assert f"wrote {tmp_path / 'out' / 'flagged.csv'}" in capsys.readouterr().err
    with (tmp_path / "out" / "flagged.csv").open(newline="") as file:
        found = list(csv.DictReader(file))
    assert [(row["line"], row["doubts"]) for row in found] == [
        ("2", "date-only"),
        ("3", "no report"),
        ("4", "no report"),
    ]
    assert found[0]["text"] == "2031-01-05,,Kalibr,1,1,a,b"
    assert found[0]["left_out_of"] == "hours"
    assert found[1]["text"] == "2031-01-05 10:00,,Kalibr,1,1,a"
    assert "6 cells where the header has 7" in found[1]["why"]


def test_check_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = public(tmp_path, {"model": "Kalibr and Iskander-M"})
    assert run(["evidence", "check", str(path), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["rows"], found["reports"], found["undoubted"]) == (1, 1, 0)
    assert [doubt["doubt"] for doubt in found["doubts"]] == ["lumped-types"]
    kept = {use["analysis"]: use["kept"] for use in found["uses"]}
    assert kept == {"share": 0, "share-model": 0, "raid-sizes": 0, "hours": 1}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["check", "gone.csv"], "gone.csv: there is no such file"),
        (["check", "{record}", "--zone", "Kyiv"], '"Kyiv" is no time zone'),
        (["check", "{record}", "--labels", "gone.yaml"], "gone.yaml: there is no such file"),
        (["summary", "{record}", "--sirens", "gone.csv"], "gone.csv: there is no such file"),
        (["claims", "{record}"], "must hold keys and values"),
        (["template", "--out", "{record}"], "is there already"),
        (["summary", "{record}", "--out", "{record}"], "a file stands where a folder should"),
    ],
)
def test_wrong_input_ends_with_code_2(
    arguments: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(public(tmp_path, {}))
    assert run(["evidence", *(a.format(record=path) for a in arguments)]) == 2
    err = capsys.readouterr().err
    assert told in err
    assert "Traceback" not in err


def test_the_template_is_read_without_an_unreadable_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "record.csv"
    assert run(["evidence", "template", "--out", str(path)]) == 0
    assert run(["evidence", "check", str(path), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["reports"], found["unreadable"], found["ignored"]) == (6, [], [])
    doubts = {doubt["doubt"] for doubt in found["doubts"]}
    assert doubts == {"date-only", "lumped-types", "missing-count", "censored-type"}


def test_the_example_is_the_same_on_screen_and_in_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["evidence", "template", "example", "--seed", "7"]) == 0
    said = capsys.readouterr().out
    path = tmp_path / "example.csv"
    assert run(["evidence", "template", "example", "--seed", "7", "--out", str(path)]) == 0
    assert path.read_text("utf-8") == said


def test_summary_prints_eras_shares_and_hours(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_template(tmp_path / "example.csv", "example")
    write_template(tmp_path / "breaks.yaml", "breaks")
    alerts = "region,started_at,finished_at\nTarn,2031-01-01 10:00,2031-01-01 12:30\n"
    arguments = [
        *("evidence", "summary", str(tmp_path / "example.csv"), "--months", "7"),
        *("--breaks", str(tmp_path / "breaks.yaml")),
        *("--sirens", str(written(tmp_path, alerts, "alerts.csv"))),
    ]
    assert run(arguments) == 0
    said = capsys.readouterr().out
    assert fits(said)
    drones = said.split("cruise missile")[0]
    assert drones.index("lost-beside") < drones.index("2031-12") < drones.index("destroyed-or-")
    assert drones.index("destroyed-or-suppressed") < drones.index("2032-01")
    assert "Only kills are reported of reconnaissance drone" in said
    assert "Hours under alert" in said
    assert run([*arguments, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["reports"]["breaks"][1]["begins"] == "2032-01-01T00:00:00+00:00"
    assert found["alerts"]["months"][0]["hours"] == 2.5


@pytest.mark.slow
def test_summary_writes_a_page_and_its_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = public(tmp_path, {"model": "Kalibr"})
    assert run(["evidence", "summary", str(path), "--out", str(tmp_path / "out")]) == 0
    assert "evidence.html" in capsys.readouterr().err
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["evidence.html", "summary.json"]
    found = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    assert found["reports"]["months"][0]["share"] == 0.7
    assert found["alerts"] is None


def test_claims_stand_side_by_side(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_template(tmp_path / "claims.yaml", "claims")
    assert run(["evidence", "claims", str(tmp_path / "claims.yaml")]) == 0
    said = capsys.readouterr().out
    assert fits(said)
    assert "confirmed: 61–68 (Inspectors of the League)" in said
    assert "claimed: 40–184 (Air Staff of Sudmark, Air Staff of Norland)" in said
    assert "denied by Ministry of Ostvik" in said
    assert run(["evidence", "claims", str(tmp_path / "claims.yaml"), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [len(question["claims"]) for question in found] == [3, 2]


def test_summary_sets_claims_side_by_side(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = plain(tmp_path, "2031-03-01,2031-03-02,Kalibr,3,2,watchers,a bulletin")
    claims = tmp_path / "claims.yaml"
    write_template(claims, "claims")
    arguments = ["evidence", "summary", str(record), "--claims", str(claims)]
    assert run([*arguments, "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    assert "Ranges of different standing are never merged." in said
    page = (tmp_path / "out" / "evidence.html").read_text(encoding="utf-8")
    assert "Claims side by side" in page
    assert "none: denied" in page
    assert run([*arguments, "--format", "json"]) == 0
    (first, *_) = json.loads(capsys.readouterr().out)["claims"]
    assert [span["standing"] for span in first["spans"]] == ["confirmed", "claimed"]
