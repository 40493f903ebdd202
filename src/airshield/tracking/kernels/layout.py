"""What the tracker's kernels share: the tables they work on, and codes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.tracking.kernels.biases import Registration
from airshield.tracking.kernels.classing import ClassTable
from airshield.tracking.kernels.support import Support

STRAIGHT, TURN, BALLISTIC = range(3)
"""Motion models."""

HIGH_WATER, FREE, NEXT_NUMBER, NEXT_SERIAL, EVENTS, POINTS, NEXT_GONE = range(7)
"""Places in `Tracks.head`."""

BORN, CONFIRMED, FADED, MERGED, LEFT, YIELDED = range(6)
"""Why a track was made, shown or dropped."""

NO_OWNER, NEAR, ASIDE = range(3)
"""Where a plot lies: see `Work.aside`."""

GONE_KEPT = 1024
"""Tracks that are remembered after their end."""
GONE_STATE = 18
"""Numbers that tell what each was like; see `remembering`."""
SEEN = 8
"""Sensors whose last looks a track remembers."""


class Motions(NamedTuple):
    """Motion models and their noise."""

    kind: NDArray[np.int64]
    """(models,)"""
    q: NDArray[np.float64]
    """(models,) m²/s³"""
    sojourn_s: float
    q_turn: float
    """rad²/s³"""
    sigma_turn: float
    """rad/s"""
    drag_area_m2_kg: float
    """Drag area over mass of what falls."""
    dimensions: int


class Rules(NamedTuple):
    """Settings of birth, life and association."""

    joint: bool
    gate: NDArray[np.float64]
    """(7,) Largest squared distance, by the number of measured components."""
    p_gate: float
    """Share of a target's plots that lie within."""
    p_confirm: float
    p_drop: float
    coast_s: float
    most_tracks: int
    survival_s: float
    births_m2_s: float
    sigma_speed_m_s: float
    sigma_fast_m_s: float
    sigma_climb_m_s: float
    height_m: float
    sigma_height_m: float


class Sensors(NamedTuple):
    """What the tracker knows of each sensor, a row each."""

    site: NDArray[np.float64]
    """(n, 3) m"""
    range_m: NDArray[np.float64]
    box: NDArray[np.float64]
    """(n, 4) west, south, east, north; infinite where the cover is a circle."""
    period_s: NDArray[np.float64]
    """0: it reports when it likes."""
    sigma: NDArray[np.float64]
    """(n, 4 kinds, 6) standard deviations of the columns of each kind."""
    p_detect: NDArray[np.float64]
    """(n, rings)"""
    ring_m: NDArray[np.float64]
    """(n, rings) range up to which each holds; the last is infinite."""
    false_density: NDArray[np.float64]
    """False plots a look per m² covered (bearings: per rad)."""
    false_plots: NDArray[np.float64]
    """The same in a whole look."""
    density_m2: NDArray[np.float64]
    """Density that one target has, spread over all it covers, once its misses are made up for."""
    signal_s_m: NDArray[np.float64]
    """Seconds that its signal takes for a metre; 0 for light."""
    straight: NDArray[np.bool_]
    """Whether the horizon hides targets from it."""
    hears: NDArray[np.bool_]
    """Whether all it gives are bearings."""
    answered: NDArray[np.bool_]
    """Whether its plots are what targets say of themselves."""
    correction: NDArray[np.float64]
    """(n, 3) Range m, bearing rad, clock s: taken off what it reports."""
    inflation: NDArray[np.float64]
    """Factor on its variances; 1 for one that keeps to what it states."""
    looked_s: NDArray[np.float64]
    """When its last whole look ended, as far as the unseen targets are concerned."""
    heard_s: NDArray[np.float64]
    """Time of its last window."""
    sweeping: NDArray[np.bool_]
    """Whether its looks take time, as those of a turning radar do."""


