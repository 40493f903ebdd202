"""Coverage of a scenario: maps for one threat type, and shares for all of its raid's."""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield import __version__
from airshield.earth.frame import LocalFrame
from airshield.earth.terrain import Terrain
from airshield.files.output import write_json
from airshield.files.scenario import Loaded, read_scenario
from airshield.files.terrain import read_terrain
from airshield.planning.coverage.answer import CoverageAnswer, Run, TypeCoverage
from airshield.planning.coverage.area import Area, make_area
from airshield.planning.coverage.ends import ENDS, End, values_at
from airshield.planning.coverage.living import Living, find_living
from airshield.planning.coverage.measuring import (
    SIDES,
    courses_from_all_sides,
    courses_to_nearest,
    measure_along,
    measure_over,
)
from airshield.planning.coverage.movers import find_movers
from airshield.planning.coverage.options import Options, What, check_options
from airshield.planning.coverage.posts import Defence, Posts, defence_against, make_posts, rings
from airshield.planning.coverage.scene import Skylines, make_scene
from airshield.planning.coverage.shares import Found, layer_rows, level_rows
from airshield.planning.findings import assumptions
from airshield.simulation.arrays import Floats
from airshield.simulation.cast import local_frame
from airshield.simulation.engine import default_threads

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is to do."""
Maps = dict[tuple[What, End], NDArray[np.float32]]

HIGH_M = 10_000.0
"""Height at which a ballistic type is looked for, if none is asked for."""


class Coverage(NamedTuple):
    """The answer, and the maps of one threat type."""

    loaded: Loaded
    answer: CoverageAnswer
    area: Area
    frame: LocalFrame
    maps: Maps
    """(rows, columns) of each quantity at each end of the figures; warning in minutes."""

    def write(self, path: Path) -> None:
        """Write the answer as JSON.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        write_json(path, asdict(self.answer))


def cover(
    scenario: str | Path | Loaded,
    overrides: tuple[str, ...] = (),
    *,
    progress: Progress | None = None,
    **options: Any,
) -> Coverage:
    """Say where a scenario's defence sees and engages, with how many shots and how much warning.

    Parameters
    ----------
    scenario
        A scenario file, the name of a shipped scenario, or one already read.
    overrides
        Assignments like ``"batteries.north.system=nasams"``.
    progress
        Called as the work goes on.
    **options
        The fields of `Options`.

    Raises
    ------
    InputError
        If the scenario, its terrain or an option is wrong.
    """
    loaded = scenario if isinstance(scenario, Loaded) else read_scenario(scenario, overrides)
    chosen = Options(**options)
    check_options(chosen, loaded.catalogue)
    return _Coverer(loaded, chosen, progress or (lambda *_: None)).cover()


def types_to_cover(loaded: Loaded, threat: str | None) -> tuple[str, ...]:
    """Return the threat types asked for, the lowest-flying first.

    A type is asked for by its id. A class stands for its types in the raid, or, if it has none
    there, in the catalogue. Without either, all of the raid's types count. Decoys are left out,
    unless there is nothing else.
    """
    threats = loaded.catalogue.threats
    if threat in threats:
        return (threat,)
    flown = dict.fromkeys(group.threat for group in loaded.scenario.raid.groups.values())
    if threat is None:
        found = list(flown)
    else:
        found = [name for name in flown if threats[name].threat_class == threat]
        found = found or [name for name, kind in threats.items() if kind.threat_class == threat]
    harmful = [name for name in found if not threats[name].decoy] or found
    return tuple(sorted(harmful, key=lambda name: default_height_m(loaded, name)))


def default_height_m(loaded: Loaded, threat: str) -> float:
    """Return the height above ground at which a threat type is looked for."""
    height = loaded.catalogue.threats[threat].height_m
    return HIGH_M if height is None else height.value


