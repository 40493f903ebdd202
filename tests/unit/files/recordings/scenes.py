"""Small generated scenes and surveillance files."""

import json
from pathlib import Path
from typing import Any

import numpy as np

META: dict[str, Any] = {
    "kind": "lin", "N": 1, "clutter": 2, "K": 4, "seed": 1, "L": 60_000.0, "dt": 2.0,
    "sigma": 40.0, "q": 1.0, "pd": 0.9, "sig_r": 30.0, "sig_b": 0.002, "radar": [0.0, -35_000.0],
    "sv": 150.0,
}  # fmt: skip


def scene(path: Path, **change: Any) -> Path:
    """Write a scene: one target going east at 100 m/s, seen in scans 0, 1 and 3."""
    meta = META | {k: v for k, v in change.items() if k in META}
    scans = np.array([0, 1, 3], np.int32)
    truth = np.array([[s, 5, 200.0 * s, 100.0, 1000.0, 0.0] for s in range(4)])
    plots = np.column_stack([truth[scans, 2], truth[scans, 4]])
    if meta["kind"] == "rb":
        east, north = (plots - np.array(meta["radar"])).T
        plots = np.column_stack([np.arctan2(north, east), np.hypot(east, north)])
    arrays: dict[str, Any] = {
        "truth": truth,
        "det_scan": scans,
        "det_z": plots,
        "det_src": np.array([5, 5, -1], np.int32),
        "meta": np.array(json.dumps(meta)),
    }
    arrays |= {k: v for k, v in change.items() if k in arrays}
    np.savez(path, **{k: v for k, v in arrays.items() if v is not None})
    return path


SURVEILLANCE = """\
airshield: 1
name: two posts
sensors:
  north: {kind: radar, lat_deg: 50.0, lon_deg: 30.0, height_m: 120, period_s: 5}
  people: {kind: place, sigma_m: 2000}
tracker: {association: nearest}
"""
