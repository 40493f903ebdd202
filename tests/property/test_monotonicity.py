"""One more round, channel, battery or sensor does no harm on average; where it does, why.

Both raids are played with the same random numbers, so that the difference is that of the defence.
What is compared is the value of what arrives: the defence chooses by it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest

from airshield.model.catalogue import Catalogue
from airshield.model.doctrine import Doctrine, FireRule
from airshield.model.raid import Raid, Window
from airshield.model.scenario import Asset, Battery, Network, Scenario, Sensor
from reference.building import at, figure, fire_system, one_city
from reference.drawn import draw_scenario
from unit.simulation.staging import outcome

Made = tuple[Scenario, Catalogue]

REPLICATIONS = 2_000
Z = 3.29


def one_more_round(made: Made) -> Iterator[tuple[str, Made]]:
    scenario, catalogue = made
    for name, battery in scenario.batteries.items():
        launcher = catalogue.systems[battery.system].launcher
        if launcher is not None:
            holds = round(launcher.launchers.value) * round(launcher.rounds_per_launcher.value)
            stock = 1 + (holds if battery.stock is None else battery.stock)
            batteries = scenario.batteries | {name: replace(battery, stock=stock)}
            yield f"a round for {name}", (replace(scenario, batteries=batteries), catalogue)


def one_more_channel(made: Made) -> Iterator[tuple[str, Made]]:
    scenario, catalogue = made
    for name in {battery.system: None for battery in scenario.batteries.values()}:
        system = catalogue.systems[name]
        if system.launcher is not None:
            one = system.launcher.channels
            channels = replace(one, low=one.low + 1, value=one.value + 1, high=one.high + 1)
            system = replace(system, launcher=replace(system.launcher, channels=channels))
            systems = catalogue.systems | {name: system}
            yield f"a channel for each {name}", (scenario, replace(catalogue, systems=systems))


def one_more_battery(made: Made) -> Iterator[tuple[str, Made]]:
    scenario, catalogue = made
    for name, battery in scenario.batteries.items():
        batteries = scenario.batteries | {"another": battery}
        yield f"another {name}", (replace(scenario, batteries=batteries), catalogue)


def one_more_sensor(made: Made) -> Iterator[tuple[str, Made]]:
    scenario, catalogue = made
    asset = next(iter(scenario.assets.values()))
    for network in scenario.networks:
        radar = Sensor(lat_deg=asset.lat_deg, lon_deg=asset.lon_deg, type="radar", network=network)
        sensors = scenario.sensors | {"another": radar}
        yield f"a radar for {network}", (replace(scenario, sensors=sensors), catalogue)


def one_more(made: Made) -> Iterator[tuple[str, Made]]:
    """Yield every way to have one more of something."""
    for way in (one_more_round, one_more_channel, one_more_battery, one_more_sensor):
        yield from way(made)


def harm(made: Made) -> np.ndarray:
    """Return the value of the assets at which weapons arrive, in each replication."""
    scenario, catalogue = made
    value = np.array([asset.value for asset in scenario.assets.values()])
    return outcome(scenario, catalogue, REPLICATIONS, seed=7).arrived @ value


def does_harm(fewer: np.ndarray, more: np.ndarray) -> bool:
    """Return whether having more made it worse, beyond chance."""
    change = more - fewer
    error = float(change.std(ddof=1)) / math.sqrt(change.size)
    return float(change.mean()) > Z * error


# A greedy defence does not always use well what it has more of: two rules, each with a case.


def leaving_nothing_to_others(made: Made) -> Made:
    scenario, catalogue = made
    doctrine = replace(scenario.doctrine, cheapest_first=False)
    return replace(scenario, doctrine=doctrine), catalogue


def with_rounds_for_all(made: Made) -> Made:
    scenario, catalogue = made
    batteries = {
        name: battery if battery.system == "jam" else replace(battery, stock=None)
        for name, battery in scenario.batteries.items()
    }
    systems = {
        name: system
        if system.launcher is None
        else replace(system, launcher=replace(system.launcher, rounds_per_launcher=figure(10_000)))
        for name, system in catalogue.systems.items()
    }
    return replace(scenario, batteries=batteries), replace(catalogue, systems=systems)


GREEDY_RULES = (leaving_nothing_to_others, with_rounds_for_all)
"""Without the first, no member waits for a cheaper one until its own last chance, to find that
one slow round in flight keeps every other member of the coordinated network from firing. Without
the second, a battery that can fire at more threats at once does not end its rounds (all of them,
or those on its launchers) sooner, on threats that come early or matter little."""


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(32))
def test_one_more_does_no_harm_but_by_a_greedy_rule(seed: int) -> None:
    made = draw_scenario(seed)
    fewer = harm(made)
    for what, more in one_more(made):
        if does_harm(fewer, harm(more)):
            spared = [
                rule.__name__
                for rule in GREEDY_RULES
                if not does_harm(harm(rule(made)), harm(dict(one_more(rule(made)))[what]))
            ]
            assert spared, what


def leaves_for_a_cheaper_one() -> tuple[Made, Made]:
    """Return a battery with time for four looks, alone and beside a cheap gun with one round.

    Beside the gun it waits until its last chance, and is too far out to fire again.
    """
    far = fire_system(p_kill={"cruise-missile": 0.9}, range_min_m=20_000.0, round_cost_eur=1e6)
    gun = fire_system(
        p_kill={"cruise-missile": 0.6},
        range_max_m=5_000.0,
        round_cost_eur=100.0,
        launchers=1,
    )
    doctrine = Doctrine(fire=FireRule(max_rounds=4, assess_s=1.0))
    places = {name: Battery(system=name, network="all", **at(0.0, 0.0)) for name in ("far", "gun")}
    scenario, catalogue = one_city(
        {"far": far, "gun": gun},
        places,
        networks={"all": Network(latency_s=0.0)},
        doctrine=doctrine,
    )
    alone = replace(scenario, batteries={"far": places["far"]})
    return (alone, catalogue), (scenario, catalogue)


def spends_its_rounds_on_what_comes_first() -> tuple[Made, Made]:
    """Return a battery of twenty rounds with one channel and with two.

    First twenty missiles come for a village, a quarter of an hour later ten for the city.
    """
    village = Asset(value=0.1, **at(0.0, 2_000.0))

    def made(channels: int) -> Made:
        gun = fire_system(
            p_kill={"cruise-missile": 0.8}, channels=channels, launchers=1, rounds_per_launcher=20
        )
        scenario, catalogue = one_city({"gun": gun}, count=10)
        (group,) = scenario.raid.groups.values()
        groups = {
            "first": replace(group, count=20, targets={"village": 1.0}),
            "second": replace(group, start=Window(from_s=900.0, until_s=900.0)),
        }
        assets = scenario.assets | {"village": village}
        return replace(scenario, assets=assets, raid=Raid(groups=groups)), catalogue

    return made(1), made(2)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("case", "rule"),
    [
        (leaves_for_a_cheaper_one, leaving_nothing_to_others),
        (spends_its_rounds_on_what_comes_first, with_rounds_for_all),
    ],
)
def test_greedy_rules_do_harm(
    case: Callable[[], tuple[Made, Made]], rule: Callable[[Made], Made]
) -> None:
    fewer, more = case()
    assert does_harm(harm(fewer), harm(more))
    assert not does_harm(harm(rule(fewer)), harm(rule(more)))
