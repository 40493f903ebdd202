"""Broken records: never a traceback, and no row is lost."""

import io
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given
from hypothesis import strategies as st
from rich.console import Console

from airshield.errors import InputError
from airshield.evidence.checking import check
from airshield.evidence.doubts import LEFT_OUT, MEANING
from airshield.evidence.labels import folded
from airshield.evidence.record import Record
from airshield.evidence.summary import summarised
from airshield.files.attacks import PLAIN, PUBLIC, Layout, read_record
from airshield.files.flagged import flagged_rows
from airshield.files.moments import named_zone, read_moment
from airshield.files.rows import read_count
from airshield.report import check_table, summary_table

CELLS = st.one_of(
    st.text(max_size=12),
    st.text(alphabet="0123456789-: .TZ+", max_size=20),
    st.sampled_from(
        ["", "NaN", "12", "12.0", "-3", "1e9", "twelve", "99999999999999999999", '"', "a,b", "\0"]
    ),
    st.sampled_from(
        ["2031-03-30 03:30", "2031-10-26 03:30", "9999-12-31", "0001-01-01", "2031-02-30"]
    ),
    st.sampled_from(["Kalibr and Oniks", "Х-101", "Shahed-136/131", "X-59/X-99", "Ukraine", "{}"]),
)
JOINTS = st.sampled_from([",", ",", ",", ";", "\t"])
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@st.composite
def texts(draw: st.DrawFn) -> bytes:
    """Draw a file: a header that may be broken, rows that may be anything, cut or damaged."""
    layout: Layout = draw(st.sampled_from([PLAIN, PUBLIC]))
    columns = list(draw(st.permutations(layout.known)))
    for _ in range(draw(st.integers(0, 2))):
        columns = draw(
            st.sampled_from([columns[1:], [*columns, "mood"], [*columns, columns[0]], columns])
        )
    joint, end = draw(JOINTS), draw(ENDS)
    rows = draw(st.lists(st.lists(CELLS, min_size=0, max_size=len(columns) + 2), max_size=6))
    padded = [[*row, *[""] * (len(columns) - len(row))][: len(columns)] for row in rows]
    quoted = [['"' + cell.replace('"', '""') + '"' for cell in row] for row in padded]
    chosen = draw(st.sampled_from([rows, padded, quoted, quoted, quoted]))
    doubled = chosen + chosen[: draw(st.integers(0, 2))]
    text = end.join(joint.join(row) for row in [columns, *doubled])
    raw = text.encode(draw(st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "utf-16"])), "replace")
    return raw[: len(raw) - draw(st.integers(0, 9))]


def rows_in(raw: bytes, *, commented: bool) -> int:
    """Count the rows of a file in another way than the reader."""
    text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    lines = [line for line in text.split("\n") if line.strip()]
    if commented:
        return sum(not line.lstrip().startswith("#") for line in lines) - 1
    return len(lines) - 1


def read(path: Path) -> tuple[Record | None, Sequence[str]]:
    """Read a record, or return why it is refused."""
    try:
        return read_record(path), ()
    except InputError as error:
        return None, error.problems


@given(texts())
@example(b"begins,threat,launched,destroyed,party,source\n")
@example(b'begins,threat,launched,destroyed,party,source\n"2031-01-05,Kalibr\n1,2,3\n')
def test_a_broken_record_is_refused_or_read_without_loss(raw: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "record.csv"
        path.write_bytes(raw)
        record, problems = read(path)
    if record is None:
        assert problems
        assert all("record.csv" in problem for problem in problems)
        return
    assert record.rows == rows_in(raw, commented=record.format == PLAIN.name)
    lines = [r.line for r in record.reports] + [u.line for u in record.unreadable]
    assert len(set(lines)) == record.rows
    assert set(record.texts) == set(lines)
    assert {note.line for note in record.notes} == {r.line for r in record.reports if r.doubts}
    assert flagged_rows(record).startswith("line,doubts,why")
    found = check(record)
    for use in found.uses:
        assert use.kept + sum(rule.rows for rule in use.left_out) == len(record.reports)
    assert {d.doubt for d in found.doubts} <= set(MEANING)
    assert [use.analysis for use in found.uses] == list(LEFT_OUT)
    summary = summarised(record, named_zone(record.zone))
    told = sum(month.reports for month in summary.months) + summary.classless
    assert told == sum("duplicate" not in report.doubts for report in record.reports)
    shares = [month for month in summary.months if month.share is not None]
    assert all(0 <= (m.low or 0) <= (m.share or 0) <= (m.high or 0) <= 1 for m in shares)
    screen = Console(file=io.StringIO(), width=80)
    screen.print(check_table.checked(found), summary_table.summarised(summary, None, 12))


@given(st.text(max_size=30), st.booleans())
def test_a_time_is_read_or_refused(text: str, ends: bool) -> None:
    moment, told = None, ""
    try:
        moment = read_moment(text, named_zone("Europe/Kyiv"), ends=ends)
    except ValueError as error:
        told = str(error)
    assert moment.utc.utcoffset() == timedelta() if moment else told.startswith('"')


@given(st.integers(0, 10**7), st.sampled_from(["", ".", ".0", ".00"]))
def test_a_count_is_read_as_written(count: int, tail: str) -> None:
    assert read_count(f" {count}{tail} ") == count


@given(st.text(max_size=20))
def test_folding_twice_changes_nothing(label: str) -> None:
    assert folded(folded(label)) == folded(label)
