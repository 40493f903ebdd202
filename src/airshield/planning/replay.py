"""One replication of an assessment, played again and told as a story."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from airshield import __version__
from airshield.files.scenario import Loaded, read_scenario
from airshield.planning.answer import Run
from airshield.planning.assessment import calibration_of, load_stage
from airshield.planning.calibrated import changes_again, with_calibration
from airshield.planning.options import Options, assessment_plan, check_options, check_replication
from airshield.planning.reasons import Teller
from airshield.planning.replaying import Replay, ReplayBattery, ReplaySalvo, ReplayThreat
from airshield.planning.telling import path, world_of
from airshield.simulation.arrays import World
from airshield.simulation.engine import Plan
from airshield.simulation.kernels import columns
from airshield.simulation.outcomes import FATES, ROLES
from airshield.simulation.recording import Recorded, position, record
from airshield.simulation.world import Stage
from airshield.units import TICKS_PER_S


def replay(
    scenario: str | Path | Loaded,
    replication: int,
    overrides: Sequence[str] = (),
    *,
    calibration: str | Path | None = None,
    **options: Any,
) -> Replay:
    """Play one replication of an assessment again, exactly, and tell it.

    Parameters
    ----------
    scenario
        A scenario file, the name of a shipped scenario, or one already read.
    replication
        Its number, from 0.
    overrides
        Assignments like ``"raid.groups.cruise.count=40"``.
    calibration
        The calibration that the assessment was played with.
    **options
        The fields of `assessment.Options` that the assessment was run with: they decide in which
        world the replication is played.

    Raises
    ------
    InputError
        If the scenario is wrong or the assessment had no such replication.
    """
    loaded, plan, asked, stage = opened(scenario, replication, overrides, calibration, options)
    index, world, groups = world_of(stage, plan, replication)
    recorded = record(stage, world, groups, plan.seed, replication, index)
    teller = Teller(stage, world, recorded, plan.seed)
    return Replay(
        run=_run(loaded, plan, asked, replication),
        replication=replication,
        world=index,
        h_hour=loaded.scenario.h_hour,
        threats=tuple(
            _threat(stage, world, recorded, teller, row)
            for row in range(recorded.fates.threat.size)
        ),
        salvos=tuple(_salvo(stage, world, recorded, row) for row in recorded.salvos.tolist()),
        batteries=tuple(
            _battery(stage, world, recorded, number) for number in range(world.battery.shape[0])
        ),
    )


def opened(
    scenario: str | Path | Loaded,
    replication: int,
    overrides: Sequence[str],
    calibration: str | Path | None,
    options: Mapping[str, Any],
) -> tuple[Loaded, Plan, int, Stage]:
    """Return the scenario, the plan, its replications and the stage of an assessment to play again.

    Raises
    ------
    InputError
        If the scenario is wrong or the assessment had no such replication.
    """
    loaded = scenario if isinstance(scenario, Loaded) else read_scenario(scenario, overrides)
    loaded = with_calibration(loaded, calibration)
    chosen = Options(**options)
    check_options(chosen)
    plan, asked = assessment_plan(loaded.scenario.simulation, chosen)
    check_replication(replication, asked)
    stage = load_stage(loaded)
    return loaded, plan, asked, stage


def _run(loaded: Loaded, plan: Plan, asked: int, replication: int) -> Run:
    command = ["airshield", "replay", str(loaded.path), "--replication", str(replication)]
    command += ["-n", str(asked), "--seed", str(plan.seed), "--worlds", str(plan.worlds)]
    if plan.fixed:
        command += ["--fixed"]
    command += changes_again(loaded)
    return Run(
        scenario_name=loaded.scenario.name,
        scenario_file=str(loaded.path),
        scenario_digest=loaded.digest,
        version=__version__,
        seed=plan.seed,
        replications=1,
        asked=asked,
        worlds=plan.worlds,
        fixed=plan.fixed,
        interrupted=False,
        overrides=loaded.overrides,
        command=shlex.join(command),
        elapsed_s=0.0,
        **calibration_of(loaded),
    )


def _threat(
    stage: Stage, world: World, recorded: Recorded, teller: Teller, row: int
) -> ReplayThreat:
    fates, names = recorded.fates, stage.cast.names
    group = stage.scenario.raid.groups[names.groups[fates.group[row]]]
    role, fate = ROLES[fates.role[row]], FATES[fates.fate[row]]
    carried = role == "carrier" and group.carrier is not None
    start_s = float(fates.start_tick[row]) / TICKS_PER_S
    end_s = float(fates.end_tick[row]) / TICKS_PER_S
    flown = (
        [] if fate == "aborted" else path(stage, world, int(recorded.route[row]), end_s - start_s)
    )
    stopped = int(fates.battery[row])
    return ReplayThreat(
        threat=int(fates.threat[row]),
        group=names.groups[fates.group[row]],
        threat_type=group.carrier.threat if carried and group.carrier else group.threat,
        role=role,
        target=None if role == "carrier" else names.assets[fates.target[row]],
        start_s=start_s,
        track_s=float(fates.track_tick[row]) / TICKS_PER_S if fates.track_tick[row] >= 0 else None,
        end_s=end_s,
        fate=fate,
        hit=bool(fates.hit[row]),
        battery=names.batteries[stopped] if fate in ("killed", "suppressed") else None,
        why=teller.why(row),
        path=tuple((start_s + time_s, lon, lat, height) for time_s, lon, lat, height in flown),
    )


def _salvo(stage: Stage, world: World, recorded: Recorded, row: list[int]) -> ReplaySalvo:
    threat = row[columns.SALVO_THREAT]
    index = int((recorded.fates.threat == threat).argmax())
    started = float(recorded.fates.start_tick[index])
    meets = float(row[columns.SALVO_MEETS])
    at = position(world, int(recorded.route[index]), (meets - started) / TICKS_PER_S)
    lat, lon = stage.cast.frame.to_geodetic(float(at[0]), float(at[1]))
    return ReplaySalvo(
        threat=threat,
        battery=stage.cast.names.batteries[row[columns.SALVO_BATTERY]],
        rounds=row[columns.SALVO_ROUNDS],
        launch_s=row[columns.SALVO_DECIDED] / TICKS_PER_S,
        intercept_s=meets / TICKS_PER_S,
        killed=bool(row[columns.SALVO_KILLED]),
        lon_deg=lon,
        lat_deg=lat,
        height_m=float(at[2]),
    )


def _battery(stage: Stage, world: World, recorded: Recorded, number: int) -> ReplayBattery:
    name = stage.cast.names.batteries[number]
    battery = stage.scenario.batteries[name]
    rounds = int(recorded.played.chunk.rounds[0, number])
    sites = world.site[world.site[:, columns.SITE_BATTERY] == number]
    return ReplayBattery(
        name=name,
        system=battery.system,
        lon_deg=battery.lon_deg,
        lat_deg=battery.lat_deg,
        range_m=float(sites[0, columns.SITE_RANGE_M]),
        in_service=bool(recorded.serving[number]),
        rounds=rounds,
        left=int(world.battery[number, columns.STOCK]) - rounds,
    )
