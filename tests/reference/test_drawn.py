"""The drawn scenarios: repeatable, and between them they use every feature."""

from __future__ import annotations

from collections import Counter

import pytest

from airshield.model.raid import Between, Poisson
from airshield.model.scenario import Scenario
from reference.drawn import draw_scenario, draw_terrain
from reference.naive import Played, Reference

SEEDS = range(200)


def test_the_same_seed_draws_the_same_scenario() -> None:
    assert draw_scenario(17) == draw_scenario(17)
    assert draw_scenario(17) != draw_scenario(18)


def features(scenario: Scenario) -> set[str]:
    """List what a scenario makes use of."""
    doctrine, found = scenario.doctrine, set()
    networks = scenario.networks.values()
    found |= {f"coordinated {network.coordinated}" for network in networks}
    found |= {f"networks {len(networks)}"}
    for battery in scenario.batteries.values():
        found |= {f"system {battery.system}", f"networked {battery.network is not None}"}
        found |= {f"until {battery.until_s is not None}", f"from {battery.from_s > 0.0}"}
        found |= {f"stock {battery.stock is not None}"}
    for sensor in scenario.sensors.values():
        found |= {f"sensor {sensor.type}", f"reports {sensor.network is not None}"}
    for group in scenario.raid.groups.values():
        found |= {f"threat {group.threat}", f"carried {group.carrier is not None}"}
        found |= {f"count {type(group.count).__name__}", f"variants {group.variants > 1}"}
        found |= {f"waypoints {len(group.waypoints)}", f"decoys {group.decoy_share > 0.0}"}
    rules = {battery.system: doctrine.fire for battery in scenario.batteries.values()}
    for rule in (rules | doctrine.systems).values():
        found |= {f"look {rule.look}", f"salvo {rule.salvo > 1}", f"assess {rule.assess_s > 0.0}"}
    found |= {f"double {doctrine.double_engagement}", f"cheapest {doctrine.cheapest_first}"}
    found |= {f"reserves {bool(doctrine.reserves)}", f"withhold {bool(doctrine.withhold)}"}
    return found | {f"districts {bool(scenario.districts)}"}


def test_every_feature_is_used_often() -> None:
    used = Counter(word for seed in SEEDS for word in features(draw_scenario(seed)[0]))
    either = ("coordinated", "networked", "until", "from", "stock", "reports", "carried", "decoys")
    either += ("variants", "salvo", "assess", "double", "cheapest", "reserves", "withhold")
    wanted = {f"{word} {answer}" for word in (*either, "districts") for answer in (True, False)}
    wanted |= {f"system {name}" for name in ("gun", "short", "medium", "long", "patrol", "jam")}
    wanted |= {
        f"threat {name}" for name in ("drone", "cruise", "decoy", "bomb", "ballistic", "depressed")
    }
    wanted |= {f"count {kind.__name__}" for kind in (int, Between, Poisson)}
    wanted |= {"sensor radar", "sensor observer", "look shoot_look_shoot", "look shoot_shoot"}
    wanted |= {f"{word} {n}" for word in ("waypoints", "networks") for n in (0, 1, 2)}
    assert {word for word in wanted if used[word] < 15} == set()
    assert sum(draw_terrain(seed) is not None for seed in SEEDS) == 25


@pytest.fixture(scope="module")
def raids() -> list[tuple[Scenario, Reference, Played]]:
    """Play some of the drawn scenarios a few times."""
    played = []
    for seed in range(60):
        scenario, catalogue = draw_scenario(seed)
        reference = Reference(scenario, catalogue, terrain=draw_terrain(seed))
        played += [(scenario, reference, reference.play(seed, r)) for r in range(3)]
    return played


@pytest.mark.slow
def test_every_fate_and_every_system_comes_up(
    raids: list[tuple[Scenario, Reference, Played]],
) -> None:
    fates: Counter[tuple[str, str]] = Counter()
    kills: Counter[str] = Counter()
    for scenario, _, played in raids:
        systems = [battery.system for battery in scenario.batteries.values()]
        fates.update((threat.role, threat.fate) for threat in played.threats)
        kills.update(systems[t.battery] for t in played.threats if t.battery >= 0)
    for role in ("weapon", "decoy"):
        assert all(fates[role, fate] > 0 for fate in ("killed", "arrived", "suppressed"))
    assert fates["carrier", "killed"] > 0
    assert fates["carrier", "suppressed"] > 0
    assert fates["carrier", "returned"] > 0
    assert fates["weapon", "aborted"] > 0
    assert set(kills) == {"gun", "short", "medium", "long", "patrol", "jam"}


@pytest.mark.slow
def test_books_balance_in_every_drawn_raid(
    raids: list[tuple[Scenario, Reference, Played]],
) -> None:
    for _, reference, played in raids:
        assert all(threat.fate for threat in played.threats)
        assert sum(played.rounds) == sum(threat.rounds for threat in played.threats)
        for post, rounds in zip(reference.forces.posts, played.rounds, strict=True):
            assert rounds <= (post.firing.stock if post.firing else 0)
        assert all(salvo.launch_tick < salvo.intercept_tick for salvo in played.salvos)
