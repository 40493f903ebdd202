"""From the sensors and settings as people state them to the arrays that the kernels work on."""

from __future__ import annotations

from functools import cache
from math import exp, gamma, inf, pi, radians
from typing import Any, NamedTuple

import numpy as np

from airshield.earth.frame import LocalFrame
from airshield.kernels.assignment import AssignmentScratch, make_assignment_scratch
from airshield.model.surveillance import SensorModel, TrackerSettings
from airshield.tracking.classes import KINDS, class_table
from airshield.tracking.kernels.cluster import JointScratch, make_joint_scratch
from airshield.tracking.kernels.layout import (
    BALLISTIC,
    GONE_KEPT,
    GONE_STATE,
    SEEN,
    STRAIGHT,
    TURN,
    Filter,
    Heard,
    Index,
    Knowledge,
    Motions,
    Output,
    Points,
    Rules,
    Sensors,
    Tracks,
    Undetected,
    Work,
)
from airshield.tracking.kernels.support import make_support
from airshield.tracking.plots import COLUMNS, Floats
from airshield.tracking.registration import make_registration

MOTIONS = {"straight": STRAIGHT, "turn": TURN, "ballistic": BALLISTIC}


def motions_of(settings: TrackerSettings) -> Motions:
    """Return the motion models of the settings as arrays."""
    noise = {
        "straight": settings.q_straight_m2_s3,
        "turn": settings.q_turn_m2_s3,
        "ballistic": settings.q_ballistic_m2_s3,
    }
    return Motions(
        kind=np.array([MOTIONS[name] for name in settings.motion], np.int64),
        q=np.array([noise[name] for name in settings.motion]),
        sojourn_s=settings.sojourn_s,
        q_turn=settings.q_turn_rate_deg2_s3 * radians(1.0) ** 2,
        sigma_turn=radians(settings.sigma_turn_rate_deg_s),
        drag_area_m2_kg=1.0 / settings.ballistic_coefficient_kg_m2,
        dimensions=settings.dimensions,
    )


def state_size(settings: TrackerSettings) -> int:
    """Return how many components a state has."""
    return 2 * settings.dimensions + ("turn" in settings.motion)


@cache
def chi_squared(probability: float, freedom: int) -> float:
    """Return the quantile of the chi-squared distribution, by bisection on its series."""
    low, high = 0.0, 200.0
    for _ in range(80):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if _chi_below(middle, freedom) < probability else (low, middle)
    return 0.5 * (low + high)


def _chi_below(x: float, freedom: int) -> float:
    """Sum the series of the lower incomplete gamma function (DLMF 8.7.1)."""
    a, half = 0.5 * freedom, 0.5 * x
    term = total = 1.0 / a
    n = a
    while term > 1e-17 * total:
        n += 1.0
        term *= half / n
        total += term
    return float(min(1.0, total * exp(-half) * half**a / gamma(a)))


def rules_of(settings: TrackerSettings, area_m2: float) -> Rules:
    """Return birth, life and association as numbers."""
    gates = [0.0, *(chi_squared(settings.gate_probability, k) for k in range(1, 7))]
    return Rules(
        joint=settings.association == "joint",
        gate=np.array(gates),
        p_gate=settings.gate_probability,
        p_confirm=settings.p_confirm,
        p_drop=settings.p_drop,
        coast_s=settings.coast_s,
        most_tracks=settings.most_tracks,
        survival_s=settings.survival_s,
        births_m2_s=settings.births_per_s / area_m2,
        sigma_speed_m_s=settings.sigma_speed_m_s,
        sigma_fast_m_s=settings.sigma_fast_m_s,
        sigma_climb_m_s=settings.sigma_climb_m_s,
        height_m=settings.height_m,
        sigma_height_m=settings.sigma_height_m,
    )


def cover_m2(sensor: SensorModel) -> float:
    """Return the area that a sensor covers."""
    if sensor.box_m is not None:
        west, south, east, north = sensor.box_m
        return (east - west) * (north - south)
    return pi * sensor.range_m**2


