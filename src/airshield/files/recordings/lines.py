"""Plots as lines of JSON, one object a line."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from airshield.errors import InputError
from airshield.files.opening import read_bytes
from airshield.files.places import Mistake, Place, PlacedError, Source, printable
from airshield.files.recordings.line_fields import FIELDS, PLACES
from airshield.files.recordings.line_values import read_value
from airshield.files.recordings.recorded import Recorded
from airshield.files.recordings.rows import Rows
from airshield.files.recordings.sighting_text import read_sighting
from airshield.files.recordings.tally import Tally
from airshield.files.wording import shown, suggestion
from airshield.model.surveillance import SensorKind, SensorModel
from airshield.tracking.plots import BEARING, CARTESIAN, LOOK, NO_IDENTITY, NO_WORD, PLACE, POLAR

MOST_TOLD: Final = 20
"""Mistakes told in full."""
_MOST_BYTES: Final = 2**30
_BEGINNING_OF_CALENDAR_S: Final = 10**8
_NAN: Final = math.nan
_KINDS: Final[Mapping[int, SensorKind]] = {
    POLAR: "radar", CARTESIAN: "cartesian", BEARING: "bearing", PLACE: "place",
}  # fmt: skip
_SPOKEN: Final = ("heading", "text", "count")
_MEASURED: Final = tuple(
    name for name, field in FIELDS.items()
    if field.kind == "number" and name not in ("time_s", "arrival_s")
)  # fmt: skip
Line = dict[str, Any]


class _Fault(NamedTuple):
    """One mistake in a line: at which character, at which key, and what is wrong."""

    at: int
    path: tuple[str | int, ...]
    message: str


def read_lines(path: Path, *, skip_bad: bool = False) -> Recorded:
    """Read plots, one JSON object a line; see `plots_schema`.

    Parameters
    ----------
    path
        The file.
    skip_bad
        Leave out lines with mistakes, and count them.

    Raises
    ------
    InputError
        If it cannot be read, or a line has mistakes: the first ``MOST_TOLD``, each with its place.
    """
    raw = read_bytes(path, str(path), _MOST_BYTES)
    text = raw.decode("utf-8-sig", errors="replace")
    tally, found = Tally(), _Found()
    faults: list[tuple[int, _Fault]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        mistakes = found.take(line, number, tally)
        if mistakes and skip_bad:
            tally.refuse(f"line with a mistake {_kind_of(mistakes[0])}", f"line {number}")
        elif mistakes:
            faults += [(number, mistake) for mistake in mistakes]
    if faults:
        raise _error(path, text, faults)
    if not len(found.rows):
        raise InputError([f"{printable(str(path))}: no plot in it"])
    return found.recorded(str(path), tally)


def _error(path: Path, text: str, faults: list[tuple[int, _Fault]]) -> InputError:
    """Return the error that tells the first mistakes, and how many more there are."""
    source = Source(str(path), text.replace("\r\n", "\n"), path.parent, path)
    told = [Mistake(Place(source, n, f.at + 1), f.path, f.message) for n, f in faults[:MOST_TOLD]]
    rest = len(faults) - len(told)
    more = f"and {rest:,} more mistakes; --skip-bad leaves such lines out and counts them"
    error = PlacedError(told)
    return InputError([*error.problems, more]) if rest else error


def _kind_of(fault: _Fault) -> str:
    """Return where in its line a mistake is, in few words."""
    key = fault.path[0] if fault.path else ""
    if not key:
        return "in its form"
    return f"at {key}" if key in FIELDS else "(unknown key)"


class _Found:
    """Collects the plots of a file."""

    def __init__(self) -> None:
        self.rows = Rows()
        self._kinds: dict[str, SensorKind] = {}
        self._dated: list[bool] = []

    def take(self, text: str, number: int, tally: Tally) -> list[_Fault]:
        """Take one line; return its mistakes, for which it is then not taken."""
        faults: list[_Fault] = []
        line = _values(text, faults)
        if line is not None and not faults:
            faults += _misfits(line, text)
        if line is None or faults:
            return faults
        self._said(line, number, tally)
        self._add(line)
        return []

    def _said(self, line: Line, number: int, tally: Tally) -> None:
        """Lay what a text says under what the other keys say."""
        if "text" not in line:
            return
        sighting = read_sighting(line["text"])
        if sighting is None:
            tally.remark("text that was not understood; its plot is taken", f"line {number}")
            return
        told = {"count": sighting.number, "word": sighting.word, "heading": sighting.heading_deg}
        for key, value in told.items():
            if value is not None:
                line.setdefault(key, value)

    def _add(self, line: Line) -> None:
        kind = _kind(line)
        time_s: float = line["time"] if "time" in line else line["time_s"]
        arrival_s = line.get("arrival", line.get("arrival_s"))
        self._dated.append("time" in line or time_s > _BEGINNING_OF_CALENDAR_S)
        if kind != LOOK:
            self._kinds.setdefault(line["sensor"], _KINDS[kind])
        self.rows.add(
            line["sensor"],
            kind,
            time_s,
            time_s if arrival_s is None else arrival_s,
            value=_VALUES[kind](line),
            sigma=_SIGMAS[kind](line),
            identity=line.get("identity", NO_IDENTITY),
            word=line.get("word", NO_WORD),
            count=line.get("count", 1),
            rcs_dbsm=line.get("rcs_dbsm", _NAN),
            truth=line.get("truth", -1),
            geodetic="lat_deg" in line and kind in (CARTESIAN, PLACE),
        )

    def recorded(self, path: str, tally: Tally) -> Recorded:
        """Return all as a recording.

        Raises
        ------
        InputError
            If some times have a date and others none.
        """
        dated = np.array(self._dated)
        if dated.any() and not dated.all():
            text = "some times have a date and others none; write all of them the same way"
            raise InputError([f"{printable(path)}: {text}"])
        plots, geodetic, names = self.rows.plots()
        sensors = {name: SensorModel(kind=self._kinds.get(name, "radar")) for name in names}
        return Recorded(
            path=path,
            format="plots, JSON lines",
            plots=plots,
            geodetic=geodetic,
            sensors=sensors,
            calendar=bool(dated.all()),
            by_time=False,
            notes=tally.notes(),
        )


def _values(text: str, faults: list[_Fault]) -> Line | None:
    """Return the values of a line, each checked by itself; note those that are wrong."""
    try:
        pairs: Any = json.loads(text, object_pairs_hook=lambda found: found)
    except json.JSONDecodeError as error:
        faults.append(_Fault(error.pos, (), f"not JSON: {error.msg}; one object a line"))
        return None
    except (RecursionError, ValueError) as error:
        faults.append(_Fault(0, (), f"not JSON: {error}"))
        return None
    if not text.lstrip().startswith("{"):
        faults.append(_Fault(0, (), "a line must hold one object: {…}"))
        return None
    line: Line = {}
    for key, value in pairs:
        fault = _take(line, key, _plain(value))
        if fault:
            faults.append(_Fault(_at(text, key), (key,), fault))
    return line


def _plain(value: Any) -> Any:
    """Return objects within a line as such; they are not allowed, and told by their kind."""
    if isinstance(value, list) and value and all(isinstance(item, tuple) for item in value):
        return dict(value)
    return value


def _take(line: Line, key: str, value: Any) -> str:
    """Put a value in the line; return what is wrong with it, or nothing."""
    if key not in FIELDS:
        return f"unknown key{suggestion(key, FIELDS)}"
    if key in line:
        return "is given twice"
    try:
        line[key] = read_value(key, value)
    except ValueError as error:
        return str(error)
    return ""


def _at(text: str, key: str) -> int:
    """Return where a key is written in a line."""
    found = re.search(re.escape(json.dumps(key)) + r"\s*:", text)
    return found.start() if found else 0


def _misfits(line: Line, text: str) -> Iterator[_Fault]:
    """Yield what is wrong between the values of a line."""
    if "sensor" not in line:
        yield _Fault(0, ("sensor",), "is missing; name the sensor that reports")
    for name in ("time", "arrival"):
        if name in line and f"{name}_s" in line:
            yield _Fault(_at(text, f"{name}_s"), (f"{name}_s",), f"says {name} a second time")
    if "time" not in line and "time_s" not in line:
        yield _Fault(0, ("time",), "is missing; give time or time_s")
    yield from _misplaced(line, text)


def _misplaced(line: Line, text: str) -> Iterator[_Fault]:
    given = [pair for pair in PLACES if pair[0] in line or pair[1] in line]
    for pair in given:
        for name, other in (pair, pair[::-1]):
            if other not in line:
                yield _Fault(_at(text, name), (name,), f"and {other} must be given together")
    if len(given) > 1:
        yield _Fault(_at(text, "east_m"), ("east_m",), "says the place a second time")
    if "range_m" in line and "bearing_deg" not in line:
        yield _Fault(_at(text, "range_m"), ("range_m",), "needs bearing_deg beside it")
    if given and "bearing_deg" in line:
        yield _Fault(_at(text, "bearing_deg"), ("bearing_deg",), "beside a place; give one of them")
    if "look" in line:
        told = next((name for name in _MEASURED if name in line), None)
        if told:
            yield _Fault(_at(text, told), (told,), "beside look, which says that nothing was seen")
    elif not given and "bearing_deg" not in line:
        seen = shown({}) if not line else "no place and no bearing"
        yield _Fault(0, (), f"measures nothing ({seen}); give one, or look")


def _kind(line: Line) -> int:
    """Return the kind of plot that a line is."""
    if "look" in line:
        return LOOK
    if "bearing_deg" in line:
        return POLAR if "range_m" in line else BEARING
    if "as" in line:
        return PLACE if line["as"] == "place" else CARTESIAN
    return PLACE if any(key in line for key in _SPOKEN) else CARTESIAN


def _numbers(*names: str) -> Callable[[Line], tuple[float, ...]]:
    """Return what picks numbers from a line, degrees as radians; NaN where there is none."""

    def pick(line: Line) -> tuple[float, ...]:
        return tuple(
            math.radians(line[name]) if name.endswith("_deg") and name in line
            else line.get(name, _NAN)
            for name in names
        )  # fmt: skip

    return pick


def _place(line: Line) -> tuple[float, float]:
    if "lat_deg" in line:
        return line["lat_deg"], line["lon_deg"]
    return line["east_m"], line["north_m"]


def _cartesian(line: Line) -> tuple[float, ...]:
    rest = _numbers("height_m", "velocity_east_m_s", "velocity_north_m_s", "velocity_up_m_s")
    return (*_place(line), *rest(line))


def _sighted(line: Line) -> tuple[float, ...]:
    heading = math.radians(line["heading"]) if "heading" in line else _NAN
    return (*_place(line), line.get("height_m", _NAN), heading, _NAN, _NAN)


_VALUES: Final[Mapping[int, Callable[[Line], tuple[float, ...]]]] = {
    LOOK: _numbers(*"......"),
    POLAR: _numbers("range_m", "bearing_deg", "elevation_deg", "range_rate_m_s", "height_m", "."),
    CARTESIAN: _cartesian,
    BEARING: _numbers(".", "bearing_deg", "elevation_deg", ".", ".", "."),
    PLACE: _sighted,
}
_SIGMAS: Final[Mapping[int, Callable[[Line], tuple[float, ...]]]] = {
    LOOK: _numbers(*"......"),
    POLAR: _numbers(
        "sigma_range_m", "sigma_bearing_deg", "sigma_elevation_deg", "sigma_range_rate_m_s",
        "sigma_height_m", ".",
    ),
    CARTESIAN: _numbers(
        "sigma_m", "sigma_m", "sigma_height_m", "sigma_velocity_m_s", "sigma_velocity_m_s",
        "sigma_velocity_m_s",
    ),
    BEARING: _numbers(".", "sigma_bearing_deg", "sigma_elevation_deg", ".", ".", "."),
    PLACE: _numbers("sigma_m", "sigma_m", "sigma_height_m", "sigma_heading_deg", ".", "."),
}  # fmt: skip
