"""What flies: the classes of tracks, the figures they are told apart by, and what is shown.

Defined in ``docs/theory/air-picture-classes``, which also prints the figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np

from airshield.tracking.kernels.classing import (
    BIRD,
    SHOWN,
    STANDING,
    ClassTable,
    Look,
    class_probability,
    class_update,
    speed_of,
    what_becomes,
)
from airshield.tracking.plots import CLASSES, Floats

__all__ = [
    "BIRD", "KINDS", "PRIOR", "SHOWN", "STANDING", "WORDS", "ClassTable", "Figure", "Kind", "Look",
    "ShowingRules", "class_prior", "class_probability", "class_table", "class_update", "fate_of",
    "kind_prior", "speed_of", "what_becomes",
]  # fmt: skip


class Figure(NamedTuple):
    """A figure with its bounds, and why it is that."""

    low: float
    value: float
    """Half of them lie below."""
    high: float
    source: str
    """A key of the references or of the catalogue's sources, or the reasoning in a line."""
    standing: str = "assumed"
    """``published`` or ``assumed``."""


class Kind(NamedTuple):
    """One kind of thing in a class."""

    of_class: str
    share: float
    """Share of it in its class; assumed."""
    speed_m_s: Figure
    """Through the air."""
    height_m: Figure
    """Above the ground."""
    sigma_climb_m_s: float
    """Standard deviation of its rate of climb; assumed."""
    sigma_acceleration_m_s2: float
    """Standard deviation of its acceleration; assumed."""
    rcs_dbsm: Figure
    """Mean radar cross-section over aspects."""


KINDS: Final[Mapping[str, Kind]] = {
    "attack drone": Kind(
        "drone", 0.8,
        Figure(33.3, 45.0, 51.4, "shahed-speed", "published"),
        Figure(60, 500, 3_000, "low flight was usual, later nights saw two to three kilometres"),
        4.0, 1.5,
        Figure(-17, -13, -7, "0.02 to 0.2 m² as in the catalogue: small airframe, metal engine"),
    ),
    "small drone": Kind(
        "drone", 0.2,
        Figure(5, 18, 35, "battery multicopters to small fixed wings that observe"),
        Figure(20, 150, 800, "flown by sight of a camera near the front or the pilot"),
        3.0, 3.0,
        Figure(-30, -20, -10, "of the size of large birds and of their echo: rahman2019"),
    ),
    "subsonic cruise missile": Kind(
        "cruise-missile", 0.85,
        Figure(190, 220, 260, "turbofan cruise at Mach 0.6 to 0.8, as in the catalogue"),
        Figure(30, 100, 1_000, "terrain following; higher on the way to the coast or border"),
        8.0, 6.0,
        Figure(-20, -10, 0, "metal tube of half a metre, shaped; seen from the front to the side"),
    ),
    "supersonic cruise missile": Kind(
        "cruise-missile", 0.15,
        Figure(650, 850, 1_100, "Mach 2 to 4 at height, as in the catalogue"),
        Figure(8_000, 12_000, 20_000, "high profile up to the final dive"),
        60.0, 15.0,
        Figure(-10, 0, 8, "larger body with an intake"),
    ),
    "ballistic missile": Kind(
        "ballistic-missile", 1.0,
        Figure(500, 1_300, 2_500, "mean over the path 1,000 to 1,600 in the catalogue; less aloft"),
        Figure(3_000, 30_000, 80_000, "quasi-ballistic arcs stay under 60 km, others rise higher"),
        600.0, 25.0,
        Figure(-15, -3, 5, "a cone or tube of about a metre"),
    ),
    "jet aircraft": Kind(
        "aircraft", 0.75,
        Figure(100, 220, 260, "from the approach to Mach 0.85 at height"),
        Figure(1_000, 9_000, 12_500, "most of the time in cruise"),
        10.0, 3.0,
        Figure(0, 12, 25, "1 m² for a small fighter to some 100 m² for an airliner"),
    ),
    "light aircraft": Kind(
        "aircraft", 0.25,
        Figure(40, 60, 110, "piston singles to turboprops"),
        Figure(300, 1_000, 4_000, "without a pressure cabin"),
        3.0, 2.0,
        Figure(-3, 3, 10, "a metre-sized engine and propeller"),
    ),
    "helicopter": Kind(
        "helicopter", 1.0,
        Figure(5, 55, 75, "hover to fast cruise; transport helicopters cruise at 220 to 240 km/h"),
        Figure(20, 200, 1_500, "low by habit and by need"),
        3.0, 3.0,
        Figure(0, 5, 12, "rotor and body, some square metres"),
    ),
    "bird": Kind(
        "bird", 1.0,
        Figure(8, 14, 23, "alerstam2007: airspeeds of 138 species; the middle is assumed",
               "published"),
        Figure(20, 700, 2_100, "bruderer2018: half below 700 m, nine tenths below 1,400 to 2,100 m",
               "published"),
        1.5, 1.5,
        Figure(-40, -28, -18, "single birds to small flocks; vaughn1985 reviews the measurements"),
    ),
}  # fmt: skip
"""The kinds of things that fly, by name."""

PRIOR: Final[Mapping[str, float]] = {
    "drone": 0.3, "cruise-missile": 0.08, "ballistic-missile": 0.02, "aircraft": 0.2,
    "helicopter": 0.1, "bird": 0.3,
}  # fmt: skip
"""What is believed of a track of which nothing is known: all assumed, a night with a raid."""

