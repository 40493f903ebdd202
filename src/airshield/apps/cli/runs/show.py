"""`airshield runs show`."""

from __future__ import annotations

from contextlib import closing
from typing import Literal

from rich.console import Console

from airshield.apps.cli.runs.reading import Where, opened
from airshield.files.store.kept import find_run
from airshield.report.runs_table import run_table


def show(run: str, /, *, store: Where = None, format: Literal["table", "json"] = "table") -> int:
    """Show what a run was and what it found.

    **Examples**

        airshield runs show 3f9a
        airshield runs show last --format json

    Parameters
    ----------
    run
        The first characters of its identifier, or `last`, `last~1` (the one before) and so on.
    store
        Folder or `postgresql://…` address; without it, `AIRSHIELD_STORE`, or your own folder.
    format
        `table` for people, `json` for the whole answer.
    """
    with closing(opened(store)) as found:
        kept = find_run(found, run)
    if format == "json":
        print(kept.answer, end="")
    else:
        Console(highlight=False, soft_wrap=False).print(run_table(kept))
    return 0
