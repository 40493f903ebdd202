"""ASTERIX recordings: radar plots, ADS-B reports and system tracks, captured or raw."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from pathlib import Path
from typing import Final

import numpy as np

from airshield.errors import InputError
from airshield.files.opening import read_bytes
from airshield.files.places import printable
from airshield.files.recordings.blocks import Block, blocks_of
from airshield.files.recordings.capture import SIGN_OF_PCAPNG, SIGNS, packets_of, single
from airshield.files.recordings.day_clock import DayClock
from airshield.files.recordings.editions import Edition, Items, chosen_edition, timely
from airshield.files.recordings.recorded import Recorded
from airshield.files.recordings.reports import Report, Turn, read_record
from airshield.files.recordings.rows import Rows
from airshield.files.recordings.tally import Tally
from airshield.model.surveillance import SensorKind, SensorModel
from airshield.tracking.plots import CARTESIAN, LOOK, POLAR

_MOST_BYTES: Final = 2**30
_LATEST_S: Final = 60.0
"""A capture that came later than this after the measurement tells nothing of its arrival."""


def read_asterix(path: Path) -> Recorded:
    """Read categories 021, 034, 048 and 062 from a pcap capture, or blocks one after another.

    Every record is counted: as a plot, or with the reason why it is none.

    Raises
    ------
    InputError
        If it cannot be read, no record of it can, or libasterix is not installed.
    """
    raw = read_bytes(path, str(path), _MOST_BYTES)
    shown = printable(str(path))
    if raw[:4] == SIGN_OF_PCAPNG:
        raise InputError([f"{shown}: pcapng is not read; save it as pcap (editcap -F pcap)"])
    tally = Tally()
    captured = raw[:4] in SIGNS
    packets = packets_of(raw, tally) if captured else [single(raw)]
    blocks = [block for packet in packets for block in blocks_of(packet, tally)]
    if not blocks:
        seen = "; ".join(map(str, tally.notes())) or "it is empty"
        raise InputError([f"{shown}: no ASTERIX block of category 021, 034, 048 or 062: {seen}"])
    found = _Reader(tally)
    editions = _editions(blocks)
    for block in blocks:
        found.block(block, editions[block.category])
    if not found.records:
        raise InputError([f"{shown}: no record in it can be read as ASTERIX"])
    return found.recorded(str(path), editions, captured=captured)


def _editions(blocks: list[Block]) -> dict[int, Edition]:
    """Return the edition that each category follows."""
    by_category: dict[int, list[Block]] = defaultdict(list)
    for block in blocks:
        by_category[block.category].append(block)
    return {category: chosen_edition(some) for category, some in by_category.items()}


class _Reader:
    """Collects the plots of one recording."""

    def __init__(self, tally: Tally) -> None:
        self.records: Counter[int] = Counter()
        self._tally = tally
        self._rows = Rows()
        self._clock = DayClock()
        self._period_s: dict[str, float] = {}
        self._norths: dict[str, list[float]] = defaultdict(list)
        self._place: dict[str, tuple[float, float, float]] = {}
        self._kind: dict[str, SensorKind] = {}

    def block(self, block: Block, edition: Edition) -> None:
        """Take all records of a block."""
        records, rest = edition.read(block.body)
        where = f"byte {block.offset}"
        if rest:
            what = f"category {block.category:03d}: block broken off, its last bytes not read"
            self._tally.refuse(what, where)
        for record in records:
            self.records[block.category] += 1
            self._record(block, record, where)

    def _record(self, block: Block, record: Items, where: str) -> None:
        category = f"category {block.category:03d}"
        found = read_record(block.category, record)
        if isinstance(found, str):
            self._tally.refuse(f"{category}: {found}", where)
        elif not timely(record, block.category):
            self._tally.refuse(f"{category}: a time of day beyond midnight", where)
        elif isinstance(found, Turn):
            self._turn(found, block.captured_s, where)
        else:
            self._report(found, block.captured_s, where)

    def _turn(self, turn: Turn, captured_s: float, where: str) -> None:
        self._kind.setdefault(turn.sensor, "radar")
        if not math.isnan(turn.period_s):
            self._period_s[turn.sensor] = turn.period_s
        if turn.place is not None:
            self._place[turn.sensor] = turn.place
        if not turn.north or math.isnan(turn.time_of_day_s):
            what = "category 034: message other than a north marker; it makes no look"
            self._tally.remark(what, where)
            return
        time_s = self._clock.time_s(turn.time_of_day_s, captured_s)
        self._norths[turn.sensor].append(time_s)
        self._rows.add(turn.sensor, LOOK, time_s, _arrival(time_s, captured_s))

    def _report(self, report: Report, captured_s: float, where: str) -> None:
        self._kind[report.sensor] = report.kind
        time_s = self._clock.time_s(report.time_of_day_s, captured_s)
        if report.barometric:
            self._tally.remark("height that rests on pressure, taken as height above sea")
        if report.polar is not None:
            value = (*report.polar, math.nan, math.nan, report.height_m, math.nan)
            kind, geodetic = POLAR, False
        else:
            assert report.place_deg is not None
            value = (*report.place_deg, report.height_m, *report.velocity_m_s)
            kind, geodetic = CARTESIAN, True
        if not _sound(value, kind):
            self._tally.refuse("place that is out of range", where)
            return
        self._rows.add(
            report.sensor,
            kind,
            time_s,
            _arrival(time_s, captured_s),
            value=value,
            sigma=(*report.sigma_m, *(math.nan,) * 4),
            identity=report.identity,
            geodetic=geodetic,
        )

    def recorded(self, path: str, editions: dict[int, Edition], *, captured: bool) -> Recorded:
        """Return all as a recording."""
        for category, edition in sorted(editions.items()):
            what = f"record of category {category:03d}, edition {edition.name}, decoded"
            self._tally.remark(what, "", self.records[category])
        what = "repeat of a record: same source, time and measurement"
        self._tally.refuse(what, "", self._rows.without_repeats())
        plots, geodetic, names = self._rows.plots()
        return Recorded(
            path=path,
            format="ASTERIX, captured" if captured else "ASTERIX",
            plots=plots,
            geodetic=geodetic,
            sensors={name: self._sensor(name) for name in names},
            calendar=captured,
            by_time=False,
            notes=self._tally.notes(),
        )

    def _sensor(self, name: str) -> SensorModel:
        """Return what the recording tells of a sensor."""
        kind = self._kind[name]
        if kind != "radar":
            return SensorModel(kind=kind, sigma_m=50.0 if kind == "system" else 30.0)
        lat, lon, height = self._place.get(name, (None, None, 0.0))
        return SensorModel(
            kind=kind,
            lat_deg=lat,
            lon_deg=lon,
            height_m=height,
            range_m=475_000.0,
            period_s=self._period_s.get(name) or _turn_s(self._norths[name]),
        )


def _turn_s(norths_s: list[float]) -> float | None:
    """Return the time of a turn from the times at which the beam passed north, if they tell it."""
    gaps = np.diff(norths_s)
    gaps = gaps[gaps > 0]
    return float(np.median(gaps)) if len(gaps) else None


def _arrival(time_s: float, captured_s: float) -> float:
    """Return when a report arrived: as captured, where that fits the time of measurement."""
    return captured_s if 0.0 <= captured_s - time_s <= _LATEST_S else time_s


def _sound(value: tuple[float, ...], kind: int) -> bool:
    if kind == POLAR:
        return value[0] > 0.0
    return abs(value[0]) <= 90.0 and abs(value[1]) <= 180.0
