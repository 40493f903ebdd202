"""Siren records, and hours under alert."""

from pathlib import Path

import numpy as np
import pytest

from airshield.errors import InputError
from airshield.evidence.alarms import AlertHours, alert_hours
from airshield.files.moments import named_zone
from airshield.files.parquet import write_parquet
from airshield.files.sirens import read_alarms
from airshield.report.figures.reports import hours
from airshield.report.summary_table import region_rows
from unit.evidence.written import written

HEADER = "region,started_at,finished_at\n"


def found(folder: Path, *rows: str, zone: str = "UTC") -> AlertHours:
    path = written(folder, HEADER + "".join(f"{row}\n" for row in rows), "alerts.csv")
    return alert_hours(read_alarms(path), named_zone(zone), zone)


def test_overlapping_alerts_count_once(tmp_path: Path) -> None:
    alerts = found(
        tmp_path,
        "Tarn,2031-01-01 10:00,2031-01-01 12:00",
        "Tarn,2031-01-01 11:00,2031-01-01 13:00",
        "Tarn,2031-01-01 11:30,2031-01-01 11:40",
        "Quay,2031-01-01 11:00,2031-01-01 11:30",
    )
    assert [(m.region, m.hours, m.alarms) for m in alerts.months] == [
        ("Quay", 0.5, 1),
        ("Tarn", 3.0, 3),
    ]


def test_an_alert_over_the_turn_of_a_month_is_cut_at_local_midnight(tmp_path: Path) -> None:
    rows = ["Tarn,2031-01-31 21:00Z,2031-01-31 23:30Z"]
    alerts = found(tmp_path, *rows, zone="Europe/Kyiv")
    assert [(m.month, m.hours) for m in alerts.months] == [("2031-01", 1.0), ("2031-02", 1.5)]


def test_alerts_of_over_a_day_are_left_out_and_counted(tmp_path: Path) -> None:
    alerts = found(
        tmp_path,
        "Tarn,2031-01-01 00:00,2031-01-02 00:00",
        "Tarn,2031-01-30 00:00,2031-03-02 00:01",
        "Tarn,2031-04-01 00:00,2031-04-01 02:00",
    )
    assert (alerts.alarms, alerts.left_out) == (3, 1)
    assert alerts.left_out_regions == (("Tarn", 1),)
    told = [(m.month, m.hours, m.left_out) for m in alerts.months]
    assert told == [
        ("2031-01", 24.0, 1),
        ("2031-02", 0.0, 1),
        ("2031-03", 0.0, 1),
        ("2031-04", 2.0, 0),
    ]
    (row,) = region_rows(alerts)
    assert (row.hours, row.hours_a_month, row.left_out) == (26.0, 2.0, 1)


def test_rows_that_are_no_alert_are_kept(tmp_path: Path) -> None:
    rows = [
        "Tarn,soon,later",
        ",2031-01-01 10:00,2031-01-01 11:00",
        "Tarn,2031-01-01 10:00,2031-01-01 09:00",
        "Tarn,2031-01-01,2031-01-02",
        "Tarn",
    ]
    read = read_alarms(written(tmp_path, HEADER + "\n".join(rows), "alerts.csv"))
    assert read.alarms == ()
    assert [row.line for row in read.unreadable] == [2, 3, 4, 5, 6]
    told = [row.why for row in read.unreadable]
    assert told[1:4] == [
        "no region is named",
        "it ends before it begins",
        '"2031-01-01" is a date, no time',
    ]


def test_parquet_and_text_say_the_same(tmp_path: Path) -> None:
    columns = {
        "region": np.array(["Tarn", "Quay", "Tarn", "Tarn"]),
        "started_at": np.array(
            ["2031-01-01T10:00:00+02:00", "2031-01-01 09:00:00", "soon", "2031-01-01 09:00:00"]
        ),
        "finished_at": np.array(
            ["2031-01-01T11:00:00+02:00", "2031-01-01 10:00:00", "later", "99999-01-01 10:00:00"]
        ),
    }
    write_parquet(tmp_path / "alerts.parquet", columns)
    read = read_alarms(tmp_path / "alerts.parquet")
    rows = ["Tarn,2031-01-01 10:00+02:00,2031-01-01 11:00+02:00"]
    rows.append("Quay,2031-01-01 09:00,2031-01-01 10:00")
    text = read_alarms(written(tmp_path, HEADER + "\n".join(rows), "alerts.csv"))
    assert [(a.region, a.begins, a.ends) for a in read.alarms] == [
        (a.region, a.begins, a.ends) for a in text.alarms
    ]
    assert [row.line for row in read.unreadable] == [3, 4]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("alerts.parquet", b"region,started_at", "no Parquet file"),
        ("alerts.parquet", b"PAR1 and then nothing", "cannot be read as Parquet"),
        ("alerts.csv", b"region,started_at\n", "column finished_at is missing"),
    ],
)
def test_what_is_no_siren_record_is_refused(
    tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=told):
        read_alarms(tmp_path / name)


def test_a_parquet_file_without_the_columns_or_too_large_is_refused(tmp_path: Path) -> None:
    write_parquet(tmp_path / "a.parquet", {"region": np.array(["Tarn"])})
    with pytest.raises(InputError, match="column started_at, finished_at is missing"):
        read_alarms(tmp_path / "a.parquet")
    with (tmp_path / "b.parquet").open("wb") as file:
        file.truncate(2**30 + 1)
    with pytest.raises(InputError, match="larger than 1024 MiB"):
        read_alarms(tmp_path / "b.parquet")
    with pytest.raises(InputError, match="no such file"):
        read_alarms(tmp_path / "c.parquet")


@pytest.mark.slow
def test_the_picture_names_every_region(tmp_path: Path) -> None:
    picture = hours(found(tmp_path, "Tarn,2031-01-01 10:00,2031-01-01 12:00"))
    assert picture is not None
    assert ">Tarn</text>" in picture.svg
    assert "Tarn in 2031-01 with 2 h" in picture.alt
    assert hours(found(tmp_path)) is None
