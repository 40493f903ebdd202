"""Learns what is wrong with sensors from pairs of a plot and a track that others support too.

The formulas are in ``docs/theory/registration``. The biases of all sensors are estimated jointly: a
track carries the errors of those on which it rests, so that one pair speaks of several.
"""

from __future__ import annotations

from math import isnan, sqrt

from airshield.kernels.compiled import inlined, kernel
from airshield.tracking.kernels.biases import BEARING, CLOCK, MEASURES, RANGE, fade
from airshield.tracking.kernels.support import PLACES, own_share

MEMORY_PAIRS = 300.0
"""Pairs after which the noise is forgotten by a factor e."""
MOST_OWN = 0.8
"""Share of a sensor in a track from which the track says nothing about its bias."""
FAR = 5.0
"""Standard deviations from which a plot says nothing of the bias; of the noise no more than so."""
MOST_FACTOR = 400.0
"""Largest factor on the stated variance."""
SURE = 3.0
"""Standard deviations by which the factor must exceed 1 to be used."""
LIE_FACTOR = 4.0
"""Factor on the stated variance, errors twice what is stated, beyond which a sensor lies …"""
LIE_SURE = 3.0
"""… if it is beyond it by so many standard deviations."""
LIE_BIAS = 4.0
"""Standard deviations of what is stated that a bias of a sensor that does not lie keeps to."""


@inlined
def noise_estimate(registration, sensor, measure):
    """Return the factor on the variance that a sensor states, as the plots have it."""
    weight = registration.noise_weight[sensor, measure]
    return registration.noise_sum[sensor, measure] / weight


@inlined
def noise_spread(registration, sensor, measure):
    """Return the standard deviation of that factor, as a share of it."""
    return sqrt(2.0 / registration.noise_weight[sensor, measure])


@kernel
def noise_factor(registration, sensor, measure):
    """Return by what to multiply the stated variance of a sensor's measure.

    1, unless the factor that was found is more than that by `SURE` standard deviations.
    """
    factor = noise_estimate(registration, sensor, measure)
    if factor * (1.0 - SURE * noise_spread(registration, sensor, measure)) > 1.0:
        return factor
    return 1.0


@kernel
def lies(registration, sensor):
    """Return whether a sensor's errors are not what it states: see `LIE_FACTOR`, `LIE_BIAS`."""
    for measure in range(MEASURES):
        factor = noise_estimate(registration, sensor, measure)
        if factor * (1.0 - LIE_SURE * noise_spread(registration, sensor, measure)) > LIE_FACTOR:
            return True
    slot = registration.slot[sensor]
    if slot >= 0:
        for place in range(3 * slot, 3 * slot + 3):
            bias = registration.state[place]
            if bias * bias > LIE_BIAS * LIE_BIAS * registration.prior[place]:
                return True
    return False


@inlined
def shift_along(registration, sensor, which, track, slope):
    """Return how far one unit of a sensor's bias moves what it reports, measured along ``slope``.

    ``track`` is where the target is and how it moves: east, north, their rates.
    """
    if which == CLOCK:
        return -(slope[0] * track[2] + slope[1] * track[3])
    east = track[0] - registration.place_m[sensor, 0]
    north = track[1] - registration.place_m[sensor, 1]
    if isnan(east):
        return 0.0
    if which == BEARING:
        return slope[0] * north - slope[1] * east
    return (slope[0] * east + slope[1] * north) / max(sqrt(east * east + north * north), 1.0)


@inlined
def slope_of(registration, sensor, measure, track, polar):
    """Return how a measure of a sensor grows to the east and to the north."""
    if not polar:
        return (1.0, 0.0) if measure == RANGE else (0.0, 1.0)
    east = track[0] - registration.place_m[sensor, 0]
    north = track[1] - registration.place_m[sensor, 1]
    distance = max(sqrt(east * east + north * north), 1.0)
    if measure == RANGE:
        return east / distance, north / distance
    return north / (distance * distance), -east / (distance * distance)


@inlined
def lay_row(registration, support, number, sensor, track, slope):
    """Write how the innovation depends on all biases; return what is known of it beforehand.

    The plot has its sensor's bias, less what was taken off; the prediction has a share of the bias
    of each sensor on which it rests, less what was taken off their plots at the time.
    """
    registration.row[:] = 0.0
    known = 0.0
    own = registration.slot[sensor]
    if own >= 0:
        for which in range(3):
            shift = shift_along(registration, sensor, which, track, slope)
            registration.row[3 * own + which] = shift
    for place in range(PLACES):
        other = support.sensor[number, place]
        if other < 0 or registration.slot[other] < 0:
            continue
        for which in range(3):
            state = 3 * registration.slot[other] + which
            shift = shift_along(registration, other, which, track, slope)
            share = support.share[number, place] * shift
            registration.row[state] -= share
            left = registration.state[state] - support.taken_off[number, place, which]
            known -= share * left
    return known


