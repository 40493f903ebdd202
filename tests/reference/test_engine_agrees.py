"""The compiled engine and the reference play the same raids, threat by threat.

Both draw the same keyed random numbers, so that they must agree replication by replication. They
find times by different means; where one of them rounds to another side of a tick, a replication
may go another way. That is allowed in one replication out of 200, and every one is printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from airshield.model.catalogue import Catalogue
from airshield.model.scenario import Scenario
from reference.adapter import play_compiled
from reference.agreement import Tally
from reference.building import figure
from reference.drawn import draw_scenario, draw_terrain
from reference.naive import Reference, SalvoPlayed

SCENARIOS, PART, REPLICATIONS = 240, 30, 10
LEAST_AGREEMENT = 0.995
Drawn = tuple[Scenario, Catalogue]


def hold_against(
    tally: Tally,
    seed: int,
    scenario: Scenario,
    catalogue: Catalogue,
    replications: int,
    factors: Mapping[str, float] | None = None,
) -> None:
    """Play a scenario in both."""
    terrain = draw_terrain(seed)
    reference = Reference(scenario, catalogue, factors, terrain=terrain)
    compiled = play_compiled(scenario, catalogue, terrain, seed, replications, factors)
    assert len(compiled) == replications
    for replication, theirs in enumerate(compiled):
        tally.add(seed, reference.play(seed, replication), theirs)


def judge(tally: Tally) -> None:
    print(*tally.mismatches, sep="\n")
    assert tally.agreed >= LEAST_AGREEMENT, "\n".join(tally.mismatches)
    for name, mine in tally.mine.items():
        assert tally.theirs[name] == pytest.approx(mine, rel=0.01), name
    assert tally.mine["rounds"] > 0


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, SCENARIOS, PART))
def test_engine_and_reference_agree(first: int) -> None:
    tally = Tally()
    for seed in range(first, first + PART):
        hold_against(tally, seed, *draw_scenario(seed), REPLICATIONS)
    assert tally.played == PART * REPLICATIONS
    judge(tally)


@pytest.mark.slow
def test_both_agree_with_factors_of_effectiveness() -> None:
    tally = Tally()
    for seed in range(PART):
        factors = {
            "effectiveness.drone": 0.2 + 0.1 * seed,
            "effectiveness.cruise-missile": 2.0 / (1 + seed),
            "effectiveness.ballistic-missile": 0.6,
        }
        hold_against(tally, seed, *draw_scenario(seed), REPLICATIONS, factors)
    judge(tally)


def edges(scenario: Scenario, catalogue: Catalogue, salvo: SalvoPlayed) -> Iterator[Drawn]:
    """Yield scenarios in which a battery comes or goes at the very tick of a launch, or beside it.

    A patrol goes when its endurance ends.
    """
    name = list(scenario.batteries)[salvo.battery]
    battery = scenario.batteries[name]
    system = catalogue.systems[battery.system]
    for at_s in ((salvo.launch_tick - 1) / 1024, salvo.launch_tick / 1024):
        if system.orbit is None:
            earlier = min(battery.from_s, at_s - 1.0)
            for span in ((earlier, at_s), (at_s, None)):
                ends = {"from_s": span[0], "until_s": span[1]}
                changed = scenario.batteries | {name: replace(battery, **ends)}
                yield replace(scenario, batteries=changed), catalogue
        elif at_s > battery.from_s:
            orbit = replace(system.orbit, endurance_s=figure(at_s - battery.from_s))
            systems = catalogue.systems | {battery.system: replace(system, orbit=orbit)}
            yield scenario, replace(catalogue, systems=systems)


@pytest.mark.slow
def test_both_agree_when_a_battery_comes_or_goes_at_the_tick_of_a_launch() -> None:
    tally = Tally()
    for seed in range(48):
        scenario, catalogue = draw_scenario(seed)
        played = Reference(scenario, catalogue, terrain=draw_terrain(seed)).play(seed, 0)
        for salvo in played.salvos[:1]:
            for edged, changed in edges(scenario, catalogue, salvo):
                hold_against(tally, seed, edged, changed, 1)
    assert tally.played > 90
    judge(tally)
