"""Ways in from Python to the tracker's kernels that are compiled into their callers."""

from airshield.kernels.compiled import kernel
from airshield.tracking.kernels.measuring import correct, distance, innovate
from airshield.tracking.kernels.motion import drift, fall, mix, predict, turn


@kernel
def drifted(mean, cov, dt, q, d):
    """Predict straight flight, in place."""
    drift(mean, cov, dt, q, d)


@kernel
def turned(mean, cov, dt, q, q_turn, d, work):
    """Predict a turn, in place."""
    turn(mean, cov, dt, q, q_turn, d, work.slope, work.square)


@kernel
def fallen(mean, cov, dt, q, drag_area, work):
    """Predict ballistic flight, in place."""
    fall(mean, cov, dt, q, drag_area, work.slope, work.square)


@kernel
def mixed(mean, cov, mode, stay, work):
    """Mix the states of all models, in place."""
    mix(mean, cov, mode, stay, work)


@kernel
def predicted(mean, cov, mode, dt, motions, work):
    """Mix and predict the states of all models, in place."""
    predict(mean, cov, mode, dt, motions, work)


@kernel
def innovated(kind, value, sigma, site, signal, shift, mean, d, work):
    """Fill innovations, variances and slopes."""
    return innovate(kind, value, sigma, site, signal, shift, mean, d, work)


@kernel
def apart(cov, k, reach, work):
    """Return squared distance and log likelihood of the innovations."""
    return distance(cov, k, reach, work)


@kernel
def corrected(mean, cov, k, work):
    """Correct a state by the innovations, in place."""
    correct(mean, cov, k, work)
