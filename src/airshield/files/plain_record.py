"""The columns of the plain format, in which anyone can write a record."""

from __future__ import annotations

from typing import get_args

from airshield.files.rows import Row
from airshield.files.spelling import Spelling, parts
from airshield.model.reports import ReportStanding

NEEDED = ("begins", "threat", "launched", "destroyed", "party", "source")
KNOWN = (*NEEDED, "ends", "lost", "hits", "places", "nationwide", "origins", "standing", "zone")
_STANDINGS: dict[str, ReportStanding] = {name: name for name in get_args(ReportStanding)}
_YES = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False, "": False}


def spelt(row: Row) -> Spelling:
    """Return what a row of the plain format says."""
    cells = row.cells
    doubtful: list[str] = []
    given = cells.get("standing", "").strip().casefold()
    if given and given not in _STANDINGS:
        doubtful.append(f'standing: "{given[:40]}" is none of {", ".join(_STANDINGS)}')
    whole = cells.get("nationwide", "").strip().casefold()
    if whole not in _YES:
        doubtful.append(f'nationwide: "{whole[:40]}" is neither yes nor no')
    return Spelling(
        begins=cells["begins"],
        ends=cells.get("ends", "").strip(),
        label=cells["threat"].strip(),
        launched=cells["launched"],
        destroyed=cells["destroyed"],
        lost=cells.get("lost", ""),
        hits=cells.get("hits", ""),
        places=parts(cells.get("places", ""), ";"),
        nationwide=_YES.get(whole, False),
        origins=parts(cells.get("origins", ""), ";"),
        party=cells["party"].strip(),
        standing=_STANDINGS.get(given, "claimed"),
        source=cells["source"].strip(),
        zone=cells.get("zone", "").strip(),
        doubtful=tuple(doubtful),
    )
