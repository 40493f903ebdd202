"""Plays a scenario and its options against each other, until their ranking is clear."""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield import __version__
from airshield.errors import InputError
from airshield.files.option import Option
from airshield.files.scenario import Loaded, read_scenario
from airshield.planning import findings
from airshield.planning.answer import Assumption
from airshield.planning.calibrated import changes_again, with_calibration
from airshield.planning.comparison.answer import Comparison, ComparisonRun, Turning, Variant
from airshield.planning.comparison.ranking import is_clear, p_best, ranked, worlds_best, worse
from airshield.planning.comparison.reach import reach_of
from airshield.planning.comparison.variants import read_variants, shared_measures
from airshield.planning.fanout import Fanout, Threads
from airshield.planning.measures import Measures, joined, paired
from airshield.planning.measuring import Ready, measure_world, world_tasks
from airshield.simulation.engine import Plan
from airshield.simulation.figures import draw_worlds, figures_used

AS_IT_IS = "as it is"
"""Name of the scenario without any option."""

WORLDS, PER_WORLD = 32, 32
"""Worlds in a batch, and raids of each; another batch has other worlds."""

Progress = Callable[[str, int, int], None]
"""Takes what is being done, the raids done of all variants, and how many there may be."""


class Settings(NamedTuple):
    """How a comparison is made."""

    replications: int = 4_096
    """Most raids of each variant."""
    seed: int | None = None
    """Seed of every draw; None takes the scenario's."""
    fixed: bool = False
    """Hold every figure at its central value."""
    by: str | None = None
    """The measure that ranks; None takes people without power, or leakage without a network."""
    early: bool = True
    """Whether to stop once the ranking is clear."""


def compare(
    scenario: str | Path,
    options: Sequence[str | Path] | Mapping[str, Sequence[str]],
    overrides: Sequence[str] = (),
    *,
    calibration: str | Path | None = None,
    fanout: Fanout | None = None,
    progress: Progress | None = None,
    **settings: Any,
) -> Comparison:
    """Play a scenario as it is and with each option, in the same raids, and say which helps most.

    Parameters
    ----------
    scenario
        A scenario file, or the name of a shipped scenario.
    options
        Option files or names of shipped ones, or assignments like ``"batteries.*.stock*=2"`` by
        the name of the option that they make.
    overrides
        Assignments to every variant, made last.
    calibration
        A calibration file, or the name of a shipped one, to play every variant with.
    fanout
        Where it is done; on all cores of this machine by default. It changes no bit.
    progress
        Called as worlds are done.
    **settings
        The fields of `Settings`.

    Returns
    -------
    Comparison
        With ``run.interrupted`` set if Ctrl-C ended it early; whole batches count.

    Raises
    ------
    InputError
        If the scenario, the calibration, an option or a setting is wrong; of several options all
        mistakes at once.
    KeyboardInterrupt
        If it was stopped before a single batch was done.
    """
    base = with_calibration(read_scenario(scenario, overrides), calibration)
    variants = [
        (option, with_calibration(loaded, calibration))
        for option, loaded in read_variants(scenario, options, overrides)
    ]
    return _Comparer(base, variants, Settings(**settings)).play(fanout or Threads(), progress)


