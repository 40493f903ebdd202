"""Motion and measurement of the tracker the slow and obvious way: matrices, finite differences.

A state holds the place, the velocity, and the turn rate where there is one more.
"""

import numpy as np

from airshield.tracking.plots import BEARING, CARTESIAN, PLACE, POLAR

EARTH_M = 4.0 / 3.0 * 6_371_000.0


def slope_of(function, state, steps):
    """Return the derivative of a function of a state by central differences."""
    columns = []
    for axis, step in enumerate(steps):
        off = np.zeros(len(state))
        off[axis] = step
        columns.append((function(state + off) - function(state - off)) / (2.0 * step))
    return np.array(columns).T


def steps_for(d, n):
    """Return steps that suit places, velocities and turn rates."""
    return np.array([1.0] * d + [0.05] * d + [1e-5] * (n - 2 * d))


def straight(state, dt, d):
    moved = state.copy()
    moved[:d] += dt * state[d : 2 * d]
    return moved


def turning(state, dt, d):
    """Turn the horizontal velocity in small steps, each along the chord of its arc."""
    rate, moved = state[2 * d], straight(state, dt, d)
    parts = 2_000
    angle = (np.arange(parts) + 0.5) * rate * dt / parts
    velocity = state[d] + 1j * state[d + 1]
    chord = np.sinc(rate * dt / parts / 2.0 / np.pi) * dt / parts
    place = state[0] + 1j * state[1] + (velocity * np.exp(1j * angle)).sum() * chord
    velocity *= np.exp(1j * rate * dt)
    moved[0], moved[1], moved[d], moved[d + 1] = (
        place.real,
        place.imag,
        velocity.real,
        velocity.imag,
    )
    return moved


def pull(state, drag_area):
    """Return the acceleration of what falls: gravity, and drag in an exponential atmosphere."""
    velocity = state[3:6]
    density = 1.225 * np.exp(-max(state[2], 0.0) / 8_500.0)
    drag = -0.5 * density * drag_area * np.linalg.norm(velocity) * velocity
    return drag - np.array([0.0, 0.0, 9.80665])


def falling(state, dt, drag_area, parts=1_000):
    """Integrate a fall in small steps (Runge and Kutta's of the second order)."""
    moved, step = state.copy(), dt / parts
    for _ in range(parts):
        half = moved.copy()
        half[:3] += 0.5 * step * moved[3:6]
        half[3:6] += 0.5 * step * pull(moved, drag_area)
        moved[:3] += step * half[3:6]
        moved[3:6] += step * pull(half, drag_area)
    return moved


def white_noise(dt, q, d, n, parts=400):
    """Return the covariance of white acceleration noise, summed up over short times."""
    total = np.zeros((n, n))
    for left in (np.arange(parts) + 0.5) * dt / parts:
        for axis in range(d):
            shaken = np.zeros(n)
            shaken[axis], shaken[d + axis] = left, 1.0
            total += q * dt / parts * np.outer(shaken, shaken)
    return total


def mixture(weights, means, covariances):
    """Return mean and covariance of a mixture."""
    mean = np.einsum("k,ka->a", weights, means)
    off = means - mean
    return mean, np.einsum("k,kab->ab", weights, covariances + off[:, :, None] * off[:, None, :])


def mixing(means, covariances, mode, stay):
    """Return states and probabilities of the models after each may have passed into another."""
    models = len(mode)
    passes = np.full((models, models), (1.0 - stay) / (models - 1))
    np.fill_diagonal(passes, stay)
    after = mode @ passes
    shares = passes * mode[:, None] / after
    parts = [mixture(shares[:, m], means, covariances) for m in range(models)]
    return np.array([p[0] for p in parts]), np.array([p[1] for p in parts]), after


def measured(kind, state, site, d):
    """Return the six columns that a plot of a state has when there is no noise."""
    place = np.zeros(3)
    place[:d] = state[:d]
    velocity = np.zeros(3)
    velocity[:d] = state[d : 2 * d]
    if kind == CARTESIAN:
        return np.concatenate([place, velocity])
    if kind == PLACE:
        return np.array([*place, np.arctan2(velocity[0], velocity[1]), np.nan, np.nan])
    assert kind in (POLAR, BEARING)
    east, north = place[0] - site[0], place[1] - site[1]
    ground = np.hypot(east, north)
    up = place[2] - site[2] - ground**2 / (2.0 * EARTH_M) if d == 3 else 0.0
    slant = np.hypot(ground, up)
    rate = (east * velocity[0] + north * velocity[1] + up * velocity[2]) / slant
    angles = np.arctan2(east, north), np.arctan2(up, ground)
    return np.array([slant, *angles, rate, place[2], np.nan])


def expected(kind, state, site, shift, delay_s, d):
    """Return the columns of a plot so much later, by a signal that took so long."""
    return measured(kind, straight(state, shift - delay_s, d), site, d)


def columns_of(kind, value, d):
    """Return which columns of a plot are measured and can be used in so many dimensions."""
    use = ~np.isnan(value)
    if d == 2:
        use[{CARTESIAN: [2, 5], PLACE: [2], POLAR: [2, 4], BEARING: [2]}[kind]] = False
    return np.flatnonzero(use)


def angles_of(kind):
    """Return the columns that are angles round the horizon."""
    return {PLACE: [3], POLAR: [1], BEARING: [1]}.get(kind, [])


def innovation_of(kind, value, state, site, shift, delay_s, d):
    """Return columns, innovations and slopes of a plot."""
    columns = columns_of(kind, value, d)

    def off(at):
        found = value - expected(kind, at, site, shift, delay_s, d)
        angles = angles_of(kind)
        found[angles] = (found[angles] + np.pi) % (2.0 * np.pi) - np.pi
        return found[columns]

    return columns, off(state), -slope_of(off, state, steps_for(d, len(state)))


def kalman(mean, cov, innovation, slope, variance):
    """Return the updated state, squared distance and log likelihood, by whole matrices."""
    spread = slope @ cov @ slope.T + np.diag(variance)
    gain = np.linalg.solve(spread, slope @ cov).T
    squared = innovation @ np.linalg.solve(spread, innovation)
    log_det = np.linalg.slogdet(2.0 * np.pi * spread)[1]
    kept = np.eye(len(mean)) - gain @ slope
    after = kept @ cov @ kept.T + gain @ np.diag(variance) @ gain.T
    return mean + gain @ innovation, after, squared, -0.5 * (squared + log_det)