class _Coverer:
    """Works out one scenario's coverage."""

    def __init__(self, loaded: Loaded, options: Options, progress: Progress) -> None:
        self._loaded = loaded
        self._options = options
        self._progress = progress
        self._begun = time.perf_counter()
        self._threads = options.threads or default_threads()
        self._frame = local_frame(loaded.scenario)
        self._terrain: Terrain | None = None
        if loaded.terrain_path is not None:
            self._terrain = read_terrain(loaded.terrain_path, self._frame)
        self._types = types_to_cover(loaded, options.threat)
        self._steps = 3 * (1 + len(self._types)) + 1
        self._done = 0

    def cover(self) -> Coverage:
        """Return maps and shares."""
        first = self._defence(self._types[0])
        area = self._area(first)
        skylines = Skylines(self._terrain, area, self._loaded.scenario.frame.k_factor)
        living = self._living(first, area)
        maps = self._maps(first, skylines)
        types = tuple(self._type(threat, skylines, living) for threat in self._types)
        movers = find_movers(
            first,
            lambda values, places: self._found(first, values, skylines, places),
            living,
            lambda done, of: self._progress("trying each figure", done, of),
        )
        answer = CoverageAnswer(
            run=self._run(area),
            people=float(living.people.sum()),
            demand_mw=float(living.mw.sum()),
            mapped=self._types[0],
            types=types,
            movers=movers,
            assumptions=assumptions(first.figures, self._loaded.catalogue),
        )
        return Coverage(self._loaded, answer, area, self._frame, maps)

    def _defence(self, threat: str) -> Defence:
        return defence_against(self._loaded, threat, self._terrain)

    def _height_m(self, threat: str) -> float:
        asked = self._options.height_m
        return default_height_m(self._loaded, threat) if asked is None else asked

    def _posts(self, defence: Defence, values: Mapping[str, float]) -> Posts:
        return make_posts(defence, values, self._options.p_detect)

    def _area(self, defence: Defence) -> Area:
        """Return the area: as far about the scenario as anything reaches at its best."""
        posts = self._posts(defence, values_at(defence.figures, "better"))
        ground = 0.0 if self._terrain is None else float(self._terrain.height_m.mean())
        outer = rings(posts, ground + self._height_m(defence.threat), self._k_factor)[1]
        sensors = posts.watch.looks_s.size
        useful = np.concatenate([np.ones(sensors, np.bool_), posts.engages])
        reach = float(outer[useful].max(initial=0.0))
        cell_m = self._options.cell_m
        return make_area(self._loaded.scenario, self._frame, reach, cell_m, self._terrain)

    @property
    def _k_factor(self) -> float:
        return self._loaded.scenario.frame.k_factor

    def _living(self, defence: Defence, area: Area) -> Living:
        names, places = defence.cast.names, defence.cast.places
        holder = [names.districts[d] if d >= 0 else None for d in places.district]
        return find_living(self._loaded.scenario, self._frame, area, holder)

    def _maps(self, defence: Defence, skylines: Skylines) -> Maps:
        """Return each quantity over every cell, at each end of the figures."""
        area = skylines.area
        courses = courses_to_nearest(area, defence.cast.asset_m)
        maps: Maps = {}
        for end in ENDS:
            self._step("drawing maps")
            values = values_at(defence.figures, end)
            found = self._measured(defence, values, skylines, area.points_m, courses)
            for what, flat in found.values.items():
                maps[what, end] = flat.reshape(area.rows, area.columns).astype(np.float32)
        return maps

    def _type(self, threat: str, skylines: Skylines, living: Living) -> TypeCoverage:
        """Return the shares for one threat type."""
        defence = self._defence(threat)
        kind = self._loaded.catalogue.threats[threat]
        found: dict[End, Found] = {}
        for end in ENDS:
            self._step(f"counting people, {threat}")
            values = values_at(defence.figures, end)
            found[end] = self._found(defence, values, skylines, living)
        return TypeCoverage(
            threat=threat,
            title=kind.title,
            threat_class=kind.threat_class,
            height_m=self._height_m(threat),
            speed_m_s=kind.speed_m_s.value,
            courses=kind.flight != "ballistic",
            levels=level_rows(found, living),
            layers=layer_rows(found, living),
        )

    def _found(
        self, defence: Defence, values: Mapping[str, float], skylines: Skylines, living: Living
    ) -> Found:
        """Return what is over each place, and what it has from its worst side."""
        courses = courses_from_all_sides(living, skylines.area)
        found = self._measured(defence, values, skylines, living.at_m, courses)
        for what in ("shots", "warning"):
            if what in found.values:
                found.values[what] = found.values[what].reshape(-1, SIDES).min(axis=1)
        return found

    def _measured(
        self,
        defence: Defence,
        values: Mapping[str, float],
        skylines: Skylines,
        points_m: Floats,
        courses_m: Floats,
    ) -> Found:
        """Return what is over points and along courses at one draw of the figures."""
        kind = self._loaded.catalogue.threats[defence.threat]
        posts = self._posts(defence, values)
        scene = make_scene(
            posts, skylines, self._height_m(defence.threat), falls=kind.flight == "glide"
        )
        over = measure_over(scene, posts, points_m, self._loaded.scenario, self._loaded.catalogue)
        found: dict[What, Floats] = {
            "seen": over.seen.astype(np.float64),
            "engaged": over.engaged.astype(np.float64),
        }
        if kind.flight != "ballistic":
            speed = values[f"threats.{defence.threat}.speed_m_s"]
            along = measure_along(scene, posts, courses_m, speed, self._threads)
            delay = self._loaded.scenario.alerting.delay_s
            found["shots"] = along.shots
            found["warning"] = np.maximum(along.warning_s - delay, 0.0) / 60.0
        return Found(found, over.layers, over.batteries)

    def _step(self, what: str) -> None:
        self._progress(what, self._done, self._steps)
        self._done += 1

    def _run(self, area: Area) -> Run:
        loaded, options = self._loaded, self._options
        command = ["airshield", "coverage", str(loaded.path)]
        for name, value in (
            ("--threat", options.threat),
            ("--height", options.height_m),
            ("--cell", options.cell_m),
        ):
            if value is not None:
                command += [name, value if isinstance(value, str) else f"{value:g}"]
        if options.p_detect != Options().p_detect:
            command += ["--p-detect", f"{options.p_detect:g}"]
        for override in loaded.overrides:
            command += ["--set", override]
        return Run(
            scenario_name=loaded.scenario.name,
            scenario_file=str(loaded.path),
            scenario_digest=loaded.digest,
            version=__version__,
            overrides=loaded.overrides,
            command=shlex.join(command),
            cell_m=area.cell_m,
            columns=area.columns,
            rows=area.rows,
            p_detect=options.p_detect,
            sides=SIDES,
            alert_delay_s=loaded.scenario.alerting.delay_s,
            terrain=self._terrain is not None,
            elapsed_s=time.perf_counter() - self._begun,
        )
