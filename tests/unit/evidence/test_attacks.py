"""Records of raids: both public layouts, the plain format, and every doubt."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from airshield.errors import InputError
from airshield.evidence.doubts import LEFT_OUT, MEANING, left_out
from airshield.evidence.record import Record
from airshield.files import opening
from airshield.files.attacks import read_record
from airshield.model.reports import Doubt, Report
from unit.evidence.written import NEW, OLD, plain, public, written


def only(record: Record) -> Report:
    assert record.unreadable == ()
    (report,) = record.reports
    return report


def why(record: Record, doubt: Doubt) -> list[str]:
    return [note.why for note in record.notes if note.doubt == doubt]


@pytest.mark.parametrize("header", [OLD, NEW])
def test_a_row_of_the_public_record(tmp_path: Path, header: str) -> None:
    row = {"launch_place": "Tarn and Cape Ash, Low Isles", "not_reach_goal": "2.0"}
    record = read_record(public(tmp_path, row, header=header))
    report = only(record)
    assert (record.format, record.zone) == ("public attack record", "Europe/Kyiv")
    assert record.ignored == ()
    assert report.begins == datetime(2031, 3, 1, 16, 0, tzinfo=UTC)
    assert report.ends == datetime(2031, 3, 2, 6, 0, tzinfo=UTC)
    assert (report.launched, report.destroyed, report.lost, report.hits) == (10, 7, 2, None)
    assert (report.types, report.threat_class) == (("shahed",), "drone")
    assert (report.nationwide, report.places) == (True, ())
    assert report.origins == ("Tarn", "Cape Ash, Low Isles")
    assert (report.party, report.standing) == ("watchers", "claimed")
    assert report.era == "destroyed-or-suppressed"
    assert report.doubts == ("era-of-meaning",)


@pytest.mark.parametrize(
    ("source", "party"),
    [
        ("watchers/posts/1", "watchers"),
        ("https://example.org/watchers/44", "watchers"),
        ("watch/?v=17", "not stated"),
        ("", "not stated"),
    ],
)
def test_the_party_is_the_account_of_the_source(tmp_path: Path, source: str, party: str) -> None:
    assert only(read_record(public(tmp_path, {"source": source}))).party == party


def test_places_are_split_and_the_main_one_is_added(tmp_path: Path) -> None:
    row = {"target": "Westmark and Tarn, Lower Ward", "target_main": "Quay"}
    report = only(read_record(public(tmp_path, row)))
    assert report.places == ("Westmark", "Tarn, Lower Ward", "Quay")
    assert not report.nationwide


def test_a_date_keeps_its_whole_day_and_is_doubtful(tmp_path: Path) -> None:
    row = {"time_start": "2031-07-01", "time_end": "2031-07-02", "model": "Kalibr"}
    report = only(read_record(public(tmp_path, row)))
    assert report.begins == datetime(2031, 6, 30, 21, 0, tzinfo=UTC)
    assert report.ends == datetime(2031, 7, 2, 21, 0, tzinfo=UTC)
    assert report.doubts == ("date-only",)


@pytest.mark.parametrize(
    ("begin", "utc"),
    [
        ("2031-03-01 3:30", datetime(2031, 3, 1, 1, 30, tzinfo=UTC)),
        ("2031-03-01 18:00 ", datetime(2031, 3, 1, 16, 0, tzinfo=UTC)),
        ("2030-10-27 03:30", datetime(2030, 10, 27, 0, 30, tzinfo=UTC)),  # clocks went back
        ("2030-03-31 03:30", datetime(2030, 3, 31, 1, 30, tzinfo=UTC)),  # clocks went forward
    ],
)
def test_an_odd_time_is_read_and_flagged(tmp_path: Path, begin: str, utc: datetime) -> None:
    report = only(read_record(public(tmp_path, {"time_start": begin, "model": "Kalibr"})))
    assert report.begins == utc
    assert report.doubts == ("odd-time",)


@pytest.mark.parametrize(
    "begin", ["soon", "", "2031-02-30", "2031-03-01 25:00", "9999-12-31", "0031-03-01"]
)
def test_a_time_that_cannot_be_read_is_none_and_told(tmp_path: Path, begin: str) -> None:
    record = read_record(public(tmp_path, {"time_start": begin, "model": "Kalibr"}))
    assert only(record).begins is None
    assert only(record).doubts == ("unreadable",)
    assert why(record, "unreadable")[0].startswith(f'begin: "{begin}" is no ')


def test_an_end_before_the_begin_is_not_used(tmp_path: Path) -> None:
    record = read_record(public(tmp_path, {"time_end": "2031-02-28 08:00", "model": "Kalibr"}))
    assert only(record).ends is None
    assert "before it begins" in why(record, "odd-time")[0]
    assert left_out(only(record), "share") is not None


@pytest.mark.parametrize(
    ("row", "doubts"),
    [
        ({"model": "Kalibr and Oniks"}, ("lumped-types",)),
        ({"model": "Thunderbird"}, ("unknown-label",)),
        ({"model": "Kalibr and Thunderbird"}, ("lumped-types", "unknown-label")),
        ({"model": "Orlan-10"}, ("censored-type",)),
        ({"model": "Kalibr", "launched": ""}, ("missing-count",)),
        ({"model": "Kalibr", "destroyed": "NaN"}, ("missing-count",)),
        ({"model": "Kalibr", "not_reach_goal": "4"}, ("impossible-sum",)),
        ({"model": "Kalibr", "destroyed": "11"}, ("impossible-sum",)),
        ({"model": "Kalibr", "launched": "ten"}, ("missing-count", "unreadable")),
        ({"model": "Kalibr", "launched": "10.5"}, ("missing-count", "unreadable")),
        ({"model": "Kalibr", "launched": "-10"}, ("missing-count", "unreadable")),
        ({"model": "Kalibr", "num_hit_location": "1e3"}, ("unreadable",)),
        ({"model": "Kalibr"}, ()),
    ],
)
def test_each_doubt(tmp_path: Path, row: dict[str, str], doubts: tuple[Doubt, ...]) -> None:
    record = read_record(public(tmp_path, row))
    assert only(record).doubts == doubts
    assert {note.doubt for note in record.notes} == set(doubts)


def test_a_repeated_row_is_a_duplicate_but_the_first_is_not(tmp_path: Path) -> None:
    row = {"model": "Kalibr"}
    record = read_record(public(tmp_path, row, row | {"launched": "9"}, row))
    assert [report.doubts for report in record.reports] == [(), (), ("duplicate",)]
    assert why(record, "duplicate") == ["repeats line 2"]


def test_an_era_is_that_of_the_end_of_the_period(tmp_path: Path) -> None:
    rows = [
        {"time_start": "2024-07-09", "time_end": "2024-07-09"},
        {"time_start": "2024-07-09 18:00", "time_end": "2024-07-10 08:00"},
        {"time_start": "2025-07-23 18:00", "time_end": "2025-07-24 08:00"},
        {"time_start": "2020-01-01", "time_end": "2020-01-01"},
    ]
    record = read_record(public(tmp_path, *rows))
    eras = [report.era for report in record.reports]
    assert eras == ["destroyed-only", "lost-beside", "destroyed-or-suppressed", ""]


def test_every_doubt_has_a_meaning_and_every_rule_a_reason() -> None:
    for rules in LEFT_OUT.values():
        assert {rule.doubt for rule in rules} <= set(MEANING)
        assert all(rule.why for rule in rules)


def test_rows_that_lump_one_class_count_and_those_that_lump_two_do_not(tmp_path: Path) -> None:
    rows = [{"model": "Kalibr and Oniks"}, {"model": "Kalibr and Iskander-M"}]
    one, two = read_record(public(tmp_path, *rows)).reports
    assert left_out(one, "share") is None
    rule = left_out(two, "share")
    assert rule is not None
    assert "different classes" in rule.why


def test_the_plain_format(tmp_path: Path) -> None:
    header = "begins,ends,zone,threat,launched,destroyed,lost,hits,places,nationwide,origins," + (
        "party,standing,source"
    )
    row = "2031-01-05 22:00,2031-01-06 06:00,Europe/Paris,Kalibr,12,9,1,2,Westmark; Tarn,yes," + (
        "Low Isles,Staff,confirmed,bulletin 4"
    )
    record = read_record(plain(tmp_path, "# a comment", row, header=header))
    report = only(record)
    assert (record.format, record.zone, report.line) == ("plain record", "UTC", 3)
    assert report.begins == datetime(2031, 1, 5, 21, 0, tzinfo=UTC)
    assert (report.launched, report.destroyed, report.lost, report.hits) == (12, 9, 1, 2)
    assert report.places == ("Westmark", "Tarn")
    assert (report.party, report.standing, report.nationwide) == ("Staff", "confirmed", True)
    assert report.doubts == ()


@pytest.mark.parametrize(
    ("begins", "utc"),
    [
        ("2031-01-05T22:00Z", datetime(2031, 1, 5, 22, 0, tzinfo=UTC)),
        ("2031-01-05 22:00+02:00", datetime(2031, 1, 5, 20, 0, tzinfo=UTC)),
        ("2031-01-05 22:00", datetime(2031, 1, 5, 22, 0, tzinfo=UTC)),
    ],
)
def test_times_may_carry_their_offset(tmp_path: Path, begins: str, utc: datetime) -> None:
    record = read_record(plain(tmp_path, f"{begins},,Kalibr,12,9,Staff,bulletin"))
    assert (only(record).begins, only(record).doubts) == (utc, ())


@pytest.mark.parametrize(
    ("extra", "value", "told"),
    [
        ("standing", "rumoured", "none of claimed, confirmed, disputed"),
        ("nationwide", "perhaps", "neither yes nor no"),
        ("zone", "Mars/Base", "is no time zone"),
    ],
)
def test_words_that_are_not_known_are_told(
    tmp_path: Path, extra: str, value: str, told: str
) -> None:
    header = f"begins,ends,threat,launched,destroyed,party,source,{extra}"
    record = read_record(plain(tmp_path, f"2031-01-05,,Kalibr,1,1,a,b,{value}", header=header))
    assert told in why(record, "unreadable")[0]


# --- files that are broken ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "the file is empty"),
        ("# only a comment\n", "the file is empty"),
        ("begins;threat;launched\n1;2;3\n", "separated by semicolons; separate cells by commas"),
        ("begins\tthreat\n1\t2\n", "separated by tabs"),
        ("threat\n1\n", "only one column"),
        ("begins,threat,threat,launched\n", "column threat stands twice"),
        ("begin,threat,launched,destroyed,party,source\n", 'is "begin" meant for it?'),
        ("begins,threat\n", "column launched is missing; column destroyed is missing; column par"),
        (NEW.replace("model", "modell"), 'column model is missing – is "modell" meant for it?'),
        ('begins,"threat\n', "a quoted cell is not closed"),
        ("begins,threat\0\n", "NUL"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_advice(
    tmp_path: Path, text: str, told: str
) -> None:
    with pytest.raises(InputError) as caught:
        read_record(written(tmp_path, text))
    assert told in str(caught.value)
    assert "record.csv" in str(caught.value)


def test_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    path = public(tmp_path, {"model": "Kalibr"})
    path.write_bytes(path.read_bytes() + "Молнія".encode("cp1251"))
    with pytest.raises(InputError, match=r"record\.csv:3: not UTF-8 text .* save it as UTF-8"):
        read_record(path)


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "record.csv"
    with path.open("wb") as file:
        file.truncate(2**30)
    with pytest.raises(InputError, match="larger than 32 MiB"):
        read_record(path)
    assert opening.MOST_BYTES == 32 * 2**20


def test_too_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("airshield.files.rows.MOST_ROWS", 2)
    with pytest.raises(InputError, match="more than 2 rows"):
        read_record(public(tmp_path, {}, {}, {}))


def test_zero_rows_are_a_record_without_reports(tmp_path: Path) -> None:
    record = read_record(public(tmp_path))
    assert (record.rows, record.reports, record.unreadable) == (0, (), ())


def test_rows_that_do_not_fit_are_kept_as_they_stand(tmp_path: Path) -> None:
    bad = ["2031-01-05,,Kalibr,1", "a,b,c,d,e,f,g,h", '2031-01-05,,"Kalibr,1,1,a,b', "1,\0,,,,,"]
    record = read_record(plain(tmp_path, "2031-01-05,,Kalibr,1,1,a,b", *bad))
    assert [row.text for row in record.unreadable] == bad
    assert [row.line for row in record.unreadable] == [3, 4, 5, 6]
    told = " | ".join(row.why for row in record.unreadable)
    assert "4 cells where the header has 7 | 8 cells" in told
    assert "not closed" in told
    assert "NUL" in told
    assert len(record.reports) == 1


def test_a_column_too_many_is_named_and_not_read(tmp_path: Path) -> None:
    header = "begins,ends,threat,launched,destroyed,party,source,mood"
    record = read_record(plain(tmp_path, "2031-01-05,,Kalibr,1,1,a,b,glum", header=header))
    assert record.ignored == ("mood",)
    assert len(record.reports) == 1
