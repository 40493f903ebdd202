"""The tracker with a country's load: what a second costs, and whether memory stays flat.

    .venv/bin/python benchmarks/tracking_scale.py [country day growth] [--seconds 120] [--out out]

One thread. Times are processor time, as shares of the second that a batch spans.
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from pathlib import Path

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"

import numpy as np  # noqa: E402
from country import Country  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402

from airshield.model.surveillance import SensorModel, Surveillance, TrackerSettings  # noqa: E402
from airshield.tracking.plots import CARTESIAN, Plots, blank_plots  # noqa: E402
from airshield.tracking.tracker import Tracker  # noqa: E402

TARGETS, RADARS, VOICES, EARS = 4_000, 30, 20, 9_950
SETTLED_S = 20
"""Seconds in which tracks begin and kernels are loaded: not counted."""
DAY_S, THIN, SLOW = 86_400, 10, 10
SIZES = (250, 500, 1_000, 2_000, 4_000, 8_000)
SCANS = 30


def resident_mb() -> float:
    """Return the memory in use, MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def country(seconds: int) -> None:
    """Let 10,000 sensors report for so many seconds; print what share of each second it took."""
    scene = Country(TARGETS, RADARS, EARS, VOICES)
    tracker = Tracker(scene.surveillance())
    spent, shown, reports = [], [], 0
    for t in range(SETTLED_S + seconds):
        plots = scene.second(float(t))
        begun = time.thread_time()
        refused = tracker.push(plots).refused
        pushed = time.thread_time()
        picture = tracker.picture()
        done = time.thread_time()
        if t >= SETTLED_S:
            spent.append(pushed - begun)
            shown.append(done - pushed)
            reports += plots.size
        if refused:
            print(f"second {t}: refused {refused}")
    print(
        f"country  {TARGETS:,} targets, {RADARS + VOICES + EARS:,} sensors, "
        f"{reports / seconds:,.0f} reports a second; {len(picture.number):,} tracks shown; "
        f"share of a second: median {np.median(spent):.3f}, "
        f"99 % {np.quantile(spent, 0.99):.3f}, worst {max(spent):.3f}; "
        f"the whole picture besides: {np.median(shown):.3f}; {resident_mb():,.0f} MB",
        flush=True,
    )


def day() -> None:
    """Let a day pass: a tenth of the country in tenfold slow motion; print the memory in use."""
    scene = Country(TARGETS // THIN, RADARS // 3, EARS // THIN, VOICES // THIN, slow=SLOW)
    tracker = Tracker(scene.surveillance())
    told = {DAY_S // 20: "start", DAY_S // 2: "middle", DAY_S: "end"}
    reports, most = 0, 0.0
    for t in range(0, DAY_S, SLOW):
        plots = scene.second(t / SLOW)
        reports += plots.size
        tracker.push(plots)
        most = max(most, resident_mb())
        if t + SLOW in told:
            shown = len(tracker.picture(hidden=True).number)
            print(
                f"day      {told[t + SLOW]}: {resident_mb():,.0f} MB after {reports:,} reports, "
                f"{shown:,} tracks",
                flush=True,
            )
    print(f"day      at most {most:,.0f} MB")


def growth(out: Path) -> None:
    """Time a scan of one sensor with more and more targets, as dense as before; fit and plot."""
    spent = {way: [_scan_s(size, way) for size in SIZES] for way in ("nearest", "joint")}
    for way, seconds in spent.items():
        slope = np.polyfit(np.log(SIZES), np.log(seconds), 1)[0]
        per = np.array(SIZES) * np.log(SIZES)
        beyond = np.polyfit(np.log(per), np.log(seconds), 1)[0]
        each = ", ".join(f"{n:,}: {s * 1e3:.3f}" for n, s in zip(SIZES, seconds, strict=True))
        print(
            f"growth   {way}: ms a scan {each}; n^{slope:.2f}, (n log n)^{beyond:.2f}", flush=True
        )
    _plot(spent, out / "tracking-scale.svg")


def _scan_s(targets: int, way: str) -> float:
    """Return the processor time of a scan, the median once tracks are there."""
    rng = np.random.default_rng(1)
    half = 150.0 * np.sqrt(targets) * 2.0
    box = (-half, -half, half, half)
    sensor = SensorModel(
        kind="cartesian", east_m=0.0, north_m=0.0, box_m=box, period_s=1.0, sigma_m=20.0,
        p_detect=0.95, false_plots=0.5 * targets,
    )  # fmt: skip
    settings = TrackerSettings(dimensions=2, association=way, motion=("straight",))  # type: ignore[arg-type]
    tracker = Tracker(Surveillance(sensors={"one": sensor}, tracker=settings), kept_s=0.0)
    place = rng.uniform(-half, half, (targets, 2))
    speed = rng.normal(0, 60.0, (targets, 2))
    spent = []
    for scan in range(SCANS):
        place += speed
        speed[np.abs(place) > half] *= -1.0
        plots = _scan(rng, scan, place, half, targets)
        begun = time.thread_time()
        tracker.push(plots)
        tracker.finish()
        tracker.picture()
        spent.append(time.thread_time() - begun)
    return float(np.median(spent[SCANS // 3 :]))


def _scan(rng: np.random.Generator, scan: int, place: np.ndarray, half: float, size: int) -> Plots:
    seen = place[rng.random(len(place)) < 0.95]
    false = rng.uniform(-half, half, (rng.poisson(0.5 * size), 2))
    at = np.concatenate([seen + rng.normal(0, 20.0, seen.shape), false])
    plots = blank_plots(len(at))
    plots.kind[:], plots.time_s[:], plots.arrival_s[:] = CARTESIAN, scan, scan
    plots.value[:, :2] = at
    return plots


def _plot(spent: dict[str, list[float]], path: Path) -> None:
    """Draw time a scan by targets beside n log n."""
    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.add_subplot()
    for way, seconds in spent.items():
        axes.loglog(SIZES, np.array(seconds) * 1e3, "o-", label=way)
    line = np.array(SIZES) * np.log(SIZES)
    axes.loglog(SIZES, line / line[0] * spent["nearest"][0] * 1e3, "k:", label="n log n")
    axes.set_xticks(SIZES, [f"{size:,}" for size in SIZES])
    axes.set_xticks([], minor=True)
    axes.set_xlabel("targets (and half as many false plots)")
    axes.set_ylabel("processor time of a scan, ms")
    axes.legend()
    path.parent.mkdir(exist_ok=True)
    figure.savefig(path)
    print(f"growth   drawn in {path}")


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parts = ["growth", "country", "day"]
    parser.add_argument("what", nargs="*", choices=[*parts, "all"], default="all")
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--out", type=Path, default=Path("out"))
    options = parser.parse_args()
    what = parts if "all" in options.what else options.what
    if "growth" in what:
        growth(options.out)
    if "country" in what:
        country(options.seconds)
    if "day" in what:
        day()


if __name__ == "__main__":
    main()
