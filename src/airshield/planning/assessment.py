"""The assessment: a scenario played, and what it came to."""

from __future__ import annotations

import html
import shlex
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from airshield import __version__
from airshield.earth.terrain import Terrain
from airshield.files.output import make_folder, write_json
from airshield.files.parquet import ParquetWriter
from airshield.files.scenario import Loaded, read_scenario
from airshield.files.terrain import read_terrain
from airshield.model.scenario import Scenario
from airshield.planning import findings
from airshield.planning.answer import Answer, Estimate, Leaker, Run
from airshield.planning.calibrated import (
    calibration_use,
    changes_again,
    effectiveness_of,
    with_calibration,
)
from airshield.planning.estimate import between_share, mean, ratio
from airshield.planning.ledger import Ledger
from airshield.planning.options import Options, assessment_plan, check_options
from airshield.planning.supply import PowerLedger
from airshield.planning.telling import LEAKERS_DRAWN, Told, fates_columns, teller
from airshield.simulation.cast import local_frame, make_cast
from airshield.simulation.engine import Played, run, slice_ticks
from airshield.simulation.figures import draw_worlds
from airshield.simulation.world import Stage, make_stage

Progress = Callable[[int, int, Estimate | None], None]
"""Called with replications done, replications expected, and the leakage so far."""


class Assessment:
    """A scenario with the answer to it; shows itself in a notebook."""

    def __init__(self, loaded: Loaded, answer: Answer, events: int, fates: dict[str, Any]) -> None:
        self.loaded = loaded
        self.answer = answer
        self.events = events
        self.fates = fates

    @property
    def scenario(self) -> Scenario:
        """The scenario."""
        return self.loaded.scenario

    def write(self, folder: str | Path) -> list[Path]:
        """Write ``results.json`` and ``fates.parquet`` into a folder; return what was written.

        Raises
        ------
        OutputError
            If they cannot be written.
        """
        place = make_folder(Path(folder))
        results, fates = place / "results.json", place / "fates.parquet"
        write_json(results, asdict(self.answer))
        info = {"run": repr(self.answer.run)}
        with ParquetWriter(fates, info) as writer:
            writer.append(self.fates)
        return [results, fates]

    def __repr__(self) -> str:
        """Say what came of it in a line."""
        run_, found = self.answer.run, self.answer.leakage
        return (
            f"<Assessment of {run_.scenario_name}: leakage {found.mean:.1%} "
            f"({found.low:.1%} … {found.high:.1%}), {run_.replications:,} raids, seed {run_.seed}>"
        )

    def _repr_html_(self) -> str:
        """Show leakage by threat class as a table in a notebook."""
        rows = "".join(
            f"<tr><td style='text-align:left'>{html.escape(row.name)}</td>"
            f"<td>{row.launched.mean:.1f}</td><td>{row.arrived.mean:.1f}</td>"
            f"<td>{row.leakage.mean:.1%}</td>"
            f"<td>{row.leakage.low:.1%} … {row.leakage.high:.1%}</td></tr>"
            for row in self.answer.classes
        )
        head = "<th>threats</th><th>launched</th><th>arrived</th><th>leakage</th><th>95 %</th>"
        caption = html.escape(repr(self)[1:-1])
        return f"<table><caption>{caption}</caption><tr>{head}</tr>{rows}</table>"


def assess(
    scenario: str | Path | Loaded,
    overrides: Sequence[str] = (),
    *,
    calibration: str | Path | None = None,
    replications_file: Path | None = None,
    progress: Progress | None = None,
    **options: Any,
) -> Assessment:
    """Play a scenario and say how well it protects.

    Parameters
    ----------
    scenario
        A scenario file, the name of a shipped scenario, or one already read.
    overrides
        Assignments like ``"raid.groups.cruise.count=40"``.
    calibration
        A calibration file, or the name of a shipped one, to play it with.
    replications_file
        Parquet file to write, one row a replication.
    progress
        Called after every chunk with replications done and expected, and the leakage so far.
    **options
        The fields of `Options`.

    Returns
    -------
    Assessment
        With ``answer.run.interrupted`` set if Ctrl-C ended it early; what was played counts.

    Raises
    ------
    InputError
        If the scenario, the calibration or an option is wrong.
    KeyboardInterrupt
        If it was stopped before a single replication was done.
    """
    chosen = Options(**options)
    check_options(chosen)
    loaded = scenario if isinstance(scenario, Loaded) else read_scenario(scenario, overrides)
    loaded = with_calibration(loaded, calibration)
    return _Assessor(loaded, chosen).play(replications_file, progress)


