"""Finding the factors with which the simulated share of each class meets a given one.

How it is done stands in ``docs/theory/calibration``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator

from airshield.files.scenario import Loaded
from airshield.model.calibration import CalibratedClass, Counts, counted_in
from airshield.planning.assessment import load_stage
from airshield.planning.estimate import ratio
from airshield.planning.options import Options, assessment_plan
from airshield.simulation.outcomes import FATES
from airshield.simulation.trials import play_trials

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Triple = tuple[float, float, float]

GRID = tuple(2.0 ** (step / 2) for step in range(-8, 7))
"""Factors that are tried for all classes together: 1/16 to 8."""
ROUNDS = 3
"""Most rounds in which classes are matched in turn, the others at what was found for them."""
CLOSE = 0.002
"""Difference between shares that counts as none."""
KILLED, SUPPRESSED, ABORTED = (FATES.index(fate) for fate in ("killed", "suppressed", "aborted"))


class Curve(NamedTuple):
    """The simulated share of a class against its factor, from a factor of 0 to its highest."""

    factor: Floats
    share: Floats

    @property
    def most(self) -> float:
        """Return the highest share that is reached."""
        return float(self.share[-1])

    def factor_for(self, share: float) -> float | None:
        """Return the smallest factor that reaches a share; None if none does."""
        if share > self.most:
            return None
        dense = np.concatenate(
            [
                np.linspace(a, b, 101)[:-1]
                for a, b in zip(self.factor, self.factor[1:], strict=False)
            ]
            + [self.factor[-1:]]
        )
        reached = np.maximum.accumulate(PchipInterpolator(self.factor, self.share)(dense))
        at = int(np.searchsorted(reached, share))
        if at == 0 or at >= dense.size:
            return float(dense[min(at, dense.size - 1)])
        part = (share - reached[at - 1]) / (reached[at] - reached[at - 1])
        return float(dense[at - 1] + part * (dense[at] - dense[at - 1]))


def curve_of(factors: Sequence[float], shares: Sequence[float]) -> Curve:
    """Return the curve through points, cut where the share is highest.

    At factor 0 nothing is stopped. More effective jamming takes from the kills, so that the share
    killed may fall again: what lies beyond its highest is no use. Falls before it are chance.
    """
    order = np.argsort(factors)
    factor = np.concatenate([[0.0], np.asarray(factors, np.float64)[order]])
    share = np.concatenate([[0.0], np.asarray(shares, np.float64)[order]])
    end = max(int(np.argmax(share)) + 1, 2)
    return Curve(factor[:end], np.maximum.accumulate(share[:end]))


class Match(NamedTuple):
    """What was found for one class."""

    target: Triple
    """Shares to be reached."""
    factor: Triple | None
    """Factors that reach them; None if not even the middle one is reached."""
    reached: Triple | None
    """Simulated shares with these factors, the other classes' at their middle."""
    share_at_1: float
    error: float
    """Half-width of the 95 % interval of the share at the middle factor (or at 1)."""
    launched: float
    """Launched per raid."""
    note: str


class _Fit(NamedTuple):
    """Factors for the three shares of a class, so far."""

    factor: Triple | None
    most: float
    open_above: bool


