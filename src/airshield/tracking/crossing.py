"""Bearings from several places cross to places of targets, without ghosts taking over.

Defined in ``docs/theory/crossing``.
"""

from __future__ import annotations

from math import sin
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.tracking.kernels.choosing import beliefs, choose, existences
from airshield.tracking.kernels.crossing import Pool, blank_desk, blank_pool, fill
from airshield.tracking.kernels.odds import lone_per_rad
from airshield.tracking.kernels.sharing import share_out
from airshield.tracking.kernels.sighting import Prior
from airshield.tracking.kernels.sightlines import Bearings, Looks, crossings, lay_grid
from airshield.tracking.plots import Floats

__all__ = [
    "LIGHT_M_S", "SOUND_M_S", "Bearings", "CrossingSettings", "Looks", "Sightings",
    "cross_bearings",
]  # fmt: skip

SOUND_M_S: Final = 340.0
"""Speed of sound near the ground."""
LIGHT_M_S: Final = float("inf")
"""A camera sees what is there now."""


class CrossingSettings(NamedTuple):
    """How bearings are crossed."""

    gate: float = 10.8
    """Largest squared residual of a bearing that belongs: 0.999 of its own lie inside."""
    least_angle_rad: float = 0.17
    """Rays that cross under a smaller angle fix no place."""
    targets_per_m2: float = 1e-9
    """Targets expected on each square metre: one in a thousand square kilometres."""
    height_m: float = 1_000.0
    """Height where no elevation is measured."""
    sigma_height_m: float = 1_000.0
    """Its standard deviation."""
    sigma_speed_m_s: float = 60.0
    """Standard deviation of the velocity along each horizontal axis."""
    sigma_climb_m_s: float = 15.0
    """Standard deviation of the velocity along the vertical: bearings tell nothing of it."""
    least_log_odds: float = -7.0
    """Places with lower odds are not kept: 1 : 1,100."""
    most_crossings: int = 2_000_000
    """Crossings of two rays that are looked at; more are counted, not used."""
    most_places: int = 400_000
    """Candidate places held; more are counted, not used."""


class Sightings(NamedTuple):
    """Places where bearings cross, a row each, the likeliest first; and what was left out."""

    time_s: Floats
    """(m,) When the target was there: for sound, before the bearings arrived."""
    position_m: Floats
    """(m, 3) East, north, height."""
    velocity_m_s: Floats
    """(m, 3) East, north, up; hardly known unless several delays differ."""
    covariance: Floats
    """(m, 6, 6) Of position and velocity."""
    existence: Floats
    """(m,) Probability that there is such a target."""
    log_odds: Floats
    """(m,) Log odds of it alone, without what competes for its bearings."""
    first: NDArray[np.int64]
    """(m + 1,) Where the bearings of each begin in ``bearing``."""
    bearing: NDArray[np.int64]
    """Rows of the bearings that were used, each once at most."""
    crossings: int
    """Crossings of two rays."""
    candidates: int
    """Candidate places that were weighed."""
    cut: int
    """Crossings and candidates for which there was no room."""
    refused: int
    """Bearings and looks that mean nothing: not finite, no spread, no range."""


def _sound_looks(looks: Looks) -> NDArray[np.bool_]:
    """Return which looks mean something."""
    fine = np.isfinite(looks.place_m).all(axis=1) & np.isfinite(looks.time_s)
    fine &= np.isfinite(looks.range_m) & (looks.range_m > 0) & (looks.signal_m_s > 0)
    fine &= np.isfinite(looks.false_per_rad) & (looks.false_per_rad >= 0)
    return fine & (looks.p_detect > 0) & (looks.p_detect <= 1)


