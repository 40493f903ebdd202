"""`airshield evidence raid`."""

from __future__ import annotations

import json
import re
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter
from rich.console import Console

from airshield import __version__
from airshield.apps.cli.evidence.reading import Breaks, Labels, Zone, record_of
from airshield.errors import InputError
from airshield.evidence.record import Record
from airshield.evidence.size_forecast import SizeForecast, forecast_sizes
from airshield.evidence.typical_night import Spread
from airshield.files.opening import fingerprint
from airshield.files.output import write_text
from airshield.files.raid_block import Block, Origin, raid_block, raid_override
from airshield.files.scenario import read_scenario
from airshield.report.sizes_table import sizes_table

MOST_SEED = 2**64 - 1


def raid(
    file: Path,
    /,
    *,
    percentile: float = 95.0,
    month: Annotated[str | None, Parameter(show_default=False)] = None,
    scenario: Annotated[str | None, Parameter(show_default=False)] = None,
    seed: int = 1,
    out: Annotated[Path | None, Parameter(show_default=False)] = None,
    zone: Zone = None,
    labels: Labels = None,
    breaks: Breaks = None,
    format: Literal["yaml", "table", "json"] = "yaml",
) -> None:
    """Say how many of which class may come in a night of a month, and write a raid block of it.

    The forecast knows only what had been reported before the month's first day. It describes how
    large reported nights are, not where or when anything flies, and searches for no worst raid.
    With `--scenario` the block extends that scenario and sets the counts of its groups; without,
    it holds types and counts, and says what is to be filled in.

    **Examples**

        airshield evidence raid record.csv --percentile 95 --month 2032-06
        airshield evidence raid record.csv --month 2032-06 --format table
        airshield evidence raid record.csv --month 2032-06 --scenario isthmus --out large.yaml

    Parameters
    ----------
    file
        The public attack record, in either layout, or a record in the plain format.
    percentile
        Of all nights of the month, those without a raid too, by the total launched.
    month
        The month, as 2032-06; without it, the first that begins after the last report.
    scenario
        A scenario file, or the name of a shipped scenario, whose counts the block sets.
    seed
        Seed of every draw.
    out
        File for the block; the table goes to the terminal then.
    zone
        Zone of the local times in it; without it, Europe/Kyiv for the public record, else UTC.
    labels
        File of further labels, laid upon the shipped ones.
    breaks
        File of breaks in meaning; without it, the shipped ones for the public record.
    format
        What to print: the block (`yaml`), a `table` for people, `json` for programs.
    """
    first = _checked(percentile, month, seed)
    loaded = None if scenario is None else read_scenario(scenario)
    found = _forecast(record_of(file, zone, labels, breaks), first, percentile, seed)
    origin = Origin(file.name, fingerprint(file))
    block = None
    if format == "yaml" or out is not None:
        if loaded is None:
            block = raid_block(found, origin)
        else:
            block = raid_override(found, origin, loaded, str(scenario), out)
    if out is not None and block is not None:
        write_text(out, block.text)
    _show(found, origin, block, "table" if out is not None and format == "yaml" else format)
    for text in block.left_out if block else ():
        print(f"left out: {text}", file=sys.stderr)
    if out is not None:
        print(f"wrote {out}", file=sys.stderr)


def _checked(percentile: float, month: str | None, seed: int) -> date | None:
    """Return the first day of the month; tell all mistakes at once."""
    mistakes = []
    if not 0.0 < percentile < 100.0:
        mistakes.append(f"--percentile {percentile:g}: must lie between 0 and 100, such as 95")
    if not 0 <= seed <= MOST_SEED:
        mistakes.append(f"--seed {seed}: must lie in 0 … {MOST_SEED}")
    found = None if month is None else re.fullmatch(r"([1-9]\d{3})-(0[1-9]|1[0-2])", month)
    if month is not None and found is None:
        mistakes.append(f'--month "{month}": is no month; write it as 2026-01')
    if mistakes:
        raise InputError(mistakes)
    return None if found is None else date(int(found[1]), int(found[2]), 1)


def _forecast(record: Record, month: date | None, percentile: float, seed: int) -> SizeForecast:
    try:
        return forecast_sizes(record, month, percentile, seed)
    except ValueError as error:
        raise InputError([f"{record.path}: {error}"]) from None


def _show(found: SizeForecast, origin: Origin, block: Block | None, format: str) -> None:
    if format == "json":
        print(json.dumps(_plain(found, origin), indent=2))
    elif format == "yaml" and block is not None:
        print(block.text, end="")
    else:
        Console(highlight=False).print(sizes_table(found))


def _plain(found: SizeForecast, origin: Origin) -> dict[str, Any]:
    """Return the forecast as JSON has it."""
    nights, night = found.nights, found.night
    return {
        "record": origin.name,
        "sha256": origin.digest,
        "version": __version__,
        "month": f"{found.month:%Y-%m}",
        "seed": found.seed,
        "nights": {"first": str(nights.first), "last": str(nights.last), "rows": nights.rows},
        "left_out": dict(nights.left_out),
        "night": {
            "percentile": night.percentile,
            "total": night.total._asdict(),
            "classes": {name: spread._asdict() for name, spread in night.classes},
            "types": [_flat(part._asdict()) for part in night.parts],
        },
        "percentiles": [_flat(row._asdict()) for row in found.percentiles],
        "month_totals": [_flat(row._asdict()) for row in found.totals],
    }


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with its spread spelt out."""
    return {
        key: value._asdict() if isinstance(value, Spread) else value for key, value in row.items()
    }
