"""The commands of `airshield runs`."""

from __future__ import annotations

from airshield.apps.cli.command import Command, Group

_TEXT = """Look at the runs that were kept.

`assess` and `sweep` keep their runs with `--keep`, or always where `AIRSHIELD_STORE` names a
store: a folder, or `postgresql://…` for a team. Without it, runs go to
`~/.local/share/airshield/runs`.

**Examples**

    airshield assess first-look --keep
    airshield runs list
    airshield runs compare 3f9a 81c2
    AIRSHIELD_STORE=postgresql://analyst@db.example/airshield airshield runs list
"""

RUNS = Group(
    "Look at the runs that were kept: list, show, compare, export.",
    _TEXT,
    {
        "list": Command(
            "airshield.apps.cli.runs.listing:list_runs", "List the runs, newest first."
        ),
        "show": Command("airshield.apps.cli.runs.show:show", "Show what a run found."),
        "compare": Command(
            "airshield.apps.cli.runs.compare:compare", "Show how the figures of two runs differ."
        ),
        "export": Command(
            "airshield.apps.cli.runs.export:export", "Write a run into files of its own."
        ),
    },
)
"""`airshield runs`."""
