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
from airshield.model.scenario import Scenario, Sensor
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


# A greedy defence does not always use well what it has more of.


def leaving_nothing_to_others(made: Made) -> Made:
    scenario, catalogue = made
    doctrine = replace(scenario.doctrine, cheapest_first=False)
    return replace(scenario, doctrine=doctrine), catalogue


def with_rounds_for_all(made: Made) -> Made:
    scenario, catalogue = made
    batteries = {
        name: battery if battery.system == "jam" else replace(battery, stock=100_000)
        for name, battery in scenario.batteries.items()
    }
    return replace(scenario, batteries=batteries), catalogue


Why = Callable[[Made], Made]

WAITS_FOR_A_CHEAPER_ONE: Why = leaving_nothing_to_others
"""Dearer members wait for a cheaper one until their own last chance. Then one slow round is in
flight, and until it has met its threat no other member of the coordinated network may fire."""

SPENDS_ITS_ROUNDS_SOONER: Why = with_rounds_for_all
"""With more channels a battery fires at more threats at once, so more rounds meet early and
doubtful ones, and the stock ends before the last."""

EXCEPTIONS: dict[tuple[int, str], Why] = {
    (2, "another battery0"): WAITS_FOR_A_CHEAPER_ONE,
    (2, "another battery1"): WAITS_FOR_A_CHEAPER_ONE,
    (19, "a channel for each medium"): SPENDS_ITS_ROUNDS_SOONER,
    (26, "a channel for each gun"): SPENDS_ITS_ROUNDS_SOONER,
}
"""(seed of the drawn scenario, what there is one more of): what makes it harm, and without which
it does not."""


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(32))
def test_one_more_does_no_harm(seed: int) -> None:
    made = draw_scenario(seed)
    fewer = harm(made)
    for what, more in one_more(made):
        assert does_harm(fewer, harm(more)) == ((seed, what) in EXCEPTIONS), what


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "what"), EXCEPTIONS)
def test_it_is_the_greedy_rule_that_harms(seed: int, what: str) -> None:
    made = EXCEPTIONS[seed, what](draw_scenario(seed))
    more = dict(one_more(made))[what]
    assert not does_harm(harm(made), harm(more))
