"""The real records, where they lie beside the project: what is known of them is found."""

import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from airshield.evidence.alarms import alert_hours
from airshield.evidence.backtest import backtest
from airshield.evidence.checking import check
from airshield.evidence.record import Record
from airshield.evidence.summary import summarised
from airshield.evidence.verdict import lines, verdicts
from airshield.files.attacks import read_record
from airshield.files.sirens import read_alarms
from conftest import ROOT

DATA = ROOT.parent / "shared" / "data"
ATTACKS = DATA / "attacks" / "missile_attacks_daily.csv"
SIRENS = DATA / "sirens" / "oblast_alerts.parquet"
pytestmark = pytest.mark.slow


def there(path: Path) -> Path:
    if not path.exists():
        pytest.skip(f"no real record: {path} is not there")
    return path


@pytest.fixture(scope="module")
def record() -> Record:
    return read_record(there(ATTACKS))


def test_every_row_is_a_report(record: Record) -> None:
    assert len(record.reports) == len(ATTACKS.read_text("utf-8").splitlines()) - 1
    assert record.unreadable == ()
    assert record.ignored == ()


def test_the_traps_that_are_known_are_flagged(record: Record) -> None:
    found = Counter(doubt for report in record.reports for doubt in report.doubts)
    until = [r for r in record.reports if r.begins is not None and r.begins.year < 2026]
    assert 0.5 < found["date-only"] / len(record.reports) < 0.7
    assert found["odd-time"] == 9
    assert found["missing-count"] == 9
    assert found["impossible-sum"] == 1
    assert found["unreadable"] == found["duplicate"] == 0
    assert found["era-of-meaning"] == sum(r.threat_class == "drone" for r in record.reports)
    assert {r.era for r in until if r.threat_class == "drone"} == {
        "destroyed-only",
        "lost-beside",
        "destroyed-or-suppressed",
    }


def test_what_is_censored_was_all_destroyed_as_reported(record: Record) -> None:
    censored = [r for r in record.reports if "censored-type" in r.doubts and len(r.types) == 1]
    assert sum(r.launched == r.destroyed for r in censored) / len(censored) > 0.99


def test_lost_drones_are_reported_in_one_era_only(record: Record) -> None:
    lost: Counter[str] = Counter()
    for report in record.reports:
        if report.threat_class == "drone":
            lost[report.era] += report.lost or 0
    assert lost["destroyed-only"] == 0
    assert lost["destroyed-or-suppressed"] < 0.005 * lost["lost-beside"]


def test_reading_and_checking_takes_under_a_second() -> None:
    there(ATTACKS)
    read_record(ATTACKS)  # the labels are read once
    spent = []
    for _ in range(3):
        start = time.process_time()
        check(read_record(ATTACKS))
        spent.append(time.process_time() - start)
    assert min(spent) < 1.0


def test_the_share_of_drones_jumps_at_the_break(record: Record) -> None:
    summary = summarised(record, ZoneInfo(record.zone))
    july = {r.era: r for r in summary.months if (r.month, r.threat_class) == ("2025-07", "drone")}
    before, after = july["lost-beside"], july["destroyed-or-suppressed"]
    assert before.high is not None
    assert after.low is not None
    assert before.high < after.low


def test_alerts_of_over_a_day_are_left_out() -> None:
    alerts = alert_hours(read_alarms(there(SIRENS)), ZoneInfo("Europe/Kyiv"), "Europe/Kyiv")
    assert (alerts.alarms, alerts.unreadable) == (62_084, 0)
    assert alerts.left_out == sum(count for _, count in alerts.left_out_regions) > 100
    assert dict(alerts.left_out_regions)["Kharkivska oblast"] == 1


def test_the_model_beats_every_rival_and_its_intervals_hold(record: Record) -> None:
    """The winter of 2025/26, every report forecast from those before it."""
    begin, until = (datetime(2025, 12, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC))
    result = backtest(record.reports, begin, until)
    assert not result.refused
    for verdict in verdicts(lines(result)):
        assert verdict.leads, verdict
        assert 0.84 <= verdict.held_90 <= 0.97, verdict