def sensors_of(models: list[SensorModel], sites_m: Floats) -> Sensors:
    """Return sensors as arrays; ``sites_m`` (n, 3) are their places in the local frame."""
    n = len(models)
    rings = 1 + max((len(model.p_detect_rings) for model in models), default=0)
    p_detect, ring_m = np.zeros((n, rings)), np.full((n, rings), inf)
    for i, model in enumerate(models):
        steps = (*model.p_detect_rings, (inf, model.p_detect))
        for k, (up_to, p) in enumerate(steps):
            ring_m[i, k], p_detect[i, k] = up_to, p
    bearing = np.array([model.kind == "bearing" for model in models])
    area = np.array([2.0 * pi if b else cover_m2(m) for b, m in zip(bearing, models, strict=True)])
    everywhere = (-inf, -inf, inf, inf)
    return Sensors(
        site=np.ascontiguousarray(sites_m, float).reshape(n, 3),
        range_m=np.array([inf if m.box_m is not None else m.range_m for m in models]),
        box=np.array([m.box_m or everywhere for m in models]).reshape(n, 4),
        period_s=np.array([m.period_s or 0.0 for m in models]),
        sigma=np.array([sigmas_of(m) for m in models]).reshape(n, 4, COLUMNS),
        p_detect=p_detect,
        ring_m=ring_m,
        false_density=np.maximum(np.array([m.false_plots for m in models]), 1e-3) / area,
        false_plots=np.array([m.false_plots for m in models]),
        density_m2=np.array([1.0 / (m.p_detect * cover_m2(m)) for m in models]),
        signal_s_m=np.array([1.0 / m.signal_m_s if m.signal_m_s else 0.0 for m in models]),
        straight=np.array([m.kind in ("radar", "cartesian", "bearing") for m in models], np.bool_),
        hears=np.array([m.kind == "bearing" for m in models], np.bool_),
        answered=np.array([m.kind == "cooperative" for m in models], np.bool_),
        correction=np.array(
            [[m.bias_range_m, radians(m.bias_bearing_deg), m.clock_offset_s] for m in models]
        ).reshape(n, 3),
        inflation=np.ones(n),
        looked_s=np.full(n, -inf),
        heard_s=np.full(n, -inf),
        sweeping=np.zeros(n, np.bool_),
    )


def sigmas_of(model: SensorModel) -> list[list[float]]:
    """Return the standard deviations of every column of every kind of plot, (4, 6)."""
    bearing, elevation = radians(model.sigma_bearing_deg), radians(model.sigma_elevation_deg)
    place, height, speed = model.sigma_m, model.sigma_height_m, model.sigma_velocity_m_s
    rate, heading = model.sigma_range_rate_m_s, radians(model.sigma_heading_deg)
    return [
        [model.sigma_range_m, bearing, elevation, rate, height, 1.0],
        [place, place, height, speed, speed, speed],
        [1.0, bearing, elevation, 1.0, 1.0, 1.0],
        [place, place, height, heading, 1.0, 1.0],
    ]


def empty_tracks(slots: int, models: int, state: int, kinds: int = len(KINDS)) -> Tracks:
    """Return room for that many tracks."""
    return Tracks(
        head=np.zeros(7, np.int64),
        free=np.zeros(slots, np.int64),
        alive=np.zeros(slots, np.bool_),
        time_s=np.zeros(slots),
        mean=np.zeros((slots, models, state)),
        cov=np.zeros((slots, models, state, state)),
        mode=np.zeros((slots, models)),
        existence=np.zeros(slots),
        sure_s=np.zeros(slots),
        number=np.zeros(slots, np.int64),
        serial=np.zeros(slots, np.int64),
        born_s=np.zeros(slots),
        last_s=np.zeros(slots),
        last_place=np.zeros((slots, 6)),
        plots=np.zeros(slots, np.int64),
        unseen=np.zeros(slots),
        identity=np.full(slots, -1, np.int64),
        log_class=np.zeros((slots, kinds)),
        class_s=np.full(slots, -inf),
        word_s=np.full(slots, -inf),
        answers=np.zeros(slots, np.bool_),
        sight=np.zeros((slots, 3)),
        swept_s=np.full(1, -inf),
        gone=np.full((GONE_KEPT, 2), -1, np.int64),
        gone_s=np.full(GONE_KEPT, -inf),
        gone_state=np.zeros((GONE_KEPT, GONE_STATE)),
        seen_by=np.full((slots, SEEN), -1, np.int64),
        seen_s=np.zeros((slots, SEEN)),
        seen_plot=np.zeros((slots, SEEN), np.bool_),
        plot_s=np.full((slots, SEEN), -inf),
        near=np.zeros((slots, 6)),
    )


