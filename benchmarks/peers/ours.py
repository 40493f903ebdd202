"""Ours on a scene: told the same as the peers, plots pushed by scan, the picture after each."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
from peers.scene import Scene
from peers.scoring import Result

from airshield.model.surveillance import (
    Association,
    SensorModel,
    Surveillance,
    TrackerSettings,
)
from airshield.tracking.metrics.states import States
from airshield.tracking.plots import CARTESIAN, POLAR, Plots, blank_plots, joined
from airshield.tracking.tracker import Tracker

PASSES = 9


def surveillance_of(scene: Scene, association: Association, full: bool = False) -> Surveillance:
    """Return what a scene says of itself, as a tracker is told.

    Unless it is to do all it can, it does what the peers do: one motion model, no learning of
    sensors, no classes.
    """
    meta, half = scene.meta, scene.meta["L"] / 2
    places = scene.radars_m if scene.polar else [[0.0, 0.0]]
    sensor = SensorModel(
        kind="radar" if scene.polar else "cartesian",
        east_m=0.0,
        north_m=0.0,
        box_m=(-half, -half, half, half),
        period_s=scene.period_s * len(places),
        sigma_m=meta["sigma"],
        sigma_range_m=meta["sig_r"],
        sigma_bearing_deg=float(np.degrees(meta["sig_b"])),
        p_detect=meta["pd"],
        false_plots=float(meta["clutter"]),
    )
    settings = TrackerSettings(
        dimensions=2,
        association=association,
        motion=("straight", "turn") if full else ("straight",),
        registration=full,
        classes=full,
        q_straight_m2_s3=meta["q"],
        sigma_speed_m_s=meta["sv"],
    )
    sensors = {
        f"sensor {number}": replace(sensor, east_m=east, north_m=north)
        for number, (east, north) in enumerate(places, 1)
    }
    return Surveillance(name=scene.name, sensors=sensors, tracker=settings)


def plots_of(scene: Scene, scan: int, measured: np.ndarray) -> Plots:
    """Return the plots of a scan; its bearings count from east, ours from north."""
    plots = blank_plots(len(measured))
    plots.time_s[:] = plots.arrival_s[:] = scan * scene.period_s
    if scene.polar:
        plots.kind[:] = POLAR
        plots.sensor[:] = scan % len(scene.radars_m)
        plots.value[:, 0] = measured[:, 1]
        plots.value[:, 1] = np.mod(np.pi / 2 - measured[:, 0], 2 * np.pi)
    else:
        plots.kind[:] = CARTESIAN
        plots.value[:, :2] = measured
    return plots


def run_ours(
    scene: Scene,
    association: Association,
    full: bool = False,
    at_once: bool = False,
    passes: int = PASSES,
) -> Result:
    """Run ours over a scene, once to load what is compiled and then ``passes`` times for the clock.

    A pass takes hundredths of a second, a peer's take seconds, which even out what the machine does
    besides: the clock is the median of the passes, scan by scan. With ``at_once`` it is that of all
    plots pushed in one go, shared out over the scans; the pictures are those of plots pushed by
    scan, which are the same.
    """
    scans = [plots_of(scene, scan, plots) for scan, plots in enumerate(scene.by_scan())]
    surveillance = surveillance_of(scene, association, full)
    found = _once(scene, surveillance, scans)
    if at_once:
        plots = joined(scans)
        spent = [_batch(surveillance, plots, scene.scans) for _ in range(passes)]
    else:
        passes = [_once(scene, surveillance, scans) for _ in range(passes)]
        spent = [(each.cpu_s, each.wall_s) for each in passes]
    cpu_s, wall_s = np.median(spent, axis=0)
    return found._replace(cpu_s=cpu_s, wall_s=wall_s)


def _batch(surveillance: Surveillance, plots: Plots, scans: int) -> tuple[np.ndarray, np.ndarray]:
    """Push all plots in one go; return processor and wall time a scan."""
    tracker = Tracker(surveillance, kept_s=0.0)
    begun = time.thread_time(), time.perf_counter()
    tracker.push(plots)
    tracker.finish()
    spent = time.thread_time() - begun[0], time.perf_counter() - begun[1]
    cpu_s, wall_s = (np.full(scans, each / scans) for each in spent)
    return cpu_s, wall_s


def _once(scene: Scene, surveillance: Surveillance, scans: list[Plots]) -> Result:
    """Push every scan, wait for nothing that might still come, and ask for the picture."""
    tracker = Tracker(surveillance, kept_s=0.0)
    cpu, wall, pictures = [], [], []
    for scan, plots in enumerate(scans):
        begun = time.thread_time(), time.perf_counter()
        tracker.push(plots)
        tracker.finish()
        pictures.append(tracker.picture(scan * scene.period_s))
        cpu.append(time.thread_time() - begun[0])
        wall.append(time.perf_counter() - begun[1])
    return Result(_states(pictures), np.array(cpu), np.array(wall))


def _states(pictures: list) -> States:
    """Return the tracks of all pictures as one table."""
    steps = [np.full(len(picture.number), scan) for scan, picture in enumerate(pictures)]
    return States(
        np.concatenate(steps),
        np.concatenate([picture.number for picture in pictures]),
        np.concatenate([picture.position_m[:, :2] for picture in pictures]),
        np.concatenate([picture.velocity_m_s[:, :2] for picture in pictures]),
    )
