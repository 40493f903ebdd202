"""The line between nouns and numbers: the arrays that the kernels of coverage work on."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.simulation.arrays import Floats, Ints


class Scene(NamedTuple):
    """Posts (n of them: first sensors, then sites of batteries) over an area, in one world."""

    at_m: Floats
    """(n, 3) where each stands, mast included."""
    near_m: Floats
    """(n,) shortest slant range."""
    far_m: Floats
    """(n,) longest slant range."""
    floor_m: Floats
    """(n,) lowest height of a target above sea level."""
    ceiling_m: Floats
    """(n,) highest."""
    low_rad: Floats
    """(n,) lowest elevation."""
    high_rad: Floats
    """(n,) highest elevation."""
    horizon: NDArray[np.bool_]
    """(n,) whether the Earth and terrain hide targets from it."""
    inner_m: Floats
    """(n,) over a smooth Earth, at the height of level flight: the least horizontal distance."""
    outer_m: Floats
    """(n,) and the greatest one; less than `inner_m` if there is none."""
    ground_m: Floats
    """(ny, nx) ground height of each cell; empty over a smooth Earth."""
    lowest_m: NDArray[np.float32]
    """(skylines, ny, nx) lowest visible height above ground; empty unless needed."""
    skyline: Ints
    """(n,) the skyline of each post."""
    reached: NDArray[np.uint8]
    """(n, ny, nx) whether each post reaches level flight over each cell; empty unless needed."""
    west_m: float
    """East coordinate of the middle of the first column."""
    south_m: float
    """North coordinate of the middle of the first row."""
    cell_m: float
    """Side of a cell."""
    k_factor: float
    """Effective-Earth-radius factor."""
    height_m: float
    """Height of the threat above ground."""
    falls: bool
    """Whether a course falls to the ground at its end, rather than keep its height."""


class Watch(NamedTuple):
    """How sensors make tracks (s of them: the first posts)."""

    looks_s: Floats
    """(s,) how long a threat must be seen, on average, until its track is confirmed."""
    delay_s: Floats
    """(s,) from confirmation to others knowing of it."""
    picture: Ints
    """(s,) picture it serves beside picture 0, -1 for none."""


class Fires(NamedTuple):
    """How batteries fire (f of them: the posts after the sensors), a row for each site."""

    weight: Floats
    """(f,) what the site counts: 1 over the stations of its battery; 0 if it cannot engage."""
    speed_m_s: Floats
    """(f,) mean speed of its rounds."""
    launch_s: Floats
    """(f,) from decision to launch."""
    react_s: Floats
    """(f,) from a track in its picture to the first decision, the network's latency included."""
    assess_s: Floats
    """(f,) from an intercept to the next decision."""
    most: Ints
    """(f,) most engagements of one threat."""
    picture: Ints
    """(f,) picture it fights on."""