NOT_BY_SLOT = ("head", "swept_s", "gone", "gone_s", "gone_state")
"""Tables of `Tracks` that have no row for each slot."""


def grown(tracks: Tracks, slots: int) -> Tracks:
    """Return the tracks with room for more."""
    extra = empty_tracks(slots - len(tracks.alive), *tracks.mean.shape[1:])
    columns: list[Any] = [
        mine if name in NOT_BY_SLOT else np.concatenate([mine, more])
        for name, mine, more in zip(Tracks._fields, tracks, extra, strict=True)
    ]
    return Tracks(*columns)


def knowledge_of(
    models: list[SensorModel], sites_m: Floats, settings: TrackerSettings
) -> Knowledge:
    """Return what is learnt of sensors, nothing at first, and what is known of classes."""
    return Knowledge(
        registration=make_registration(models, sites_m[:, :2]),
        support=make_support(1),
        table=class_table(),
        learns=settings.registration,
        classes=settings.classes,
    )


def heard_for(looks: int, bearings: int) -> Heard:
    """Return room for bearings that no track took."""
    return Heard(
        counts=np.zeros(4, np.int64),
        look_s=np.zeros(looks),
        look_sensor=np.zeros(looks, np.int64),
        look=np.zeros(bearings, np.int64),
        bearing=np.zeros((bearings, 4)),
    )


def index_for(slots: int) -> Index:
    """Return room for a grid of that many tracks, stale from the start."""
    return Index(
        head=np.array([inf, 0, 0, 0, 0, 0, 0], float),
        born=np.zeros(1, np.int64),
        start=np.zeros(2 * slots + 8, np.int64),
        item=np.zeros(slots, np.int64),
        home=np.zeros((slots, 2)),
        stray=np.zeros(slots, np.int64),
        stray_mark=np.zeros(slots, np.bool_),
        found=np.zeros(slots, np.int64),
    )


def filter_for(models: int, state: int) -> Filter:
    """Return scratch for predictions and updates."""
    return Filter(
        innovation=np.zeros(6),
        variance=np.zeros(6),
        slope=np.zeros((7, 7)),
        spread=np.zeros((6, 6)),
        kept=np.zeros((models, 2)),
        mean=np.zeros((models, state)),
        cov=np.zeros((models, state, state)),
        trial=np.zeros(state),
        trial_cov=np.zeros((state, state)),
        mean2=np.zeros((models, state)),
        cov2=np.zeros((models, state, state)),
        one=np.zeros(8),
        tail=np.zeros(8),
        moved=np.zeros(8),
        gain=np.zeros(8),
        square=np.zeros((7, 7)),
    )


def work_for(plots: int, rows: int, pairs: int, models: int, state: int) -> Work:
    """Return scratch for windows of up to that many plots, tracks and pairs."""
    whole, real = np.int64, np.float64
    return Work(
        grid_of_tracks=index_for(rows),
        log_base=np.zeros(plots),
        place=np.zeros((plots, 2)),
        value=np.zeros((plots, COLUMNS)),
        sigma=np.zeros((plots, COLUMNS)),
        shift=np.zeros(plots),
        coarse=np.zeros(plots, whole),
        reach=np.zeros(plots),
        false=np.zeros(plots),
        new=np.zeros(plots),
        unclaimed=np.zeros(plots),
        aside=np.zeros(plots, np.int8),
        swell=np.ones(pairs + 1),
        claimant=np.zeros(plots, whole),
        cell_start=np.zeros(2 * plots + 8, whole),
        cell_plot=np.zeros(plots, whole),
        cell_of=np.zeros(plots, whole),
        grid=np.zeros(5),
        counts=np.zeros(2, whole),
        slot=np.zeros(rows, whole),
        start=np.zeros(rows + 1, np.int32),
        plot=np.zeros(pairs, np.int32),
        weight=np.zeros(pairs, real),
        likelihood=np.zeros((pairs, models)),
        pair_total=np.zeros(pairs),
        message=np.zeros(pairs),
        cost=np.zeros(pairs),
        miss_cost=np.zeros(rows),
        assigned=np.zeros(rows, np.int32),
        best=np.zeros(rows, whole),
        own=np.zeros(rows, np.bool_),
        doubtful=np.zeros(rows, np.bool_),
        lost=np.zeros(rows + 1, whole),
        missed=np.zeros(rows),
        p_see=np.zeros(rows),
        share=np.zeros(pairs),
        share_missed=np.zeros(rows),
        filter=filter_for(models, state),
    )


