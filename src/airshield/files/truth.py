"""True trajectories as columns of a Parquet file, as positions are read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from airshield.files.parquet import write_parquet
from airshield.tracking.plots import CLASSES
from airshield.tracking.truth import Targets, Truth, numbers


def write_truth(
    path: Path,
    truth: Truth,
    targets: Targets | None = None,
    info: Mapping[str, str] | None = None,
) -> None:
    """Write true trajectories, whole or not at all.

    Columns: ``time_s``, ``number``, ``east_m``, ``north_m``, ``height_m``, ``velocity_east_m_s``,
    ``velocity_north_m_s``, ``velocity_up_m_s``; with targets ``word`` (a class, or nothing) and
    ``rcs_dbsm``.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    columns = {"time_s": truth.time_s, "number": truth.number}
    for index, axis in enumerate(("east_m", "north_m", "height_m")):
        columns[axis] = np.ascontiguousarray(truth.position_m[:, index])
    for index, axis in enumerate(("east", "north", "up")):
        columns[f"velocity_{axis}_m_s"] = np.ascontiguousarray(truth.velocity_m_s[:, index])
    if targets is not None:
        found, start = numbers(truth)
        row = np.repeat(np.searchsorted(targets.number, found), np.diff(start))
        columns |= {
            "word": np.array([*CLASSES, ""])[targets.word[row]],
            "rcs_dbsm": targets.rcs_dbsm[row],
        }
    write_parquet(path, columns, info)
