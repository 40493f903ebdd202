"""The columns of the public attack record, in both of its layouts."""

from __future__ import annotations

from airshield.files.rows import Row
from airshield.files.spelling import Spelling, parts

NEEDED = ("time_start", "time_end", "model", "target", "launched", "destroyed", "source")
KNOWN = (
    *NEEDED,
    *("launch_place", "target_main", "not_reach_goal", "num_hit_location"),
    # Known, and left unread: nothing in a report stands for them.
    *("still_attacking", "is_shahed", "num_fall_fragment_location", "carrier"),
    *("turbojet", "turbojet_destroyed", "affected region", "destroyed_details"),
    *("launched_details", "launch_place_details"),
    # Either of these, by the age of the file.
    *("cross_border_belarus", "back_russia", "border_crossing"),
)
COUNTRY = "ukraine"
UNSTATED = "not stated"
"""The party of a report whose source names no account."""


def spelt(row: Row) -> Spelling:
    """Return what a row of the public record says; all of it are claims by its source."""
    cells = row.cells
    target = cells["target"].strip()
    nationwide = target.casefold() == COUNTRY
    named = () if nationwide else parts(target, " and ")
    main = parts(cells.get("target_main", ""), " and ")
    source = cells["source"].strip()
    return Spelling(
        begins=cells["time_start"],
        ends=cells["time_end"],
        label=cells["model"].strip(),
        launched=cells["launched"],
        destroyed=cells["destroyed"],
        lost=cells.get("not_reach_goal", ""),
        hits=cells.get("num_hit_location", ""),
        places=tuple(dict.fromkeys((*named, *main))),
        nationwide=nationwide,
        origins=parts(cells.get("launch_place", ""), " and "),
        party=account(source),
        standing="claimed",
        source=source,
    )


def account(source: str) -> str:
    """Return the account that a source belongs to: the first part of its address."""
    _, scheme, rest = source.partition("://")
    path = rest.partition("/")[2] if scheme else source
    name = path.partition("/")[0].strip()
    return UNSTATED if name in ("", "watch") else name