class Tracks(NamedTuple):
    """Tracks, a slot each; free slots have ``alive`` false."""

    head: NDArray[np.int64]
    free: NDArray[np.int64]
    alive: NDArray[np.bool_]
    time_s: NDArray[np.float64]
    mean: NDArray[np.float64]
    """(slots, models, state) position, velocity, turn rate."""
    cov: NDArray[np.float64]
    """(slots, models, state, state)"""
    mode: NDArray[np.float64]
    """(slots, models)"""
    existence: NDArray[np.float64]
    sure_s: NDArray[np.float64]
    """When ``existence`` holds: looks that find nothing move it alone."""
    number: NDArray[np.int64]
    """0 until it is confirmed."""
    serial: NDArray[np.int64]
    born_s: NDArray[np.float64]
    last_s: NDArray[np.float64]
    last_place: NDArray[np.float64]
    """(slots, 6) Where it had its last plot, m, and the variances of that."""
    plots: NDArray[np.int64]
    unseen: NDArray[np.float64]
    """Density of targets that no track stood for where it began, per m²; 0: not known."""
    identity: NDArray[np.int64]
    log_class: NDArray[np.float64]
    """(slots, kinds)"""
    class_s: NDArray[np.float64]
    """When it was last classed."""
    word_s: NDArray[np.float64]
    """When a sensor last named its class."""
    answers: NDArray[np.bool_]
    """Whether it says itself who it is."""
    sight: NDArray[np.float64]
    """(slots, 3) Plots it gave and looks, as fading sums up to its last plot; looks since then."""
    swept_s: NDArray[np.float64]
    """(1,) When tracks that nobody has seen for long were last put away."""
    gone: NDArray[np.int64]
    """(GONE_KEPT, 2) Identity and number of tracks that have ended, the newest over the oldest."""
    gone_s: NDArray[np.float64]
    """(GONE_KEPT,) When they ended."""
    gone_state: NDArray[np.float64]
    """(GONE_KEPT, GONE_STATE) What they were like then; see `remembering`."""
    seen_by: NDArray[np.int64]
    """(slots, SEEN) sensors, −1: none"""
    seen_s: NDArray[np.float64]
    """(slots, SEEN) when each last had its chance"""
    seen_plot: NDArray[np.bool_]
    """(slots, SEEN) whether that gave a plot: only then is it known when the next chance comes"""
    plot_s: NDArray[np.float64]
    """(slots, SEEN) when each last gave a plot, −inf: never"""
    near: NDArray[np.float64]
    """(slots, 6) place, velocity, and the spread of both: for coarse gates."""


class Undetected(NamedTuple):
    """Targets that no track stands for yet: their density on a grid."""

    origin: NDArray[np.float64]
    """(2,) m"""
    cell_m: float
    density: NDArray[np.float64]
    """(ny, nx) targets per m²"""
    time_s: NDArray[np.float64]
    """(ny, nx)"""
    births: NDArray[np.float64]
    """(4,) new targets a second and m², as learnt; area m²; first time; confirmed since."""


class Index(NamedTuple):
    """Tracks on a grid; see `airshield.tracking.kernels.indexing`."""

    head: NDArray[np.float64]
    born: NDArray[np.int64]
    """(1,) strays when it was made"""
    start: NDArray[np.int64]
    item: NDArray[np.int64]
    home: NDArray[np.float64]
    """(slots, 2)"""
    stray: NDArray[np.int64]
    stray_mark: NDArray[np.bool_]
    found: NDArray[np.int64]


class Knowledge(NamedTuple):
    """What is learnt of sensors, and what is known of classes."""

    registration: Registration
    support: Support
    table: ClassTable
    learns: bool
    """Whether sensors are learnt about."""
    classes: bool
    """Whether tracks are classed."""


class Heard(NamedTuple):
    """Bearings that no track took, and the looks that gave them or gave none."""

    counts: NDArray[np.int64]
    """(4,) looks, bearings, and both that there was no room for"""
    look_s: NDArray[np.float64]
    look_sensor: NDArray[np.int64]
    look: NDArray[np.int64]
    """(bearings,) which look"""
    bearing: NDArray[np.float64]
    """(bearings, 4) bearing and elevation with their standard deviations"""


class Window(NamedTuple):
    """Plots of all windows, sorted; a window is one sensor's plots of one short time."""

    start: NDArray[np.int64]
    """(windows + 1,)"""
    sensor: NDArray[np.int64]
    time_s: NDArray[np.float64]
    """(windows,)"""
    plot_s: NDArray[np.float64]
    """(plots,)"""
    kind: NDArray[np.int8]
    value: NDArray[np.float64]
    """(plots, 6)"""
    sigma: NDArray[np.float64]
    """(plots, 6)"""
    identity: NDArray[np.int64]
    word: NDArray[np.int8]
    rcs_dbsm: NDArray[np.float64]
    row: NDArray[np.int64]
    """(plots,) row in what the user gave"""


