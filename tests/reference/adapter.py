"""The compiled engine, played and put into the words of the reference."""

from __future__ import annotations

from collections.abc import Mapping

from airshield.earth.terrain import Terrain as EarthTerrain
from airshield.model.catalogue import Catalogue
from airshield.model.scenario import Scenario
from airshield.simulation.cast import make_cast
from airshield.simulation.figures import central, figures_used
from airshield.simulation.kernels import columns
from airshield.simulation.outcomes import FATES, ROLES
from airshield.simulation.recording import Recorded, record
from airshield.simulation.world import make_stage, make_world
from reference.naive import Played, SalvoPlayed, Terrain, ThreatPlayed


def play_compiled(
    scenario: Scenario,
    catalogue: Catalogue,
    terrain: Terrain | None,
    seed: int,
    replications: int,
    factors: Mapping[str, float] | None = None,
) -> list[Played]:
    """Play replications 0 … ``replications`` − 1 in the fixed world, with factors upon it."""
    ground = None
    if terrain is not None:
        ground = EarthTerrain(terrain.height_m, terrain.west_m, terrain.south_m, terrain.step_m)
    stage = make_stage(scenario, catalogue, make_cast(scenario, catalogue, ground))
    values = central(figures_used(scenario, catalogue)) | dict(factors or {})
    world, groups = make_world(stage, values)
    recorded = [record(stage, world, groups, seed, r, 0) for r in range(replications)]
    return [_played(scenario, r, one) for r, one in enumerate(recorded)]


def _played(scenario: Scenario, replication: int, recorded: Recorded) -> Played:
    chunk = recorded.played.chunk
    # Assets that lie in no district stand for districts of their own after the real ones.
    leads = chunk.lead_tick[0].tolist()[: len(scenario.districts)]
    return Played(
        replication=replication,
        threats=_threats(recorded),
        salvos=_salvos(recorded),
        rounds=tuple(chunk.rounds[0].tolist()),
        damage_milli=tuple(chunk.damage_milli[0].tolist()),
        lead_ticks=tuple(leads),
    )


def _threats(recorded: Recorded) -> tuple[ThreatPlayed, ...]:
    fates = recorded.fates
    rows = zip(*(column.tolist() for column in fates), strict=True)
    played = []
    for row in rows:
        is_ = dict(zip(fates._fields, row, strict=True))
        played.append(
            ThreatPlayed(
                index=is_["threat"],
                group=is_["group"],
                role=ROLES[is_["role"]],
                variant=is_["variant"],
                target=is_["target"],
                fate=FATES[is_["fate"]],
                start_tick=is_["start_tick"],
                end_tick=is_["end_tick"],
                track_tick=is_["track_tick"],
                battery=is_["battery"],
                rounds=is_["rounds"],
                hit=bool(is_["hit"]),
            )
        )
    return tuple(played)


def _salvos(recorded: Recorded) -> tuple[SalvoPlayed, ...]:
    names = ("THREAT", "BATTERY", "ROUNDS", "DECIDED", "MEETS")
    wanted = [getattr(columns, f"SALVO_{name}") for name in names]
    return tuple(SalvoPlayed(*row) for row in recorded.salvos[:, wanted].tolist())
