"""An observed raid as files: its plots, and beside them its sensors and its truth."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from airshield.earth.convergence import north_rad
from airshield.errors import InputError
from airshield.files.output import check_place
from airshield.files.plot_lines import write_plot_lines
from airshield.files.surveillance_text import write_surveillance
from airshield.files.truth import write_truth
from airshield.planning.observation.observing import Observed
from airshield.tracking.plots import BEARING, POLAR, Plots
from airshield.tracking.scoring import HOLE_S
from airshield.tracking.tracker import frame_of
from airshield.tracking.truth import filled

SUFFIX = ".jsonl"
TOLD_S = HOLE_S / 2.0
"""A file of truth says this often where each target is: what says less has holes."""


def observed_paths(plots: Path) -> tuple[Path, Path, Path]:
    """Return where plots, surveillance and truth go, after trying whether they can be written.

    Raises
    ------
    InputError
        If the file of plots has another ending than ``.jsonl``.
    OutputError
        If one of them cannot be written.
    """
    if plots.suffix != SUFFIX:
        raise InputError([f"--plots must name a file that ends in {SUFFIX}, got {plots}"])
    paths = (plots, plots.with_suffix(".surveillance.yaml"), plots.with_suffix(".truth.parquet"))
    for path in paths:
        check_place(path)
    return paths


def write_observed(plots: Path, observed: Observed, title: str) -> tuple[Path, Path, Path]:
    """Write plots as lines of JSON, and beside them ``….surveillance.yaml``, ``….truth.parquet``.

    Raises
    ------
    InputError
        If the file of plots has another ending than ``.jsonl``.
    OutputError
        If one of them cannot be written.
    """
    paths = observed_paths(plots)
    surveillance = observed.surveillance
    write_plot_lines(paths[0], from_true_north(observed), list(surveillance.sensors))
    write_surveillance(paths[1], surveillance, title)
    truth = filled(observed.truth, TOLD_S)
    write_truth(paths[2], truth, observed.targets, {"title": title})
    return paths


def from_true_north(observed: Observed) -> Plots:
    """Return the plots as sensors send them: bearings from true north, not the frame's."""
    plots, frame = observed.plots, frame_of(observed.surveillance)
    if frame is None:
        return plots
    turn = np.zeros(len(observed.surveillance.sensors) + 1)
    for index, sensor in enumerate(observed.surveillance.sensors.values()):
        if sensor.lat_deg is not None and sensor.lon_deg is not None:
            place = np.array([sensor.lat_deg]), np.array([sensor.lon_deg])
            turn[index] = north_rad(frame, *place)[0]
    rows = np.isin(plots.kind, (POLAR, BEARING))
    value = plots.value.copy()
    value[rows, 1] = (value[rows, 1] - turn[plots.sensor[rows]]) % (2.0 * np.pi)
    return plots._replace(value=value)