class Filter(NamedTuple):
    """Scratch of predictions and updates."""

    innovation: NDArray[np.float64]
    """(6,)"""
    variance: NDArray[np.float64]
    """(6,)"""
    slope: NDArray[np.float64]
    """(7, 7)"""
    spread: NDArray[np.float64]
    """(6, 6)"""
    kept: NDArray[np.float64]
    """(models, 2) share of each motion model, before and after"""
    mean: NDArray[np.float64]
    """(models, state)"""
    cov: NDArray[np.float64]
    """(models, state, state)"""
    trial: NDArray[np.float64]
    """(state,) what a plot makes of a state, for slopes that are taken there"""
    trial_cov: NDArray[np.float64]
    mean2: NDArray[np.float64]
    cov2: NDArray[np.float64]
    one: NDArray[np.float64]
    """(8,)"""
    tail: NDArray[np.float64]
    moved: NDArray[np.float64]
    gain: NDArray[np.float64]
    square: NDArray[np.float64]


class Work(NamedTuple):
    """Scratch of one window."""

    grid_of_tracks: Index
    place: NDArray[np.float64]
    """(plots, 2)"""
    log_base: NDArray[np.float64]
    """(plots,) logarithm of ``false`` + ``new``"""
    reach: NDArray[np.float64]
    """(plots,) how uncertain the place is"""
    value: NDArray[np.float64]
    """(plots, 6) corrected by the sensor's biases"""
    sigma: NDArray[np.float64]
    """(plots, 6) with the sensor's own where the plot says none"""
    shift: NDArray[np.float64]
    """(plots,) its time less the window's"""
    coarse: NDArray[np.int64]
    """(plots,) near one track"""
    false: NDArray[np.float64]
    """(plots,) density of false plots in the plot's own measures"""
    new: NDArray[np.float64]
    """(plots,) density of plots of targets not seen before"""
    unclaimed: NDArray[np.float64]
    """(plots,) probability that no track owns it"""
    aside: NDArray[np.int8]
    """(plots,) `NEAR` a track that has the identity it sends, `ASIDE` of all that do, `NO_OWNER`"""
    swell: NDArray[np.float64]
    """(pairs,) factor on the variances of a plot that says whose it is and lies too far off"""
    claimant: NDArray[np.int64]
    """(plots,) a slot that claims each, −1: none"""
    cell_start: NDArray[np.int64]
    """(cells + 1,)"""
    cell_plot: NDArray[np.int64]
    cell_of: NDArray[np.int64]
    grid: NDArray[np.float64]
    """(5,) origin, side, columns and rows of the cells"""
    counts: NDArray[np.int64]
    """What was cut: plots that began no track for want of slots, pairs for want of room"""
    slot: NDArray[np.int64]
    """(rows,) tracks that take part"""
    start: NDArray[np.int32]
    """(rows + 1,)"""
    plot: NDArray[np.int32]
    """(pairs,)"""
    weight: NDArray[np.float64]
    """(pairs,)"""
    likelihood: NDArray[np.float64]
    """(pairs, models)"""
    pair_total: NDArray[np.float64]
    """(pairs,) likelihood ratio of each pair"""
    message: NDArray[np.float64]
    """(pairs,)"""
    cost: NDArray[np.float64]
    """(pairs,)"""
    miss_cost: NDArray[np.float64]
    """(rows,)"""
    assigned: NDArray[np.int32]
    """(rows,)"""
    best: NDArray[np.int64]
    """(rows,) Pair with the largest share, −1: no plot has any, or the track has ended."""
    own: NDArray[np.bool_]
    """(rows,) Whether the plot of that pair was taken for the track's own."""
    doubtful: NDArray[np.bool_]
    """(rows,) Whether the plot of that pair would be the track's second, and may be another's."""
    lost: NDArray[np.int64]
    """(slots + 1,) How many tracks might yield their number, −1: not listed yet; and which."""
    missed: NDArray[np.float64]
    """(rows,) weight of no plot"""
    p_see: NDArray[np.float64]
    """(rows,)"""
    share: NDArray[np.float64]
    """(pairs,) probability of the pair"""
    share_missed: NDArray[np.float64]
    """(rows,)"""
    filter: Filter


class Points(NamedTuple):
    """Points of tracks as they are updated; `Tracks.head` counts them."""

    time_s: NDArray[np.float64]
    serial: NDArray[np.int64]
    number: NDArray[np.int64]
    existence: NDArray[np.float64]
    identity: NDArray[np.int64]
    plot: NDArray[np.int64]
    at: NDArray[np.float64]
    """(points, 6)"""
    spread: NDArray[np.float64]
    """(points, 6, 6)"""
    mode: NDArray[np.float64]
    log_class: NDArray[np.float64]


class Output(NamedTuple):
    """Where the main loop writes what happened."""

    events: NDArray[np.float64]
    """(events, 5) time, serial, number, what, existence"""
    points: Points
    recording: bool
