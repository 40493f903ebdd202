"""Boxes around runs of segments: nothing that can be reached or seen is left out."""

from __future__ import annotations

import numpy as np
import pytest

from airshield.kernels.compiled import kernel
from airshield.kernels.sight import horizon_m
from airshield.simulation.arrays import Ground, Routes
from airshield.simulation.kernels.nearby import RUN, find_boxes, out_of_reach

SMOOTH = Ground(np.empty((0, 0)), 0.0, 0.0, 1.0, 4.0 / 3.0)
HILLS = SMOOTH._replace(height_m=np.zeros((2, 2)))
is_out_of_reach = kernel(out_of_reach.py_func)
COUNTS = (1, RUN, RUN + 1, 5 * RUN - 1)


@pytest.fixture(scope="module")
def routes() -> Routes:
    draws = np.random.default_rng(7)
    start = np.concatenate([[0], np.cumsum(COUNTS)])
    n = start[-1]
    return Routes(
        start=start,
        duration_tick=np.ones(len(COUNTS), np.int64),
        threat_type=np.zeros(len(COUNTS), np.int64),
        begin_s=np.zeros(n),
        length_s=draws.uniform(1.0, 60.0, n),
        at_m=draws.uniform(0.0, 1.0, (n, 3)) * [200e3, 200e3, 20e3],
        velocity_m_s=draws.normal(0.0, 100.0, (n, 3)),
        level=np.zeros(n, np.bool_),
    )


def test_boxes_cut_each_route_into_runs(routes):
    boxes = find_boxes(routes)
    assert np.diff(boxes.start).tolist() == [1, 1, 2, 5]
    assert boxes.first[boxes.start].tolist() == routes.start.tolist()
    assert (np.diff(boxes.first) <= RUN).all()


@pytest.mark.parametrize("ground", [SMOOTH, HILLS], ids=["smooth", "hills"])
def test_no_point_in_reach_lies_in_a_box_out_of_reach(routes, ground):
    boxes, draws = find_boxes(routes), np.random.default_rng(8)
    shares = np.linspace(0.0, 1.0, 9)[:, None, None]
    points = routes.at_m + shares * (routes.velocity_m_s * routes.length_s[:, None])
    left_out = 0
    for _ in range(200):
        at = draws.uniform(0.0, 1.0, 3) * [200e3, 200e3, 50.0]
        limit = draws.uniform(1e3, 100e3)
        flat = np.hypot(points[..., 0] - at[0], points[..., 1] - at[1])
        near = np.hypot(flat, points[..., 2] - at[2]) <= limit
        if ground is SMOOTH:
            heights = points[..., 2].ravel()
            seen = [horizon_m(ground.k_factor, at[2], height) for height in heights]
            near &= flat <= np.reshape(seen, flat.shape)
        for box in range(len(boxes.low_m)):
            if is_out_of_reach(boxes, box, ground, at, limit, True):
                left_out += 1
                assert not near[:, boxes.first[box] : boxes.first[box + 1]].any()
    assert left_out > 100
