"""`airshield runs compare`."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict
from typing import Annotated, Literal

from cyclopts import Parameter
from rich.console import Console

from airshield.apps.cli.runs.reading import Where, opened
from airshield.files.store.kept import find_run
from airshield.planning.runs import Compared, compared
from airshield.report.runs_table import compared_table


def compare(
    first: str,
    second: str,
    /,
    *,
    all_: Annotated[bool, Parameter(name="--all", negative="")] = False,
    store: Where = None,
    format: Literal["table", "json"] = "table",
) -> int:
    """Show how the figures of two runs differ, and whether they may be compared.

    **Examples**

        airshield runs compare 3f9a 81c2
        airshield runs compare last~1 last --all

    Parameters
    ----------
    first, second
        The first characters of their identifiers, or `last`, `last~1` (the one before) and so on.
    all_
        Show every figure, not only those of the whole raid and of classes.
    store
        Folder or `postgresql://…` address; without it, `AIRSHIELD_STORE`, or your own folder.
    format
        `table` for people, `json` for programs.
    """
    with closing(opened(store)) as found:
        result = compared(find_run(found, first), find_run(found, second))
    if format == "json":
        print(json.dumps(_plain(result), ensure_ascii=False, indent=2))
    else:
        Console(highlight=False, soft_wrap=False).print(compared_table(result, every=all_))
    return 0


def _plain(result: Compared) -> dict[str, object]:
    """Return a comparison as plain values."""
    rows = [
        {
            "figure": row.name,
            "first": asdict(row.first),
            "second": asdict(row.second),
            "change": asdict(row.change),
        }
        for row in result.differences
    ]
    heads = {"first": result.first._asdict(), "second": result.second._asdict()}
    return {**heads, "notes": list(result.notes), "differences": rows}
