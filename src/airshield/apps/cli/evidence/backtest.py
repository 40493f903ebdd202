"""`airshield evidence backtest`."""

from __future__ import annotations

import json
import shlex
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter
from rich.console import Console

from airshield import __version__
from airshield.apps.cli.evidence.reading import Breaks, Labels, Zone, record_of
from airshield.apps.cli.progress import drawn
from airshield.errors import InputError
from airshield.evidence.backtest import FEWEST, Backtest
from airshield.evidence.backtest import backtest as run
from airshield.evidence.record import Record
from airshield.evidence.shares import RECIPES
from airshield.evidence.verdict import Line, Verdict, lines, verdicts
from airshield.files.opening import fingerprint
from airshield.files.output import make_folder, write_text
from airshield.report.backtest_table import Origin, backtest_table, forecasts_csv


def backtest(
    file: Path,
    /,
    *,
    from_: Annotated[
        datetime | None, Parameter(name="--from", negative="", show_default=False)
    ] = None,
    until: Annotated[datetime | None, Parameter(show_default=False)] = None,
    out: Annotated[Path | None, Parameter(show_default=False)] = None,
    zone: Zone = None,
    labels: Labels = None,
    breaks: Breaks = None,
    format: Literal["table", "json"] = "table",
) -> int:
    """Forecast each report from those before it, and score that against four simple rivals.

    For drones, cruise and ballistic missiles: the next report, and every report of a month as
    seen from its first day. With `--out DIR` it is drawn (`backtest.html`), and every forecast
    is kept (`forecasts.csv`). Ctrl-C ends it early and keeps the months done.

    **Examples**

        airshield evidence backtest missile_attacks_daily.csv --until 2026-03-01
        airshield evidence backtest record.csv --from 2025-10-01 --out out
        airshield evidence backtest record.csv --format json

    Parameters
    ----------
    file
        The public attack record, in either layout, or a record in the plain format.
    from_
        First day to forecast; without it, as soon as there are reports enough to learn from.
    until
        First day not to forecast, and of which nothing is read; without it, after the last report.
    out
        Folder for the page and the forecasts.
    zone
        Zone of the local times in it; without it, Europe/Kyiv for the public record, else UTC.
    labels
        File of further labels, laid upon the shipped ones.
    breaks
        File of breaks in meaning; without it, the shipped ones for the public record.
    format
        `table` for people, `json` for programs.
    """
    record = record_of(file, zone, labels, breaks)
    folder = None if out is None else make_folder(out)
    begin, end = _window(record, from_, until)
    with drawn("forecasting") as progress:
        result = run(record.reports, begin, end, progress=progress)
    _must_have_forecasts(file, result)
    summaries = lines(result)
    found = verdicts(summaries)
    begins, ends = f"{begin:%Y-%m-%d}", f"{end:%Y-%m-%d}"
    command = ["airshield", "evidence", "backtest", str(file), "--from", begins, "--until", ends]
    for name, value in (("zone", zone), ("labels", labels), ("breaks", breaks)):
        command += [] if value is None else [f"--{name}", str(value)]
    again = shlex.join(command)
    origin = Origin(file.name, fingerprint(file), begins, ends, __version__, again)
    if format == "json":
        print(json.dumps(_plain(origin, result, summaries, found), indent=2))
    else:
        Console(highlight=False).print(backtest_table(summaries, found, origin))
    if result.months < result.asked:
        kept = f"{result.months:,} of {result.asked:,} months forecast, and kept"
        print(f"stopped: {kept}", file=sys.stderr)
    for refused in result.refused:
        print(f"not forecast, the fit had not converged: {refused}", file=sys.stderr)
    if folder is not None:
        _write(folder, origin, result, summaries, found)
    return 0


def _window(
    record: Record, begin: datetime | None, until: datetime | None
) -> tuple[datetime, datetime]:
    """Return the first moment to forecast, and the first not to."""
    ends = sorted(report.ends for report in record.reports if report.ends is not None)
    if not ends:
        raise InputError([f"{record.path}: no report whose time can be read; nothing to forecast"])
    first = ends[0] if begin is None else begin.replace(tzinfo=UTC)
    after = ends[-1].replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    last = after if until is None else until.replace(tzinfo=UTC)
    if not first < last:
        raise InputError([f"--until {last:%Y-%m-%d} must lie after --from {first:%Y-%m-%d}"])
    return first, last


def _must_have_forecasts(file: Path, result: Backtest) -> None:
    if result.forecasts:
        return
    if result.months < result.asked:
        raise KeyboardInterrupt
    if result.refused:
        why = f"no fit converged ({'; '.join(result.refused)}); nothing can be forecast"
    else:
        why = (
            f"nothing to forecast between --from and --until; it takes {FEWEST} earlier "
            f"reports of one class ({', '.join(RECIPES)}) with the numbers launched and destroyed"
        )
    raise InputError([f"{file}: {why}"])


def _plain(
    origin: Origin,
    result: Backtest,
    summaries: tuple[Line, ...],
    found: tuple[Verdict, ...],
) -> dict[str, object]:
    """Return the back-test as JSON has it."""
    return {
        **origin._asdict(),
        "refused": result.refused,
        "verdicts": [
            {**row._asdict(), "leads": row.leads, "calibrated": row.calibrated} for row in found
        ],
        "lines": [{**row._asdict(), "summary": row.summary._asdict()} for row in summaries],
    }


def _write(
    folder: Path,
    origin: Origin,
    result: Backtest,
    summaries: tuple[Line, ...],
    found: tuple[Verdict, ...],
) -> None:
    """Write everything that `--out` promises."""
    from airshield.report.backtest_page import (  # noqa: PLC0415 - loads matplotlib, a second
        write_backtest_page,
    )

    write_backtest_page(folder / "backtest.html", result, summaries, found, origin)
    write_text(folder / "forecasts.csv", forecasts_csv(result))
    for name in ("backtest.html", "forecasts.csv"):
        print(f"wrote {folder / name}", file=sys.stderr)
