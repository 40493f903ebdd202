"""From reports to nights: which night a report belongs to, what is counted, what is left out."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from airshield.evidence.nights import LATER, SEVERAL_NIGHTS, Kind, Nights, nights_before
from airshield.files.attacks import read_record
from unit.evidence.written import plain

END = date(2031, 4, 1)


def nights(folder: Path, *rows: str, until: date = END, zone: str | None = None) -> Nights:
    found = nights_before(read_record(plain(folder, *rows), zone=zone), until)
    assert found is not None
    return found


def row(begins: str, ends: str, label: str = "Shahed", launched: str = "10") -> str:
    return f"{begins},{ends},{label},{launched},1,Air Staff,bulletin {begins} {label}"


@pytest.mark.parametrize(
    ("begins", "ends", "night"),
    [
        ("2031-03-01 18:00", "2031-03-02 08:00", date(2031, 3, 2)),
        ("2031-03-02 01:00", "2031-03-02 12:00", date(2031, 3, 2)),
        ("2031-03-02 10:00", "2031-03-02 12:01", date(2031, 3, 3)),
        ("2031-03-02 14:00", "2031-03-02 23:30", date(2031, 3, 3)),
        ("2031-03-02 14:00", "2031-03-03 00:00", date(2031, 3, 3)),
        ("2031-03-02", "2031-03-02", date(2031, 3, 2)),
        ("2031-03-02", "", date(2031, 3, 2)),
        ("2031-03-01", "2031-03-02", date(2031, 3, 2)),
        ("2031-03-01", "2031-03-02 08:00", date(2031, 3, 2)),
    ],
)
def test_a_night_ends_at_noon_and_a_date_is_its_day(
    tmp_path: Path, begins: str, ends: str, night: date
) -> None:
    assert nights(tmp_path, row(begins, ends)).first == night


def test_noon_is_that_of_the_records_zone(tmp_path: Path) -> None:
    late = row("2031-03-02 01:00", "2031-03-02 11:30")
    assert nights(tmp_path, late, zone="Europe/Kyiv").first == date(2031, 3, 2)
    in_utc = row("2031-03-02T01:00Z", "2031-03-02T11:30Z")
    assert nights(tmp_path, in_utc, zone="Europe/Kyiv").first == date(2031, 3, 3)


def test_counts_of_a_night_add_up_by_kind_and_empty_nights_count(tmp_path: Path) -> None:
    found = nights(
        tmp_path,
        row("2031-03-01 18:00", "2031-03-02 05:00", launched="10"),
        row("2031-03-01 19:00", "2031-03-02 06:00", launched="4"),
        row("2031-03-04 19:00", "2031-03-05 06:00", "Iskander-M", "3"),
        row("2031-03-04 19:00", "2031-03-05 06:00", "Iskander-M/KN-23 and S-300", "5"),
        row("2031-03-04 19:00", "2031-03-05 06:00", "Iskander-M and Kinzhal", "2"),
    )
    ballistic = "ballistic-missile"
    both = ("aeroballistic-missile", "ballistic-missile-short-range")
    short = Kind(ballistic, ("ballistic-missile-short-range",))
    assert found.kinds == (Kind(ballistic, both), short, Kind("drone", ("one-way-attack-drone",)))
    assert (found.first, found.last, found.rows) == (date(2031, 3, 2), date(2031, 3, 5), 5)
    assert found.counts.tolist() == [[0, 0, 14], [0, 0, 0], [0, 0, 0], [2, 8, 0]]


def test_a_month_is_not_known_before_it_begins(tmp_path: Path) -> None:
    found = nights(
        tmp_path,
        row("2031-03-01 18:00", "2031-03-02 05:00"),
        row("2031-03-31 14:00", "2031-03-31 20:00", launched="70"),
        row("2031-04-03 18:00", "2031-04-04 05:00", launched="90"),
    )
    assert found.counts.sum() == 10
    assert found.last == date(2031, 3, 31)
    assert found.left_out == ((LATER, 2),)


def test_nights_end_where_the_record_ends_with_reports_that_are_not_counted(
    tmp_path: Path,
) -> None:
    found = nights(
        tmp_path,
        row("2031-03-01 18:00", "2031-03-02 05:00"),
        row("2031-03-08 18:00", "2031-03-09 05:00", "Orlan", "2"),
    )
    assert found.counts.tolist() == [[10], *[[0]] * 7]
    assert found.rows == 1


@pytest.mark.parametrize(
    ("begins", "ends", "label", "launched", "why"),
    [
        ("2031-03-02 18:00", "2031-03-04 07:00", "Shahed", "9", SEVERAL_NIGHTS),
        ("2031-03-02", "2031-03-04", "Shahed", "9", SEVERAL_NIGHTS),
        ("2031-03-02 18:00", "2031-03-03 07:00", "Shahed", "", "launched is missing"),
        ("2031-03-02 18:00", "2031-03-03 07:00", "Thunderbird", "9", "belongs to no class"),
    ],
)
def test_what_says_nothing_of_one_nights_size_is_left_out(
    tmp_path: Path, begins: str, ends: str, label: str, launched: str, why: str
) -> None:
    usual = row("2031-03-01 18:00", "2031-03-02 05:00")
    found = nights(tmp_path, usual, row(begins, ends, label, launched))
    assert found.counts.sum() == 10
    assert found.left_out == ((why, 1),)


def test_a_record_without_counts_has_no_nights(tmp_path: Path) -> None:
    record = read_record(plain(tmp_path, row("2031-03-01 18:00", "2031-03-02 05:00", "Orlan")))
    assert nights_before(record, END) is None


def test_counts_are_whole_numbers(tmp_path: Path) -> None:
    assert nights(tmp_path, row("2031-03-01", "")).counts.dtype == np.int64