def _sound_bearings(bearings: Bearings, fine: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which bearings mean something, those of looks that do."""
    known = (bearings.look >= 0) & (bearings.look < len(fine))
    good = known & np.isfinite(bearings.bearing_rad) & np.isfinite(bearings.sigma_rad)
    good &= bearings.sigma_rad > 0
    if len(fine):
        good &= fine[np.where(known, bearings.look, 0)]
    elevated = np.isfinite(bearings.elevation_rad)
    sigma = bearings.sigma_elevation_rad
    return good & (~elevated | (np.isfinite(sigma) & (sigma > 0)))


def _ordered_looks(looks: Looks, fine: NDArray[np.bool_]) -> tuple[Looks, NDArray[np.intp]]:
    """Return the looks that are fine in an order that only what they say decides."""
    place = looks.place_m
    keys = (
        looks.signal_m_s, looks.false_per_rad, looks.p_detect, looks.range_m,
        place[:, 2], place[:, 1], place[:, 0], looks.time_s,
    )  # fmt: skip
    order = np.lexsort(keys)
    order = order[fine[order]]
    columns = [np.ascontiguousarray(column[order], dtype=np.float64) for column in looks]
    return Looks(*columns), order


def _ordered_bearings(
    bearings: Bearings, good: NDArray[np.bool_], look_order: NDArray[np.intp], looks: int
) -> tuple[Bearings, NDArray[np.intp]]:
    """Return the bearings that are good by look, then by angle, and the rows they come from."""
    rows = np.flatnonzero(good)
    place_of = np.full(looks, -1)
    place_of[look_order] = np.arange(len(look_order))
    look = place_of[bearings.look[rows]]
    elevation = np.nan_to_num(bearings.elevation_rad[rows], nan=-9.0)
    order = np.lexsort((bearings.sigma_rad[rows], elevation, bearings.bearing_rad[rows], look))
    rows = rows[order]
    columns = [np.ascontiguousarray(column[rows], dtype=np.float64) for column in bearings[1:]]
    return Bearings(look[order].astype(np.int64), *columns), rows


def _prior(settings: CrossingSettings) -> Prior:
    return Prior(
        gate=settings.gate,
        least_sine=sin(settings.least_angle_rad),
        targets_per_m2=settings.targets_per_m2,
        height_m=settings.height_m,
        sigma_height_m=settings.sigma_height_m,
        sigma_speed_m_s=settings.sigma_speed_m_s,
    )


def _six(covariance: Floats, sigma_climb_m_s: float) -> Floats:
    """Return covariances of position and velocity; nothing is known of the climb."""
    six = np.zeros((len(covariance), 6, 6))
    six[:, :5, :5] = covariance
    six[:, 5, 5] = sigma_climb_m_s**2
    return six


def _told(
    pool: Pool, chosen: NDArray[np.int64], rows: NDArray[np.intp], climb_m_s: float
) -> Sightings:
    """Return the chosen candidates as sightings, with nothing counted yet."""
    belief = beliefs(pool, chosen)
    existence = existences(pool, chosen, belief)
    first = np.zeros(len(chosen) + 1, np.int64)
    first[1:] = np.cumsum(pool.first[chosen + 1] - pool.first[chosen])
    used = [np.sort(rows[pool.member[pool.first[c] : pool.first[c + 1]]]) for c in chosen]
    state = pool.state[chosen]
    velocity = np.zeros((len(chosen), 3))
    velocity[:, :2] = state[:, 3:]
    return Sightings(
        time_s=pool.time_s[chosen],
        position_m=np.ascontiguousarray(state[:, :3]),
        velocity_m_s=velocity,
        covariance=_six(pool.covariance[chosen], climb_m_s),
        existence=existence,
        log_odds=pool.log_odds[chosen],
        first=first,
        bearing=np.concatenate([np.empty(0, np.int64), *used]),
        crossings=0,
        candidates=int(pool.held[0]),
        cut=0,
        refused=0,
    )


def _crossed(
    looks: Looks, bearings: Bearings, rows: NDArray[np.intp], settings: CrossingSettings
) -> Sightings:
    """Cross bearings that are in order."""
    grid, prior = lay_grid(looks, bearings), _prior(settings)
    looks = looks._replace(false_per_rad=lone_per_rad(looks, grid, prior))
    quality, pair, spot, found = crossings(
        looks, bearings, grid, prior.least_sine, settings.most_crossings
    )
    order = np.lexsort((pair[:, 1], pair[:, 0], -quality))
    of_look = np.searchsorted(bearings.look, np.arange(len(looks.time_s) + 1)).astype(np.int64)
    pool, desk = blank_pool(settings.most_places, len(rows)), blank_desk()
    fate, used = np.zeros(4, np.int64), np.zeros(len(rows), np.bool_)
    least = settings.least_log_odds
    fill(looks, bearings, grid, of_look, prior, desk, pool, order, pair, spot, least, used, fate)
    chosen = choose(looks, bearings, grid, of_look, prior, desk, pool, least, fate)
    chosen = share_out(looks, bearings, grid, of_look, prior, desk, pool, chosen, least)
    chosen = chosen[np.lexsort((chosen, -pool.log_odds[chosen]))]
    told = _told(pool, chosen, rows, settings.sigma_climb_m_s)
    cut = int(fate[2]) + max(found - settings.most_crossings, 0)
    return told._replace(crossings=int(found), cut=cut)


def cross_bearings(
    looks: Looks, bearings: Bearings, settings: CrossingSettings | None = None
) -> Sightings:
    """Return where targets are likely, from the bearings of a short window that no track took.

    Looks without a bearing must be among ``looks``: they speak against a target in their range.
    The order of looks and bearings does not matter. What means nothing is left out and counted.

    Parameters
    ----------
    looks : Looks
        Every look of the window, (k,) rows.
    bearings : Bearings
        The bearings of those looks that belong to no track, (n,) rows.
    settings : CrossingSettings, optional
        How they are crossed.

    Returns
    -------
    Sightings
        Each bearing serves one place at most. A place from two bearings only, or one that
        competes with another for its bearings, has little existence.
    """
    settings = settings or CrossingSettings()
    fine = _sound_looks(looks)
    good = _sound_bearings(bearings, fine)
    refused = int(np.count_nonzero(~good) + np.count_nonzero(~fine))
    sound, look_order = _ordered_looks(looks, fine)
    ordered, rows = _ordered_bearings(bearings, good, look_order, len(fine))
    if not len(rows):
        return _nothing(refused)
    return _crossed(sound, ordered, rows, settings)._replace(refused=refused)


def _nothing(refused: int) -> Sightings:
    """Return no sightings."""
    empty = np.empty(0)
    return Sightings(
        empty, np.empty((0, 3)), np.empty((0, 3)), np.empty((0, 6, 6)), empty, empty,
        np.zeros(1, np.int64), np.empty(0, np.int64), 0, 0, 0, refused,
    )  # fmt: skip