def sites_of(models: list[SensorModel], frame: LocalFrame | None) -> Floats:
    """Return the places of sensors, (n, 3) m; those without one stand at the centre."""
    sites = np.zeros((len(models), 3))
    for i, model in enumerate(models):
        east, north = model.east_m or 0.0, model.north_m or 0.0
        if model.lat_deg is not None and model.lon_deg is not None and frame is not None:
            east, north = frame.to_local(model.lat_deg, model.lon_deg)
        sites[i] = east, north, model.height_m
    return sites


def extent_of(models: list[SensorModel], sites_m: Floats) -> tuple[float, float, float, float]:
    """Return west, south, east and north ends of all that is covered, metres."""
    reach = np.array([m.range_m for m in models])
    low, high = sites_m[:, :2] - reach[:, None], sites_m[:, :2] + reach[:, None]
    for i, model in enumerate(models):
        if model.box_m is not None:
            low[i], high[i] = model.box_m[:2], model.box_m[2:]
    west, south = low.min(axis=0)
    east, north = high.max(axis=0)
    return float(west), float(south), float(east), float(north)


def covered_m2(undetected: Undetected, models: list[SensorModel], sites_m: Floats) -> float:
    """Return the area of the cells that any sensor covers."""
    ny, nx = undetected.density.shape
    cell = undetected.cell_m
    east = undetected.origin[0] + (np.arange(nx) + 0.5) * cell
    north = undetected.origin[1] + (np.arange(ny) + 0.5) * cell
    covered = np.zeros((ny, nx), np.bool_)
    for model, site in zip(models, sites_m, strict=True):
        if model.box_m is not None:
            west, south, end, top = model.box_m
            covered |= ((north >= south) & (north <= top))[:, None] & (
                (east >= west) & (east <= end)
            )
            continue
        away = np.hypot(east - site[0], (north - site[1])[:, None])
        covered |= away <= model.range_m + 0.5 * cell
    return float(max(covered.sum(), 1) * cell**2)


EVENTS_AT_ONCE = 100_000
"""Events that there is room for at least."""


def output_for(points: int, models: int, recording: bool, events: int = EVENTS_AT_ONCE) -> Output:
    """Return room for that many events and points."""
    return Output(
        events=np.zeros((events, 5)),
        points=Points(
            time_s=np.zeros(points),
            serial=np.zeros(points, np.int64),
            number=np.zeros(points, np.int64),
            existence=np.zeros(points),
            identity=np.zeros(points, np.int64),
            plot=np.zeros(points, np.int64),
            at=np.zeros((points, 6)),
            spread=np.zeros((points, 6, 6)),
            mode=np.zeros((points, models)),
            log_class=np.zeros((points, len(KINDS))),
        ),
        recording=recording,
    )


class Scratch(NamedTuple):
    """Room for both ways to associate."""

    assignment: AssignmentScratch
    joint: JointScratch


def scratch_for(plots: int, rows: int, pairs: int) -> Scratch:
    """Return room for association of up to that many plots, tracks and pairs."""
    return Scratch(
        make_assignment_scratch(rows, plots, pairs), make_joint_scratch(rows, plots, pairs)
    )


def undetected_over(
    west: float, south: float, east: float, north: float, targets: float, across: int = 32
) -> Undetected:
    """Return a grid over a rectangle with so many undetected targets, spread evenly."""
    cell = max(east - west, north - south, 1.0) / across
    nx, ny = int((east - west) / cell) + 1, int((north - south) / cell) + 1
    area = (east - west) * (north - south)
    return Undetected(
        origin=np.array([west, south]),
        cell_m=float(cell),
        density=np.full((ny, nx), targets / area),
        time_s=np.full((ny, nx), -inf),
        births=np.array([0.0, area, 0.0, -1.0]),
    )