class _Comparer:
    """Plays batches of all variants until the ranking is clear."""

    def __init__(
        self, base: Loaded, options: Sequence[tuple[Option, Loaded]], settings: Settings
    ) -> None:
        self._loaded = {AS_IT_IS: base} | {option.name: loaded for option, loaded in options}
        self._options = {option.name: option for option, _ in options}
        self._settings = settings
        scenario = base.scenario
        self._measures = shared_measures(self._loaded.values())
        default = "people_without_power" if scenario.power is not None else "leakage"
        self._by = settings.by or default
        self._check(len(options))
        seed = scenario.simulation.seed if settings.seed is None else settings.seed
        worlds = 1 if settings.fixed else min(WORLDS, settings.replications)
        per_world = WORLDS * PER_WORLD // worlds if settings.fixed else PER_WORLD
        self._plan = Plan(seed, worlds, per_world, settings.fixed)
        self._batches = -(-settings.replications // (worlds * per_world))
        self._found: dict[str, Measures] = {}
        self._interrupted = self._clear = False

    def _check(self, options: int) -> None:
        problems = []
        if len(self._loaded) != options + 1:
            problems.append(f'options must have names of their own, and none is "{AS_IT_IS}"')
        if self._by not in self._measures:
            problems.append(
                f"by: there is no measure {self._by}; choose {', '.join(self._measures)}"
            )
        if not 2 <= self._settings.replications <= 10**8:
            problems.append(
                f"replications must lie in 2 … 10⁸, got {self._settings.replications:,}"
            )
        if self._settings.seed is not None and not 0 <= self._settings.seed < 2**63:
            problems.append(f"seed must lie in 0 … 2⁶³ − 1, got {self._settings.seed}")
        if problems:
            raise InputError(problems)

    def play(self, fanout: Fanout, progress: Progress | None) -> Comparison:
        """Play, and answer."""
        begun = time.perf_counter()
        for batch in range(self._batches):
            try:
                self._take(self._play_batch(batch, fanout, progress))
            except KeyboardInterrupt:
                if not self._found:
                    raise
                self._interrupted = True
                break
            if self._settings.early and is_clear(self._found, self._by, self._batches):
                self._clear = batch + 1 < self._batches
                break
        return self._answer(time.perf_counter() - begun)

    def _play_batch(
        self, batch: int, fanout: Fanout, progress: Progress | None
    ) -> dict[str, Measures]:
        """Play one batch of every variant."""
        end = self._settings.replications
        tasks = {
            name: list(world_tasks(loaded, self._plan, end, batch))
            for name, loaded in self._loaded.items()
        }
        names = [name for name, mine in tasks.items() for _ in mine]
        parts: dict[str, list[Measures]] = {name: [] for name in tasks}
        size = self._plan.worlds * self._plan.per_world
        done, most = batch * size * len(tasks), end * len(tasks)
        every = [task for mine in tasks.values() for task in mine]
        with closing(fanout.map(measure_world, every)) as results:
            for name, part in zip(names, results, strict=True):
                parts[name].append(part)
                done += part.replication.size
                if progress is not None:
                    progress(name, done, most)
        return {name: joined(mine) for name, mine in parts.items()}

    def _take(self, batch: Mapping[str, Measures]) -> None:
        self._found = {
            name: joined([self._found[name], part] if name in self._found else [part])
            for name, part in batch.items()
        }

    def _answer(self, elapsed_s: float) -> Comparison:
        order = ranked(self._found, self._by)
        return Comparison(
            run=self._run(elapsed_s),
            by=self._by,
            measures=self._measures,
            variants=self._variants(),
            ranking=tuple(order),
            turning=None if self._plan.fixed else self._turning(order),
            assumptions=self._assumptions(),
        )

    def _variants(self) -> tuple[Variant, ...]:
        every = list(self._found.values())
        sure = {name: p_best(every, name, self._plan.seed) for name in self._measures}
        worlds = {name: worlds_best(every, name) for name in self._measures}
        base = self._found[AS_IT_IS]
        rows = []
        for number, (name, found) in enumerate(self._found.items()):
            loaded, option = self._loaded[name], self._options.get(name)
            stands = self._loaded[AS_IT_IS].scenario.batteries
            added = [battery for battery in loaded.scenario.batteries if battery not in stands]
            rows.append(
                Variant(
                    name=name,
                    description="" if option is None else option.description,
                    file="" if option is None or option.path is None else str(option.path),
                    digest=loaded.digest,
                    values={measure: found.estimate(measure) for measure in self._measures},
                    differences={
                        measure: paired(found, base, measure) for measure in self._measures
                    },
                    p_best={measure: float(sure[measure][number]) for measure in self._measures},
                    worlds_best={
                        measure: float(worlds[measure][number]) for measure in self._measures
                    },
                    added=tuple(added),
                    reach=reach_of(loaded, Ready(loaded).stage, added) if added else (),
                )
            )
        return tuple(rows)

    def _turning(self, order: Sequence[str]) -> Turning | None:
        """Return what could turn the choice between the two best over."""
        if len(order) < 2:
            return None
        first, second = self._found[order[0]], self._found[order[1]]
        one, two = worse(first, self._by), worse(second, self._by)
        better = _by_world(*one) - _by_world(*two)
        return Turning(
            best=order[0],
            second=order[1],
            difference=paired(first, second, self._by),
            worlds=float((better > 0.0).mean()),
            influences=findings.influence_rows(better, self._drawn(order[:2], better.size)),
        )

    def _drawn(self, names: Sequence[str], worlds: int) -> dict[str, NDArray[np.float64]]:
        """Return the draws of every figure of some variants in every world played."""
        figures = {
            path: figure
            for name in names
            for path, figure in figures_used(
                self._loaded[name].scenario, self._loaded[name].catalogue
            ).items()
        }
        plan = self._plan
        batches = -(-worlds // plan.worlds)
        parts = [draw_worlds(figures, plan.worlds, plan.seed, batch) for batch in range(batches)]
        return {path: np.concatenate([part[path] for part in parts])[:worlds] for path in figures}

    def _assumptions(self) -> tuple[Assumption, ...]:
        """Return the catalogue figures that only an option uses."""
        base = self._loaded[AS_IT_IS]
        known = figures_used(base.scenario, base.catalogue)
        rows: dict[str, Assumption] = {}
        for loaded in self._loaded.values():
            used = figures_used(loaded.scenario, loaded.catalogue)
            new = {path: figure for path, figure in used.items() if known.get(path) != figure}
            rows |= {row.figure: row for row in findings.assumptions(new, loaded.catalogue)}
        return tuple(rows.values())

    def _run(self, elapsed_s: float) -> ComparisonRun:
        base, settings = self._loaded[AS_IT_IS], self._settings
        found = self._found[AS_IT_IS]
        return ComparisonRun(
            scenario_name=base.scenario.name,
            scenario_file=str(base.path),
            version=__version__,
            seed=self._plan.seed,
            replications=int(found.replication.size),
            asked=settings.replications,
            worlds=int(np.unique(found.world).size),
            fixed=settings.fixed,
            interrupted=self._interrupted,
            clear=self._clear,
            overrides=base.overrides,
            command=self._command(),
            elapsed_s=elapsed_s,
        )

    def _command(self) -> str:
        """Return what makes it again: a command, or a call where options have no file."""
        base, settings = self._loaded[AS_IT_IS], self._settings
        options = self._options.values()
        if any(option.path is None for option in options):
            assigned = {
                option.name: [override.source.text for override in option.assignments]
                for option in options
            }
            again: dict[str, Any] = settings._asdict() | {"seed": self._plan.seed, "by": self._by}
            if base.calibration is not None:
                again["calibration"] = str(base.calibration.path)
            named = [f"{name}={value!r}" for name, value in again.items()]
            said = [repr(str(base.path)), str(assigned), str(list(base.overrides)), *named]
            return f"airshield.planning.comparison.compare.compare({', '.join(said)})"
        command = ["airshield", "compare", str(base.path)]
        for option in options:
            command += ["--option", str(option.path)]
        command += ["--seed", str(self._plan.seed), "-n", str(settings.replications)]
        command += ["--by", self._by, *(["--fixed"] if settings.fixed else [])]
        command += [] if settings.early else ["--no-early"]
        return shlex.join(command + changes_again(base))


def _by_world(top: NDArray[np.float64], bottom: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a measure in each world."""
    return np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0.0)