@kernel
def bias_variance(registration, sensor, measure, track, polar):
    """Return the variance that a sensor's bias, as far as it is known, leaves in a measure.

    A tracker adds it to the variance of the noise, without which tracks that rest on several biased
    sensors would be far too sure of themselves until the biases are known.
    """
    slot = registration.slot[sensor]
    if slot < 0:
        return 0.0
    slope = slope_of(registration, sensor, measure, track, polar)
    variance = 0.0
    for row in range(3):
        here = shift_along(registration, sensor, row, track, slope)
        for column in range(3):
            there = shift_along(registration, sensor, column, track, slope)
            variance += here * registration.covariance[3 * slot + row, 3 * slot + column] * there
    return max(variance, 0.0)


@inlined
def look_ahead(registration):
    """Write the covariance of the innovation with all biases; return its variance from them."""
    size = registration.state.size
    registration.ahead[:] = 0.0
    spread = 0.0
    for column in range(size):
        entry = registration.row[column]
        if entry != 0.0:
            for place in range(size):
                registration.ahead[place] += entry * registration.covariance[column, place]
    for column in range(size):
        spread += registration.row[column] * registration.ahead[column]
    return spread


@inlined
def learn_bias(registration, unexplained, whole):
    """Correct all biases by what of an innovation they did not explain (Kalman, one row)."""
    size = registration.state.size
    for place in range(size):
        gain = registration.ahead[place] / whole
        registration.state[place] += gain * unexplained
        for column in range(size):
            registration.covariance[place, column] -= gain * registration.ahead[column]
    for place in range(size):  # rounding must not make a variance negative
        registration.covariance[place, place] = max(registration.covariance[place, place], 0.0)


@inlined
def learn_noise(registration, sensor, measure, squared, expected, stated):
    """Take in what the square of an innovation says about the noise of its sensor."""
    factor = noise_estimate(registration, sensor, measure)
    whole = expected + factor * stated
    weight = factor * stated / whole
    weight *= weight
    seen = (min(squared, FAR * FAR * whole) - expected) / stated
    keep = 1.0 - 1.0 / MEMORY_PAIRS
    known = keep * registration.noise_weight[sensor, measure] + weight
    found = keep * registration.noise_sum[sensor, measure] + weight * seen
    registration.noise_weight[sensor, measure] = known
    # A variance cannot be negative, however quiet a few plots were.
    registration.noise_sum[sensor, measure] = min(max(found, 0.05 * known), MOST_FACTOR * known)
    registration.nis[sensor] += (squared / whole - registration.nis[sensor]) / MEMORY_PAIRS


@inlined
def learn_measure(registration, support, number, sensor, measure, pair, track, polar):
    """Take in one measure: of the noise always, of the biases where the track is not its own."""
    innovation, predicted, stated = pair
    slope = slope_of(registration, sensor, measure, track, polar)
    unexplained = innovation - lay_row(registration, support, number, sensor, track, slope)
    expected = predicted + look_ahead(registration)
    whole = expected + max(1.0, noise_estimate(registration, sensor, measure)) * stated
    squared = unexplained * unexplained
    learn_noise(registration, sensor, measure, squared, expected, stated)
    if squared > FAR * FAR * whole or own_share(support, number, sensor) > MOST_OWN:
        return
    learn_bias(registration, unexplained, whole)


@inlined
def taken_off_since(registration, sensor, before, track, slope):
    """Return what a measure would be less by if the biases found since were taken off it, too."""
    slot = registration.slot[sensor]
    if slot < 0:
        return 0.0
    less = 0.0
    for which in range(3):
        found = registration.state[3 * slot + which] - before[which]
        less += found * shift_along(registration, sensor, which, track, slope)
    return less


@kernel
def register(
    registration, support, number, sensor, time_s, track, innovation, predicted, stated, polar
):
    """Learn of a sensor, and of those on which a track rests, from a pair of a plot and the track.

    To be called before the track is corrected by the plot, with pairs that belong together beyond
    doubt. What `correction` gives must have been taken off the plot before.

    Parameters
    ----------
    registration : Registration
        What is known of the sensors.
    support : Support
        What the tracks rest on.
    number : int
        Row of the track in ``support``.
    sensor : int
        Whose plot it is.
    time_s : float
        When it arrived; only the fading of what is known follows from it.
    track : (float, float, float, float)
        Prediction at the time of the plot: east, north, m, and their rates, m/s.
    innovation : (float, float)
        Plot less prediction: range m and bearing rad, or east and north m; NaN: not measured.
    predicted : (float, float)
        Variances of the predicted measures, without the plot's noise.
    stated : (float, float)
        Variances of the plot's noise as the sensor states it, without `noise_factor`.
    polar : bool
        Whether the measures are range and bearing, not east and north.
    """
    fade(registration, time_s)
    before = (0.0, 0.0, 0.0)
    slot = registration.slot[sensor]
    if slot >= 0:
        state = registration.state
        before = (state[3 * slot], state[3 * slot + 1], state[3 * slot + 2])
    for measure in range(2):
        if isnan(innovation[measure]):
            continue
        slope = slope_of(registration, sensor, measure, track, polar)
        left = innovation[measure]
        left -= taken_off_since(registration, sensor, before, track, slope)
        pair = (left, predicted[measure], stated[measure])
        learn_measure(registration, support, number, sensor, measure, pair, track, polar)
    registration.pairs[sensor] += 1
