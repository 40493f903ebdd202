"""An observed raid as files: its plots, and beside them its sensors and its truth."""

from __future__ import annotations

from pathlib import Path

from airshield.errors import InputError
from airshield.files.output import check_place
from airshield.files.plot_lines import write_plot_lines
from airshield.files.surveillance_text import write_surveillance
from airshield.files.truth import write_truth
from airshield.planning.observation.observing import Observed

SUFFIX = ".jsonl"


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
    write_plot_lines(paths[0], observed.plots, list(surveillance.sensors))
    write_surveillance(paths[1], surveillance, title)
    write_truth(paths[2], observed.truth, observed.targets, {"title": title})
    return paths
