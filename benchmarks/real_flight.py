"""Real flights seen by two simulated radars, tracked, and scored as surveillance systems are.

    .venv/bin/python benchmarks/real_flight.py ../shared/data/adsb/switzerland_2018.parquet

The truth is made of the record as `tests/unit/tracking/real_flights.py` says; what no radar can see
for its range or the horizon is cut out of it. The radars turn in 5 s, measure range to 50 m and
bearing to 0.1°, see nine of ten, and have 20 false plots a turn. Three runs: with the height that
transponders send, without it (``flat``), and with it and with radars that are wrong by 150 m and
0.2° each, in opposite ways (``biased``).

Their plots are pushed as they arrive, and every 5 s the picture is asked for, as a display would:
what is scored is what a person would have seen, with all its delay.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from airshield.kernels.sight import horizon_m  # noqa: E402
from airshield.model.surveillance import SensorModel, Surveillance  # noqa: E402
from airshield.tracking.metrics.plot_errors import plot_errors_m  # noqa: E402
from airshield.tracking.metrics.surveillance_standard import Score, score, verdicts  # noqa: E402
from airshield.tracking.observing import observe_truth  # noqa: E402
from airshield.tracking.picture import Picture, TrackPoints  # noqa: E402
from airshield.tracking.plots import Plots, chosen  # noqa: E402
from airshield.tracking.reality import Reality  # noqa: E402
from airshield.tracking.tracker import Tracker  # noqa: E402
from airshield.tracking.true_sensors import places_m  # noqa: E402
from airshield.units import K_FACTOR  # noqa: E402
from unit.tracking.real_flights import Cleaned, recorded_flights  # noqa: E402

PERIOD_S = 5.0
GRACE_S = 60.0
MARGIN_M = 2_000.0
SEED = 1


def two_radars(flights: Cleaned, height: bool, biased: bool) -> tuple[Surveillance, dict]:
    """Return two radars 160 km apart about the middle of the record, and how they truly are."""
    radars, realities = {}, {}
    for name, side, bias in (("west", -1.0, 1.0), ("east", 1.0, -1.0)):
        east = side * 80_000.0
        lat, lon = flights.frame.to_geodetic(east, side * 20_000.0)
        radars[name] = SensorModel(
            kind="radar", lat_deg=lat, lon_deg=lon, height_m=500.0, range_m=350_000.0,
            period_s=PERIOD_S, sigma_range_m=50.0, sigma_bearing_deg=0.1, p_detect=0.9,
            false_plots=20.0, sigma_height_m=50.0,
            sigma_bias_range_m=200.0 if biased else 0.0,
            sigma_bias_bearing_deg=0.3 if biased else 0.0,
        )  # fmt: skip
        realities[name] = Reality(
            measures=("height",) if height else (),
            phase_s=1.3 if side > 0 else 0.0,
            bias_range_m=150.0 * bias if biased else None,
            bias_bearing_deg=-0.2 * bias if biased else None,
        )
    surveillance = Surveillance(
        name="two radars",
        lat_deg=flights.frame.lat_deg,
        lon_deg=flights.frame.lon_deg,
        sensors=radars,
    )
    return surveillance, realities


def covered(flights: Cleaned, surveillance: Surveillance) -> Cleaned:
    """Return the flights as far as a radar can see them; what comes back is another target."""
    truth, sites = flights.truth, places_m(surveillance)
    seen = np.zeros(truth.time_s.size, np.bool_)
    for site, radar in zip(sites, surveillance.sensors.values(), strict=True):
        away = np.hypot(*(truth.position_m - site)[:, :2].T)
        horizon = [horizon_m(K_FACTOR, site[2], height) for height in truth.position_m[:, 2]]
        seen |= (away < np.array(horizon) - MARGIN_M) & (away < radar.range_m - MARGIN_M)
    edge = np.append(True, (np.diff(truth.number) != 0) | (np.diff(seen.astype(int)) != 0))
    piece = np.cumsum(edge) - 1
    whole = seen & (np.bincount(piece)[piece] > 1)
    found, number = np.unique(piece[whole], return_inverse=True)
    columns = [column[whole] for column in truth]
    truth = type(truth)(columns[0], number.astype(np.int64), *columns[2:])
    of = flights.truth.number[np.flatnonzero(edge)][found]
    picked = [column[of] for column in flights.targets]
    targets = type(flights.targets)(np.arange(found.size), *picked[1:])
    return flights._replace(truth=truth, targets=targets)


def display(surveillance: Surveillance, plots: Plots) -> tuple[TrackPoints, float, dict]:
    """Return the picture every 5 s, the processor time of the tracker, and what it refused."""
    tracker = Tracker(surveillance, kept_s=0.0)
    times = np.arange(plots.arrival_s[0] + PERIOD_S, plots.arrival_s[-1], PERIOD_S)
    edges = np.searchsorted(plots.arrival_s, times)
    pictures: list[Picture] = []
    refused: dict[str, int] = {}
    begin = time.process_time()
    for first, last, moment in zip([0, *edges[:-1]], edges, times, strict=True):
        taken = tracker.push(chosen(plots, slice(first, last)))
        for why, count in taken.refused.items():
            refused[why] = refused.get(why, 0) + count
        pictures.append(tracker.picture(float(moment)))
    return points_of(pictures), time.process_time() - begin, refused


def points_of(pictures: list[Picture]) -> TrackPoints:
    """Return pictures as points of tracks."""
    names = ("position_m", "velocity_m_s", "covariance", "existence", "motion",
             "class_probability", "identity")  # fmt: skip
    columns = {name: np.concatenate([getattr(p, name) for p in pictures]) for name in names}
    number = np.concatenate([p.number for p in pictures])
    return TrackPoints(
        time_s=np.repeat([p.time_s for p in pictures], [p.number.size for p in pictures]),
        number=number,
        plot=np.full(number.size, -1, np.int64),
        **columns,
    )


def told(label: str, found: Score, plots_rms_m: float, seconds: float, plots: int) -> None:
    """Print one run."""
    print(f"\n## {label}: {plots:,} plots, {seconds:.2f} s of processor, "
          f"{1e6 * seconds / max(plots, 1):.2f} µs a plot")  # fmt: skip
    for verdict in verdicts(found):
        mark = "met" if verdict.met else "NOT MET"
        print(f"  {verdict.name:14} {verdict.value:10.5g}   limit {verdict.limit:g}   {mark}")
    print(f"  plots' RMS {plots_rms_m:.1f} m, tracks' {found.rms_m:.1f} m: "
          f"factor {plots_rms_m / found.rms_m:.2f}; worst flight {found.worst_rms_m:.0f} m; "
          f"velocity {found.speed_rms_m_s:.1f} m/s")  # fmt: skip
    print(f"  p_update of the whole life {found.p_update_whole:.4f}, delay {found.delay_s:.1f} s, "
          f"unseen {found.unseen}, breaks {found.breaks}, swaps {found.swaps}, "
          f"double {found.double:.5f}, correlated {found.correlated:.5f}, "
          f"false tracks {found.false_tracks}, reports {found.reports:,}")  # fmt: skip


def main() -> None:
    """Track a record and print the scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("record", type=Path)
    parser.add_argument("--from-s", type=float, default=0.0)
    parser.add_argument("--for-s", type=float, default=np.inf)
    parser.add_argument("--runs", default="height,flat,biased")
    arguments = parser.parse_args()
    flights = recorded_flights(arguments.record, from_s=arguments.from_s, for_s=arguments.for_s)
    print(arguments.record.name, flights.counts)
    for run in arguments.runs.split(","):
        surveillance, realities = two_radars(flights, run != "flat", run == "biased")
        cut = covered(flights, surveillance)
        plots = observe_truth(
            cut.truth, surveillance, SEED, realities=realities, targets=cut.targets
        )
        display(surveillance, chosen(plots, slice(0, 500)))
        points, seconds, refused = display(surveillance, plots)
        error = plot_errors_m(plots, surveillance, cut.truth)
        found = score(cut.truth, points, interval_s=PERIOD_S, grace_s=GRACE_S)
        told(run, found, float(np.sqrt(np.nanmean(error**2))), seconds, plots.size)
        if refused:
            print(f"  refused: {refused}")


if __name__ == "__main__":
    main()
