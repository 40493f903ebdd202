"""A record summed up by month, class and era."""

from pathlib import Path

import pytest

from airshield.evidence.summary import ClassMonth, Summary, summarised
from airshield.files.attacks import read_record
from airshield.files.example_record import example_record
from airshield.files.forms import write_template
from airshield.files.labels import read_breaks
from airshield.files.moments import named_zone
from airshield.report.evidence_page import evidence_page
from unit.evidence.written import public, written


def summed(path: Path) -> Summary:
    record = read_record(path)
    return summarised(record, named_zone(record.zone))


def row(summary: Summary, month: str, era: str = "") -> ClassMonth:
    (found,) = (r for r in summary.months if (r.month, r.era) == (month, era))
    return found


def test_counts_are_added_and_doubtful_rows_do_not_reach_the_share(tmp_path: Path) -> None:
    rows = [
        {"launched": "10", "destroyed": "6"},
        {"launched": "20", "destroyed": "", "time_start": "2031-03-05 18:00"},
        {"launched": "5", "destroyed": "9", "time_start": "2031-03-06 18:00"},
        {"launched": "10", "destroyed": "6"},  # a duplicate of the first
    ]
    given = [{"model": "Kalibr", "time_end": "2031-03-09 08:00"} | r for r in rows]
    summary = summed(public(tmp_path, *given))
    found = row(summary, "2031-03")
    assert (found.reports, found.launched, found.destroyed) == (3, 35, 15)
    assert (found.counted, found.share) == (1, 0.6)
    assert found.low is not None
    assert found.high is not None
    assert 0 < found.low < 0.6 < found.high < 1
    assert dict(summary.left_out)["missing-count: a share needs both counts"] == 1


def test_a_raid_is_all_reports_of_one_period_and_source(tmp_path: Path) -> None:
    one = {"time_end": "2031-03-02 08:00", "source": "watchers/1"}
    rows = [
        {"model": "Kalibr", "launched": "10"} | one,
        {"model": "Oniks", "launched": "7"} | one,
        {"model": "Kalibr", "launched": "12", "source": "watchers/2"},
    ]
    found = row(summed(public(tmp_path, *rows)), "2031-03")
    assert (found.largest, found.largest_day) == (17, "2031-03-01")


def test_eras_of_one_month_stand_apart_in_their_order(tmp_path: Path) -> None:
    rows = [
        {"time_start": "2025-07-28 18:00", "time_end": "2025-07-29 08:00"},
        {"time_start": "2025-07-02 18:00", "time_end": "2025-07-03 08:00"},
    ]
    summary = summed(public(tmp_path, *rows))
    assert [r.era for r in summary.months] == ["lost-beside", "destroyed-or-suppressed"]
    assert len(summary.breaks) == 3


def test_classes_of_which_only_kills_are_reported_have_no_share(tmp_path: Path) -> None:
    summary = summed(public(tmp_path, {"model": "Orlan-10"}))
    assert summary.censored == ("reconnaissance-drone",)
    assert row(summary, "2031-03").share is None


def test_undated_and_classless_reports_are_told(tmp_path: Path) -> None:
    rows = [{"time_start": "soon", "model": "Kalibr"}, {"model": "Kalibr and Iskander-M"}]
    summary = summed(public(tmp_path, *rows))
    assert [r.month for r in summary.months] == ["undated"]
    assert summary.classless == 1


def test_months_begin_in_the_zone_of_the_record(tmp_path: Path) -> None:
    summary = summed(public(tmp_path, {"time_start": "2031-03-01 00:30", "model": "Kalibr"}))
    assert [r.month for r in summary.months] == ["2031-03"]


def test_the_same_seed_gives_the_same_example_and_another_one_another() -> None:
    assert example_record(4, 60) == example_record(4, 60)
    assert example_record(4, 60) != example_record(5, 60)


@pytest.fixture
def example(tmp_path: Path) -> Summary:
    write_template(tmp_path / "breaks.yaml", "breaks")
    path = written(tmp_path, example_record(1, 400))
    record = read_record(path, breaks=read_breaks(tmp_path / "breaks.yaml"))
    return summarised(record, named_zone("UTC"))


def test_the_example_finds_what_it_was_made_of(example: Summary) -> None:
    found = {(e.threat_class, e.era): e for e in example.eras}
    assert found["drone", "lost-beside"].correlation == pytest.approx(1 / 21, rel=0.5)
    assert found["cruise-missile", ""].correlation == pytest.approx(1 / 9, rel=0.5)
    drones = [r for r in example.months if r.era == "lost-beside" and r.low and r.high]
    truth = [0.55 + 0.0003 * (15 + 30.4 * i) for i in range(len(drones))]
    held = [(r.low or 0) < p < (r.high or 1) for r, p in zip(drones, truth, strict=True)]
    assert len(held) == 12
    assert sum(held) >= 10


@pytest.mark.slow
def test_the_page_shows_classes_eras_and_breaks(example: Summary) -> None:
    page = evidence_page(example, None)
    assert page == evidence_page(example, None)
    assert "<script" not in page
    assert "from 2032-01-01: destroyed counts drones shot down or suppressed" in page
    assert page.count('class="figure"') == 2
    assert ">destroyed-or-suppressed</text>" in page or "destroyed-or-suppressed</td>" in page
    assert "Hours under alert" not in page


@pytest.mark.slow
def test_a_record_of_two_rows_makes_a_page_without_figures(tmp_path: Path) -> None:
    page = evidence_page(summed(public(tmp_path, {"source": "<b>&"}, {"model": "Kalibr"})), None)
    assert 'class="figure"' not in page
    assert "2031-03" in page