class Matcher:
    """Plays a scenario with many factors, always on the same random numbers."""

    def __init__(self, loaded: Loaded, options: Options, tell: Callable[[int, int], None]) -> None:
        self.plan, self.asked = assessment_plan(loaded.scenario.simulation, options)
        self.stage = load_stage(loaded._replace(calibration=None))
        self._threads = options.threads
        self._tell = tell
        self._done = 0
        threats, groups = loaded.catalogue.threats, loaded.scenario.raid.groups.values()
        self._classes = [counted_in(threats[group.threat].threat_class) for group in groups]

    def match(
        self,
        targets: Mapping[CalibratedClass, Triple],
        counts: Mapping[CalibratedClass, Counts],
    ) -> dict[CalibratedClass, Match]:
        """Return for each class the factors at which its share meets the three given ones."""
        names = list(targets)
        first = self._play([dict.fromkeys(names, factor) for factor in GRID])
        fits = {
            n: fit(curve_of(GRID, self._shares(first, n, counts[n])), targets[n]) for n in names
        }
        for _ in range(ROUNDS):
            middle = _middle(fits)
            ladders = {name: _ladder(fits[name]) for name in names}
            trials = [middle, *({**middle, n: f} for n in names for f in ladders[n])]
            fates = self._play(trials)
            at = 1
            close = True
            for name in names:
                close &= self._close(fates, name, counts[name], fits[name], targets[name])
                shares = self._shares(fates, name, counts[name])[at : at + len(ladders[name])]
                fits[name] = fit(curve_of(ladders[name], shares), targets[name])
                at += len(ladders[name])
            if close:
                break
        return self._checked(names, targets, counts, fits, first)

    def _close(
        self, fates: Ints, name: CalibratedClass, counts: Counts, now: _Fit, target: Triple
    ) -> bool:
        """Return whether the first trial's share is what it was to be."""
        share = self._shares(fates, name, counts)[0]
        return now.factor is None or abs(share - target[1]) <= CLOSE

    def _checked(
        self,
        names: Sequence[CalibratedClass],
        targets: Mapping[CalibratedClass, Triple],
        counts: Mapping[CalibratedClass, Counts],
        fits: Mapping[CalibratedClass, _Fit],
        first: Ints,
    ) -> dict[CalibratedClass, Match]:
        """Play the factors that were found, and return what they reach."""
        middle = _middle(fits)
        ends = {n: f.factor or (1.0, 1.0, 1.0) for n, f in fits.items()}
        trials = [middle, *({**middle, n: ends[n][end]} for n in names for end in (0, 2))]
        fates = self._play(trials)
        self._tell(self._done, self._done)
        found = {}
        for row, name in enumerate(names):
            shares = self._shares(fates, name, counts[name])
            now = fits[name]
            stopped, launched = self._sums(fates, name, counts[name])
            spread = ratio(stopped[:, 0], launched[:, 0], share=True)
            low, value, high = (shares[i] for i in (1 + 2 * row, 0, 2 + 2 * row))
            at_1 = self._shares(first, name, counts[name])[GRID.index(1.0)]
            found[name] = Match(
                target=targets[name],
                factor=now.factor,
                reached=(min(low, value), value, max(value, high)) if now.factor else None,
                share_at_1=at_1,
                error=0.5 * (spread.high - spread.low),
                launched=float(launched[:, 0].sum()) / self.asked,
                note=_note(now, targets[name], counts[name]),
            )
        return found

    def _play(self, trials: Sequence[Mapping[CalibratedClass, float]]) -> Ints:
        """Return the fates of every trial: (worlds, trials, G, 3, 5)."""
        expected = self.plan.worlds * (ROUNDS + 2)
        table: list[Ints | None] = [None] * self.plan.worlds
        played = play_trials(self.stage, self.plan, self.asked, trials, self._threads)
        with closing(played):
            for trial in played:
                table[trial.world] = trial.fates
                self._done += 1
                self._tell(self._done, expected)
        return np.stack([part for part in table if part is not None])

    def _sums(self, fates: Ints, name: CalibratedClass, counts: Counts) -> tuple[Ints, Ints]:
        """Return what was stopped and launched of a class: (worlds, trials) each.

        Weapons and decoys count, carriers do not; what a carrier never released was not launched.
        """
        mine = [index for index, of in enumerate(self._classes) if of == name]
        ends = fates[:, :, mine, :2].sum(axis=(2, 3))
        stopped = ends[..., KILLED]
        if counts == "killed or suppressed":
            stopped = stopped + ends[..., SUPPRESSED]
        return stopped, ends.sum(axis=-1) - ends[..., ABORTED]

    def _shares(self, fates: Ints, name: CalibratedClass, counts: Counts) -> list[float]:
        """Return the share stopped of a class in each trial."""
        stopped, launched = (part.sum(axis=0) for part in self._sums(fates, name, counts))
        return [float(share) for share in stopped / np.maximum(launched, 1)]


def fit(curve: Curve, target: Triple) -> _Fit:
    """Return the factors for three shares, rounded to four digits.

    Where the highest of them is not reached, the factor ends where the curve does: beyond it the
    share no longer rises. Where the middle one is not reached there is no factor.
    """
    low, value, high = (curve.factor_for(share) for share in target)
    if value is None:
        return _Fit(None, curve.most, open_above=True)
    open_above = high is None
    if high is None:
        high = curve.factor_for(curve.most - CLOSE)
    ends = (value if low is None else low, value, value if high is None else high)
    first, middle, last = (float(f"{factor:.4g}") for factor in sorted(ends))
    return _Fit((first, middle, last), curve.most, open_above)


def _middle(fits: Mapping[CalibratedClass, _Fit]) -> dict[CalibratedClass, float]:
    """Return the middle factor of each class; 1 where there is none, for so it will be used."""
    return {name: 1.0 if now.factor is None else now.factor[1] for name, now in fits.items()}


def _ladder(now: _Fit) -> list[float]:
    """Return the factors to try next for a class: near those found, and far from them."""
    far = {GRID[0], 0.25, 1.0, 2.0, GRID[-1]}
    if now.factor is None:
        return sorted(far | {2.0**0.5, 2.0**1.5, 4.0})
    low, value, high = (min(max(factor, GRID[0]), GRID[-1]) for factor in now.factor)
    near = {low, (low * value) ** 0.5, value, (value * high) ** 0.5, high}
    return sorted(far | near)


def _note(now: _Fit, target: Triple, counts: Counts) -> str:
    """Return what could not be matched, in words."""
    what = f"share {counts}"
    if now.factor is None:
        return (
            f"no factor: the simulated {what} reaches {now.most:.3f} at most, with any factor "
            f"up to {GRID[-1]:g}, the other classes at theirs; the reports' is {target[1]:.3f} "
            f"({target[0]:.3f} to {target[2]:.3f})"
        )
    if now.open_above:
        return (
            f"open above: the simulated {what} reaches {now.most:.3f} at most, the reports' high "
            f"is {target[2]:.3f}; the factor's high is where the share stops rising"
        )
    return ""
