"""The closed forms of coverage agree with a count second by second."""

from __future__ import annotations

import math

import numpy as np
import pytest

from airshield.planning.coverage.arrays import Fires, Scene, Watch
from airshield.planning.coverage.kernels import fly_courses
from airshield.planning.coverage.posts import Posts, rings
from reference import coverage as slow

K = 4.0 / 3.0
HEIGHT_M = 80.0
SPEED = 210.0


def drawn(rng: np.random.Generator) -> tuple[slow.Post, slow.Post, slow.Course, dict[str, float]]:
    """Draw a radar, a battery, a course past both, and how the battery fires."""
    low, high = sorted(rng.uniform(-3.0, 40.0, 2))
    radar = slow.Post(
        *rng.uniform(-15e3, 15e3, 2),
        rng.uniform(5, 60),
        far_m=rng.uniform(10e3, 60e3),
        low_deg=min(low, -0.5),
        high_deg=max(high, 5.0),
    )
    battery = slow.Post(
        *rng.uniform(-15e3, 15e3, 2),
        rng.uniform(3, 20),
        near_m=rng.uniform(0, 4e3),
        far_m=rng.uniform(5e3, 30e3),
        floor_m=0.0,
        ceiling_m=rng.uniform(60, 4e3),
    )
    bearing = rng.uniform(0, 2 * math.pi)
    at = rng.uniform(-8e3, 8e3, 2)
    length = rng.uniform(20e3, 70e3)
    course = slow.Course(
        at[0] - length * math.sin(bearing),
        at[1] - length * math.cos(bearing),
        HEIGHT_M,
        bearing,
        SPEED,
        length / SPEED,
    )
    fire = {
        "needed": float(rng.uniform(1, 20)),
        "react": float(rng.uniform(2, 20)),
        "launch": float(rng.uniform(1, 6)),
        "round": float(rng.uniform(150, 900)),
        "assess": float(rng.uniform(0, 10)),
    }
    return radar, battery, course, fire


def scene_of(radar: slow.Post, battery: slow.Post) -> Scene:
    """Return the two posts as a scene over a smooth Earth."""
    both = (radar, battery)
    posts = Posts(
        at_m=np.array([(p.x, p.y, p.z) for p in both]),
        near_m=np.array([p.near_m for p in both]),
        far_m=np.array([p.far_m for p in both]),
        floor_m=np.array([p.floor_m for p in both]),
        ceiling_m=np.array([p.ceiling_m for p in both]),
        low_rad=np.radians([p.low_deg for p in both]),
        high_rad=np.radians([p.high_deg for p in both]),
        horizon=np.array([p.horizon for p in both]),
        watch=None,  # type: ignore[arg-type]
        fires=None,  # type: ignore[arg-type]
        battery=np.zeros(1, np.int64),
        engages=np.ones(1, np.bool_),
        pictures=2,
    )
    inner, outer = rings(posts, HEIGHT_M, K)
    return Scene(
        *posts[:8],
        inner_m=inner,
        outer_m=outer,
        ground_m=np.empty((0, 0)),
        lowest_m=np.empty((0, 0, 0), np.float32),
        skyline=np.zeros(2, np.int64),
        reached=np.empty((0, 0, 0), np.uint8),
        west_m=0.0,
        south_m=0.0,
        cell_m=500.0,
        k_factor=K,
        height_m=HEIGHT_M,
        falls=False,
    )


def fast(
    radar: slow.Post, battery: slow.Post, course: slow.Course, fire: dict[str, float]
) -> tuple[float, float]:
    """Return shots, and the time of the track, from the kernels."""
    watch = Watch(np.array([fire["needed"]]), np.zeros(1), np.array([1]))
    fires = Fires(
        *(np.array([x]) for x in (1.0, fire["round"], fire["launch"], fire["react"])),
        np.array([fire["assess"]]),
        np.array([6]),
        np.array([1]),
    )
    ends = np.array([[course.x, course.y, *course.at(course.duration_s)[:2]]])
    shots, warning = np.zeros(1), np.zeros(1)
    scene = scene_of(radar, battery)
    fly_courses(scene, watch, fires, ends, SPEED, np.empty(2), shots, warning)
    tracked = math.inf if warning[0] < 0 else course.duration_s - warning[0]
    return float(shots[0]), tracked


@pytest.mark.slow
def test_tracks_and_shots_agree_second_by_second() -> None:
    rng = np.random.default_rng(7)
    same = with_shots = 0
    for _ in range(150):
        radar, battery, course, fire = drawn(rng)
        shots, tracked = fast(radar, battery, course, fire)
        seen = slow.track_s(course, radar, fire["needed"], K)
        if math.isfinite(seen) and math.isfinite(tracked):
            assert tracked == pytest.approx(seen, abs=2.5 * slow.STEP_S)
            expected = slow.count_shots(
                course,
                battery,
                seen + fire["react"],
                fire["launch"],
                fire["round"],
                fire["assess"],
                6,
                K,
            )
        else:
            assert min(seen, tracked) > course.duration_s - 1.0
            expected = 0
        same += shots == expected
        with_shots += expected > 0
        assert abs(shots - expected) <= 1
    assert same >= 147
    assert with_shots >= 40
