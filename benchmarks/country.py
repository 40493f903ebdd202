"""A country full of sensors, generated: what they report, second by second.

Radars see everything, each in the direction in which it looks; aircraft say twice a second where
they are; microphones hear what flies low, late by the way that sound takes. In slow motion, all of
it, sound too, takes so many times as long. Nothing in it is real.
"""

from __future__ import annotations

from math import pi

import numpy as np
from scipy.spatial import cKDTree

from airshield.model.surveillance import SensorModel, Surveillance, TrackerSettings
from airshield.tracking.kernels.measuring import TWICE_EFFECTIVE_RADIUS_M
from airshield.tracking.plots import BEARING, CARTESIAN, LOOK, POLAR, Plots, blank_plots, joined

WIDE_M, DEEP_M = 600_000.0, 500_000.0
RADAR_M, TURN_S, FALSE = 165_000.0, 5.0, 20.0
EAR_M, SOUND_M_S, FALSE_HEARD = 5_000.0, 340.0, 0.01
SIGMA_M, SIGMA_RAD, SIGMA_EAR_RAD = 50.0, np.radians(0.1), np.radians(3.0)
P_RADAR, P_EAR, LOW = 0.9, 0.8, 0.4
"""Chance of a plot; share of the targets that fly low, where they are heard."""


