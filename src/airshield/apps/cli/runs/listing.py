"""`airshield runs list`."""

from __future__ import annotations

import json
from contextlib import closing
from typing import Literal

from rich.console import Console

from airshield.apps.cli.runs.reading import Where, opened
from airshield.report.runs_table import runs_table


def list_runs(*, store: Where = None, format: Literal["table", "json"] = "table") -> int:
    """List the runs that were kept, the newest first.

    **Examples**

        airshield runs list
        airshield runs list --store postgresql://analyst@db.example/airshield --format json

    Parameters
    ----------
    store
        Folder or `postgresql://…` address; without it, `AIRSHIELD_STORE`, or your own folder.
    format
        `table` for people, `json` for programs.
    """
    with closing(opened(store)) as found:
        heads, place = found.heads(), found.place
    if format == "json":
        print(json.dumps([head._asdict() for head in heads], ensure_ascii=False, indent=2))
    else:
        Console(highlight=False, soft_wrap=False).print(runs_table(heads, place))
    return 0