def load_stage(loaded: Loaded) -> Stage:
    """Turn a scenario that was read into a stage, with its terrain.

    Raises
    ------
    InputError
        If the terrain cannot be read.
    """
    terrain: Terrain | None = None
    if loaded.terrain_path is not None:
        terrain = read_terrain(loaded.terrain_path, local_frame(loaded.scenario))
    cast = make_cast(loaded.scenario, loaded.catalogue, terrain)
    return make_stage(loaded.scenario, loaded.catalogue, cast, effectiveness_of(loaded))


class _Assessor:
    """Plays batches into the ledgers until enough is known."""

    def __init__(self, loaded: Loaded, options: Options) -> None:
        self._loaded = loaded
        self._options = options
        self._plan, self._asked = assessment_plan(loaded.scenario.simulation, options)
        self._seed = self._plan.seed
        self._stage = load_stage(loaded)
        scenario = loaded.scenario
        self._ledger = Ledger(
            scenario, self._stage.cast, self._plan.worlds, by_world=self._plan.worlds > 1
        )
        self._power = PowerLedger(scenario, self._seed, fixed=self._plan.worlds == 1)
        self._slice_tick = slice_ticks(self._stage)
        self._batches = 0
        self._interrupted = False
        self._told: dict[int, Told] = {}

    def play(self, rows_file: Path | None, progress: Progress | None) -> Assessment:
        """Play, and answer."""
        begun = time.perf_counter()
        with ExitStack() as stack:
            writer = None
            if rows_file is not None:
                writer = stack.enter_context(ParquetWriter(rows_file))
            try:
                self._play_batches(writer, progress)
            except KeyboardInterrupt:
                if self._ledger.raids == 0:
                    raise
                self._interrupted = True
            answer = self._answer(time.perf_counter() - begun)
            if writer is not None:
                writer.info = {"run": repr(answer.run)}
        fates = fates_columns(self._stage, [told.fates for told in self._in_order()])
        return Assessment(self._loaded, answer, self._ledger.events, fates)

    def _in_order(self) -> list[Told]:
        """Return what was kept of single threats, by replication."""
        return [self._told[replication] for replication in sorted(self._told)]

    def _play_batches(self, writer: ParquetWriter | None, progress: Progress | None) -> None:
        size = self._plan.worlds * self._plan.per_world
        while self._batches * size < self._asked and not self._precise():
            self._ledger.grow((self._batches + 1) * self._plan.worlds)
            chunks = run(
                self._stage,
                self._plan,
                end=self._asked,
                batch=self._batches,
                threads=self._options.threads,
                chunk=self._options.chunk,
                slice_tick=self._slice_tick,
                tell=teller(self._stage, self._seed, self._options.fates),
            )
            self._batches += 1
            # Chunks are added up on a thread of its own, where Ctrl-C cannot stop one halfway.
            with ThreadPoolExecutor(1) as keeper, closing(chunks):
                for played in chunks:
                    keeper.submit(self._take, played, writer).result()
                    if progress is not None:
                        progress(self._ledger.raids, *self._expected())

    def _take(self, played: Played, writer: ParquetWriter | None) -> None:
        rows = self._ledger.add(played)
        self._power.add(played.chunk)
        for told in played.told:
            self._told[told.replication] = told
        if writer is not None:
            writer.append(_row_columns(played, rows))

    def _precise(self) -> bool:
        goal = self._options.precision
        if goal is None or self._batches == 0:
            return False
        found = findings.leakage(self._ledger)
        return 0.5 * (found.high - found.low) < goal

    def _expected(self) -> tuple[int, Estimate | None]:
        """Return the replications expected in all, and the leakage so far."""
        goal = self._options.precision
        if goal is None:
            return self._asked, None
        found = findings.leakage(self._ledger)
        half = max(0.5 * (found.high - found.low), 1e-12)
        needed = self._ledger.raids * max(1.0, (half / goal) ** 2)
        size = self._plan.worlds * self._plan.per_world
        return min(self._asked, int(-(-needed // size) * size)), found

    def _answer(self, elapsed_s: float) -> Answer:
        ledger, stage, loaded = self._ledger, self._stage, self._loaded
        scenario, catalogue, cast = loaded.scenario, loaded.catalogue, stage.cast
        sums, raids = ledger.sums, ledger.sums["raids"]
        costs = findings.round_costs(ledger, scenario, catalogue).sum(axis=1)
        weapons = sums["fates"][:, :, 0, :].sum(axis=(1, 2))
        between = 0.0
        if self._plan.worlds > 1:
            between = between_share(raids, sums["leakers"], sums["leakers_squared"])
        return Answer(
            run=self._run(elapsed_s),
            weapons=mean(weapons, raids),
            leakage=findings.leakage(ledger),
            leakers=findings.leakers(ledger),
            p_no_leaker=ratio(sums["no_leaker"], raids, share=True),
            between_worlds=between,
            classes=findings.class_rows(ledger, scenario, catalogue),
            groups=findings.group_rows(ledger, cast),
            assets=findings.asset_rows(ledger, scenario),
            systems=findings.system_rows(ledger, scenario, catalogue, cast),
            empty_batteries=findings.empty_batteries(ledger, cast),
            rounds_cost_eur=mean(costs, raids),
            districts=findings.district_rows(ledger, cast),
            exposed=findings.people_exposed(ledger, "exposed"),
            exposed_unwarned=findings.people_exposed(ledger, "exposed_unwarned"),
            power=self._power.points(),
            demand_mw=self._power.demand_mw,
            power_replications=self._power.replications,
            timeline=findings.timeline(ledger, self._slice_tick),
            influences=findings.influences(ledger, self._drawn()),
            assumptions=findings.assumptions(stage.figures, catalogue)
            + findings.scenario_assumptions(scenario),
            reported=findings.reported_rows(ledger, scenario, cast),
            leakers_drawn=self._leakers(),
            calibration=calibration_use(loaded),
            leakers_histogram=tuple(int(n) for n in np.trim_zeros(ledger.leakers, "b")),
        )

    def _drawn(self) -> dict[str, NDArray[np.float64]]:
        """Return the draws of every figure in every world played."""
        if self._plan.worlds == 1:
            return {}
        figures = self._stage.figures
        parts = [
            draw_worlds(figures, self._plan.worlds, self._seed, batch)
            for batch in range(self._batches)
        ]
        return {path: np.concatenate([part[path] for part in parts]) for path in figures}

    def _leakers(self) -> tuple[Leaker, ...]:
        return tuple(leaker for told in self._in_order() for leaker in told.leakers)[:LEAKERS_DRAWN]

    def _run(self, elapsed_s: float) -> Run:
        loaded, options = self._loaded, self._options
        command = ["airshield", "assess", str(loaded.path), "--seed", str(self._seed)]
        if options.precision is not None:
            command += ["--precision", f"{options.precision:g}"]
            if options.replications is not None:
                command += ["-n", str(options.replications)]
        else:
            command += ["-n", str(self._asked)]
        if options.worlds is not None:
            command += ["--worlds", str(options.worlds)]
        if options.fixed:
            command += ["--fixed"]
        command += changes_again(loaded)
        return Run(
            scenario_name=loaded.scenario.name,
            scenario_file=str(loaded.path),
            scenario_digest=loaded.digest,
            version=__version__,
            seed=self._seed,
            replications=self._ledger.raids,
            asked=self._asked if options.precision is None else self._ledger.raids,
            worlds=int((self._ledger.sums["raids"] > 0).sum()) if self._plan.worlds > 1 else 1,
            fixed=options.fixed,
            interrupted=self._interrupted,
            overrides=loaded.overrides,
            command=shlex.join(command),
            elapsed_s=elapsed_s,
            **calibration_of(loaded),
        )


def calibration_of(loaded: Loaded) -> dict[str, str]:
    """Return what a run says of its calibration."""
    if loaded.calibration is None:
        return {}
    used = loaded.calibration
    return {"calibration_file": str(used.path), "calibration_digest": used.digest}


def _row_columns(
    played: Played, rows: Mapping[str, NDArray[np.generic]]
) -> dict[str, NDArray[Any]]:
    """Return the columns of ``replications.parquet`` for a chunk."""
    chunk = played.chunk
    fates = chunk.fates
    return {
        "replication": chunk.replication,
        "world": chunk.world,
        "weapons": fates[:, :, 0, :].sum(axis=(1, 2)),
        "weapons_killed": fates[:, :, 0, 0].sum(axis=1),
        "weapons_suppressed": fates[:, :, 0, 1].sum(axis=1),
        "weapons_arrived": fates[:, :, 0, 2].sum(axis=1),
        "weapons_aborted": fates[:, :, 0, 3].sum(axis=1),
        "decoys": fates[:, :, 1, :].sum(axis=(1, 2)),
        "decoys_arrived": fates[:, :, 1, 2].sum(axis=1),
        "carriers": fates[:, :, 2, :].sum(axis=(1, 2)),
        "carriers_killed": fates[:, :, 2, 0].sum(axis=1),
        "rounds": chunk.rounds.sum(axis=1),
        "empty_batteries": chunk.empty.sum(axis=1, dtype=np.int64),
        "assets_disabled": np.asarray(rows["disabled"]).sum(axis=1),
        "districts_reached": (chunk.lead_tick >= 0).sum(axis=1),
        "people_exposed": np.asarray(rows["exposed"]).sum(axis=1),
        "people_exposed_unwarned": np.asarray(rows["exposed_unwarned"]).sum(axis=1),
    }