class Country:
    """Targets that fly straight and turn back at the border, and those who see them."""

    def __init__(
        self, targets: int, radars: int, ears: int, voices: int, slow: float = 1.0
    ) -> None:
        self.rng = rng = np.random.default_rng(1)
        self.slow = slow
        size = np.array([WIDE_M, DEEP_M])
        self.radars, self.ears, self.voices = radars, ears, voices
        self.radar_m = rng.random((radars, 2)) * size
        self.phase = rng.random(radars)
        self.ear_m = rng.random((ears, 2)) * size
        self.nearby = cKDTree(self.ear_m) if ears else None
        self.place = rng.random((targets, 2)) * size
        self.low = np.arange(targets) < LOW * targets
        course = rng.random(targets) * 2.0 * pi
        speed = np.where(self.low, rng.uniform(35, 60, targets), rng.uniform(120, 250, targets))
        self.speed = speed[:, None] * np.column_stack([np.sin(course), np.cos(course)])
        self.height = np.where(
            self.low, rng.uniform(100, 1_000, targets), rng.uniform(2e3, 11e3, targets)
        )

    def surveillance(self, **settings: object) -> Surveillance:
        """Return what the tracker is told: all of it is true."""
        radar = {
            f"radar {i}": SensorModel(
                kind="radar", east_m=float(e), north_m=float(n), range_m=RADAR_M,
                period_s=TURN_S * self.slow, sigma_range_m=SIGMA_M, sigma_bearing_deg=0.1,
                sigma_height_m=30.0, p_detect=P_RADAR, false_plots=FALSE,
                sigma_bias_range_m=50.0, sigma_bias_bearing_deg=0.05,
            )
            for i, (e, n) in enumerate(self.radar_m)
        }  # fmt: skip
        voice = {
            f"voice {i}": SensorModel(
                kind="cooperative", east_m=WIDE_M / 2, north_m=DEEP_M / 2, range_m=500_000.0,
                sigma_m=20.0, sigma_height_m=20.0, sigma_velocity_m_s=1.0 / self.slow,
                p_detect=0.95,
            )
            for i in range(self.voices)
        }  # fmt: skip
        ear = {
            f"ear {i}": SensorModel(
                kind="bearing", east_m=float(e), north_m=float(n), range_m=EAR_M,
                period_s=self.slow, sigma_bearing_deg=3.0, p_detect=P_EAR, false_plots=FALSE_HEARD,
                signal_m_s=SOUND_M_S / self.slow,
            )
            for i, (e, n) in enumerate(self.ear_m)
        }  # fmt: skip
        known = TrackerSettings(**{"births_per_s": 1.0, "survival_s": 3_600.0, **settings})
        return Surveillance(sensors=radar | voice | ear, tracker=known)

    def second(self, t: float) -> Plots:
        """Return what is reported from a time to a second later, in its own seconds."""
        self._fly()
        plots = joined([self._seen(t), self._told(t), self._heard(t)])
        plots.time_s[:] *= self.slow
        plots.value[plots.kind == CARTESIAN, 3:5] /= self.slow
        plots.arrival_s[:] = plots.time_s
        order = np.argsort(plots.time_s, kind="stable")
        return Plots(*(column[order] for column in plots))

    def _fly(self) -> None:
        self.place += self.speed
        for axis, size in enumerate((WIDE_M, DEEP_M)):
            out = (self.place[:, axis] < 0) | (self.place[:, axis] > size)
            inwards = np.where(self.place[:, axis] < 0, 1.0, -1.0)
            self.speed[out, axis] = np.abs(self.speed[out, axis]) * inwards[out]

    def _seen(self, t: float) -> Plots:
        """Return the plots of the part of a turn that each radar makes in a second."""
        off = self.place[None] - self.radar_m[:, None]
        ground = np.hypot(off[..., 0], off[..., 1])
        turn = np.arctan2(off[..., 0], off[..., 1]) / (2 * pi) - self.phase[:, None]
        after = (turn % 1.0) * TURN_S
        after = (after - t) % TURN_S
        hit = (ground < RADAR_M) & (after < 1.0) & (self.rng.random(ground.shape) < P_RADAR)
        radar, target = np.nonzero(hit)
        when = after[radar, target]
        at = off[radar, target] + when[:, None] * self.speed[target]
        real = self._polar(radar, at, self.height[target], t + when)
        count = self.rng.poisson(FALSE / TURN_S * self.radars)
        radar = self.rng.integers(0, self.radars, count)
        when = self.rng.random(count)
        turn = ((t + when) / TURN_S + self.phase[radar]) % 1.0 * 2 * pi
        away = RADAR_M * np.sqrt(self.rng.random(count))
        at = away[:, None] * np.column_stack([np.sin(turn), np.cos(turn)])
        return joined([real, self._polar(radar, at, self.rng.uniform(0, 1e4, count), t + when)])

    def _polar(
        self, radar: np.ndarray, at: np.ndarray, height: np.ndarray, time_s: np.ndarray
    ) -> Plots:
        plots = blank_plots(len(radar))
        ground = np.hypot(at[:, 0], at[:, 1])
        slant = np.hypot(ground, height - ground**2 / TWICE_EFFECTIVE_RADIUS_M)
        plots.kind[:], plots.sensor[:], plots.time_s[:] = POLAR, radar, time_s
        noise = self.rng.normal(size=(3, len(radar)))
        plots.value[:, 0] = slant + SIGMA_M * noise[0]
        plots.value[:, 1] = (np.arctan2(at[:, 0], at[:, 1]) + SIGMA_RAD * noise[1]) % (2 * pi)
        plots.value[:, 4] = height + 30.0 * noise[2]
        return plots

    def _told(self, t: float) -> Plots:
        """Return what the high ones say of themselves, twice."""
        target = np.repeat(np.flatnonzero(~self.low), 2) if self.voices else np.zeros(0, int)
        plots = blank_plots(len(target))
        when = (target * 0.618) % 0.5 + 0.5 * (np.arange(len(target)) % 2)
        plots.kind[:], plots.time_s[:] = CARTESIAN, t + when
        plots.sensor[:] = self.radars + target % max(self.voices, 1)
        at = self.place[target] + when[:, None] * self.speed[target]
        plots.value[:, :2] = at + self.rng.normal(0, 20.0, at.shape)
        plots.value[:, 2] = self.height[target] + self.rng.normal(0, 20.0, len(target))
        plots.value[:, 3:5] = self.speed[target] + self.rng.normal(0, 1.0, at.shape)
        plots.identity[:] = target
        return plots

    def _heard(self, t: float) -> Plots:
        """Return a report of each microphone: what it hears, or that it hears nothing."""
        if self.nearby is None:
            return blank_plots(0)
        low = np.flatnonzero(self.low)
        around = self.nearby.query_ball_point(self.place[low], EAR_M)
        target = np.repeat(low, [len(part) for part in around])
        ear = np.concatenate([np.array(part, int) for part in around] or [np.zeros(0, int)])
        heard = self.rng.random(len(ear)) < P_EAR
        target, ear = target[heard], ear[heard]
        false = np.flatnonzero(self.rng.random(self.ears) < FALSE_HEARD)
        silent = np.setdiff1d(np.arange(self.ears), np.concatenate([ear, false]))
        every = np.concatenate([ear, false, silent])
        plots = blank_plots(len(every))
        plots.time_s[:] = t + (every * 0.618) % 1.0
        plots.kind[:], plots.sensor[:] = LOOK, self.radars + self.voices + every
        plots.kind[: len(ear) + len(false)] = BEARING
        when = plots.time_s[: len(ear)] - t
        off = self.place[target] - self.ear_m[ear]
        away = np.hypot(np.hypot(off[:, 0], off[:, 1]), self.height[target])
        off += (when - away / SOUND_M_S)[:, None] * self.speed[target]
        plots.value[: len(ear), 1] = np.arctan2(off[:, 0], off[:, 1])
        plots.value[: len(ear), 1] += SIGMA_EAR_RAD * self.rng.normal(size=len(ear))
        plots.value[len(ear) : len(ear) + len(false), 1] = self.rng.random(len(false)) * 2 * pi
        plots.value[:, 1] %= 2 * pi
        return plots