WORDS: Final[Mapping[str, tuple[float, ...]]] = {
    #                      drone  cruise ballist. aircraft helic. bird
    "drone":             (0.850, 0.030, 0.002, 0.060, 0.040, 0.018),
    "cruise-missile":    (0.080, 0.800, 0.020, 0.090, 0.005, 0.005),
    "ballistic-missile": (0.020, 0.150, 0.800, 0.028, 0.001, 0.001),
    "aircraft":          (0.050, 0.060, 0.005, 0.850, 0.030, 0.005),
    "helicopter":        (0.080, 0.010, 0.001, 0.059, 0.840, 0.010),
    "bird":              (0.100, 0.005, 0.001, 0.010, 0.004, 0.880),
}  # fmt: skip
"""Probability of each word, in the order of `CLASSES`, for what it is: all assumed.

Eyes, ears and cameras name the class rightly five times in six; what flies alike is confused.
"""

ANSWERS: Final[Mapping[str, float]] = {
    "drone": 0.002, "cruise-missile": 0.0005, "ballistic-missile": 0.0005, "aircraft": 0.9,
    "helicopter": 0.7, "bird": 0.0001,
}  # fmt: skip
"""Probability that it says itself who it is: all assumed; few drones carry a transponder."""

_SWERLING_DB: Final = 5.57
"""Standard deviation, in decibels, of a cross-section that fluctuates exponentially."""
_SWERLING_SHIFT_DB: Final = -2.51
"""Mean of it in decibels, over the decibels of its mean."""
_TAIL: Final = 1.645
"""Low and high figures of a cross-section are its 5 % and 95 % points."""


class ShowingRules(NamedTuple):
    """What is kept as a track and not shown."""

    p_bird: float = 0.9
    """A bird, if that is more probable than this …"""
    bird_m_s: float = 30.0
    """… and it is surely (two standard deviations) slower than this."""
    standing_m_s: float = 4.0
    """Clutter, if it is surely slower than this and is no helicopter."""


def _rcs(kind: Kind) -> tuple[float, float]:
    """Return median and standard deviation of one look, in decibels."""
    figure = kind.rcs_dbsm
    spread = (figure.high - figure.low) / (2.0 * _TAIL)
    return figure.value + _SWERLING_SHIFT_DB, float(np.hypot(spread, _SWERLING_DB))


def class_prior(prior: Mapping[str, float] | None = None) -> Floats:
    """Return the log probabilities of the classes before anything is known.

    Parameters
    ----------
    prior : mapping, optional
        Weights by class, positive; classes that it lacks keep their share of `PRIOR`.

    Returns
    -------
    (classes,) log probabilities

    Raises
    ------
    ValueError
        If a class is unknown or a weight is not positive.
    """
    given = dict(PRIOR) | dict(prior or {})
    wrong = sorted(set(given) - set(CLASSES))
    if wrong:
        raise ValueError(f"no such class: {', '.join(wrong)}; there are {', '.join(CLASSES)}")
    low = [name for name, weight in given.items() if not 0.0 < weight < np.inf]
    if low:
        raise ValueError(f"the weight of {', '.join(low)} must be positive")
    weights = np.array([given[name] for name in CLASSES])
    return np.asarray(np.log(weights / weights.sum()))


def kind_prior(prior: Mapping[str, float] | None = None) -> Floats:
    """Return the log probabilities of the `KINDS` before anything is known: a track begins so.

    Raises
    ------
    ValueError
        As `class_prior`.
    """
    classes = class_prior(prior)
    kinds = KINDS.values()
    return np.array([classes[CLASSES.index(k.of_class)] + np.log(k.share) for k in kinds])


def class_table(prior: Mapping[str, float] | None = None) -> ClassTable:
    """Return all figures as arrays for `class_update`.

    Raises
    ------
    ValueError
        As `class_prior`.
    """
    kinds = list(KINDS.values())
    return ClassTable(
        kind_class=np.array([CLASSES.index(kind.of_class) for kind in kinds]),
        speed_m_s=np.array([kind.speed_m_s[:3] for kind in kinds], np.float64),
        height_m=np.array([kind.height_m[:3] for kind in kinds], np.float64),
        sigma_climb_m_s=np.array([kind.sigma_climb_m_s for kind in kinds]),
        sigma_acceleration_m_s2=np.array([kind.sigma_acceleration_m_s2 for kind in kinds]),
        rcs_dbsm=np.array([_rcs(kind) for kind in kinds]),
        word=np.log(np.array([WORDS[name] for name in CLASSES])),
        answers=np.array([ANSWERS[name] for name in CLASSES]),
        log_prior=kind_prior(prior),
        wind_m_s=5.0,
        stray=0.02,
        motion_memory_s=20.0,
        rcs_memory_s=5.0,
        word_memory_s=30.0,
        forgetting_s=600.0,
    )


def fate_of(
    probability: Floats,
    speed_m_s: float,
    sigma_speed_m_s: float,
    answers: int = 0,
    rules: ShowingRules | None = None,
) -> int:
    """Return `SHOWN`, or `BIRD` or `STANDING` for a track that is kept and not shown.

    Parameters
    ----------
    probability : (classes,)
        Of the track.
    speed_m_s, sigma_speed_m_s : metres a second
        Its horizontal speed, as from `speed_of`; NaN: unknown.
    answers : int
        1: it says itself who it is.
    rules : ShowingRules, optional
        What is not shown.
    """
    return int(
        what_becomes(
            probability[CLASSES.index("bird")],
            probability[CLASSES.index("helicopter")],
            answers,
            speed_m_s,
            sigma_speed_m_s,
            tuple(rules or ShowingRules()),
        )
    )
