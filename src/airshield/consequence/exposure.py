"""Exposure: people in the open where something arrives, with and without their warning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from airshield.model.scenario import Alerting
from airshield.units import TICKS_PER_S

Floats = NDArray[np.float64]


class Exposure(NamedTuple):
    """People exposed in n replications, D districts."""

    exposed: Floats
    """(n,) people exposed with the warning they had."""
    unwarned: Floats
    """(n,) people exposed if nobody were warned."""
    district_exposed: Floats
    """(n, D) people exposed with the warning they had, by district."""
    district_unwarned: Floats
    """(n, D) people exposed if nobody were warned, by district."""


def warning_seconds(lead_tick: ArrayLike, delay_s: float) -> Floats:
    """Return the time from people hearing the alert to the first arrival.

    Parameters
    ----------
    lead_tick : (n, D) ticks
        From a district's first track to its first arrival; negative without arrival.
    delay_s : seconds
        From the first track to people hearing the alert.

    Returns
    -------
    (n, D) seconds
        At least 0; NaN where nothing arrives.
    """
    lead = np.asarray(lead_tick)
    return np.where(lead < 0, np.nan, np.maximum(lead / TICKS_PER_S - delay_s, 0.0))


def sheltered_share(warning_s: ArrayLike, points: Sequence[tuple[float, float]]) -> Floats:
    """Return the share of people sheltered after each warning time.

    Parameters
    ----------
    warning_s : any shape, seconds
        Time from people hearing the alert to the first arrival.
    points : (seconds, share)
        Corners of the curve in order of time: straight between them, flat beyond its ends.

    Returns
    -------
    same shape, in [0, 1]
        NaN where the warning time is NaN.
    """
    times, shares = np.asarray(points, dtype=np.float64).T
    return np.asarray(np.interp(np.asarray(warning_s), times, shares), dtype=np.float64)


def exposed(lead_tick: ArrayLike, people: ArrayLike, alerting: Alerting) -> Exposure:
    """Return the people exposed where something arrives, with their warning and without any.

    Parameters
    ----------
    lead_tick : (n, D) ticks
        From a district's first track to its first arrival; negative without arrival.
    people : (D,)
        People in each district.
    alerting
        What is assumed of the public warning.

    Returns
    -------
    Exposure
        A district without arrival exposes nobody. Without any warning everyone in a district
        reached is exposed; a warning too late to be heard counts as one of 0 s.
    """
    warning_s = warning_seconds(lead_tick, alerting.delay_s)
    reached = ~np.isnan(warning_s)
    unwarned = reached * np.asarray(people, dtype=np.float64)
    share = sheltered_share(np.where(reached, warning_s, 0.0), alerting.sheltered)
    warned = unwarned * (1.0 - share)
    return Exposure(warned.sum(axis=1), unwarned.sum(axis=1), warned, unwarned)
