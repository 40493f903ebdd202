"""`airshield runs export`."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import numpy as np

from airshield.apps.cli.runs.reading import Where, opened
from airshield.files.output import make_folder, write_json, write_text
from airshield.files.parquet import write_parquet
from airshield.files.store.kept import KeptRun, find_run

ANSWERS = {"assess": "results.json", "sweep": "study.json"}
"""The file that a command writes its answer to."""


def export(run: str, /, *, out: Path, store: Where = None) -> int:
    """Write a run into a folder: its answer, its figures, and what it was.

    `results.json` (or `study.json`) is the answer as `--out` would have written it;
    `figures.parquet` has a row for each figure; `run.json` says what the run was.

    **Examples**

        airshield runs export 3f9a --out run

    Parameters
    ----------
    run
        The first characters of its identifier, or `last`, `last~1` (the one before) and so on.
    out
        The folder.
    store
        Folder or `postgresql://…` address; without it, `AIRSHIELD_STORE`, or your own folder.
    """
    with closing(opened(store)) as found:
        kept = find_run(found, run)
    for path in write_run(kept, make_folder(out)):
        print(f"wrote {path}", file=sys.stderr)
    return 0


def write_run(kept: KeptRun, folder: Path) -> list[Path]:
    """Write a run into a folder; return the files.

    Raises
    ------
    OutputError
        If one cannot be written.
    """
    answer = folder / ANSWERS.get(kept.head.kind, "answer.json")
    figures, head = folder / "figures.parquet", folder / "run.json"
    write_text(answer, kept.answer)
    names = np.array([figure.name for figure in kept.figures], object)
    values = np.array([figure[1:] for figure in kept.figures]).reshape(-1, 3)
    columns = dict(zip(("mean", "low", "high"), values.T, strict=True))
    write_parquet(figures, {"figure": names, **columns}, {"run": kept.head.id})
    write_json(head, kept.head._asdict())
    return [answer, figures, head]
