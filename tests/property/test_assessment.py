"""Whatever scenario is drawn, the assessment answers with numbers, and in order."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airshield.model.raid import Poisson, Raid
from airshield.model.scenario import Asset, Scenario
from airshield.planning.answer import Answer, Estimate
from airshield.planning.assessment import assess
from property.test_simulation import Made, each_group, scenarios
from reference.building import at, fire_system, jammer, one_city, sensor_type, threat_type
from unit.simulation.staging import loaded


def numbers(value: Any, path: str = "") -> Iterator[tuple[str, float]]:
    """Yield every number of an answer with its path."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from numbers(item, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from numbers(item, f"{path}[{index}]")
    elif isinstance(value, float | int):
        yield path, float(value)


def estimates(value: Any) -> Iterator[Estimate]:
    """Yield every estimate of an answer."""
    if isinstance(value, Estimate):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from estimates(item)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from estimates(getattr(value, name))


def check_answer(answer: Answer) -> None:
    """Check that an answer holds numbers only, and that they do not contradict each other."""
    wrong = [path for path, number in numbers(asdict(answer)) if not math.isfinite(number)]
    assert not wrong
    for one in estimates(answer):
        assert one.low <= one.mean <= one.high
        assert one.p05 is None or one.p95 is None or one.p05 <= one.p95
        assert one.mean >= 0.0
    for share in (answer.leakage, answer.p_no_leaker, *(asset.leakage for asset in answer.assets)):
        assert share.high <= 1.0
    assert 0.0 <= answer.between_worlds <= 1.0
    assert sum(answer.leakers_histogram) == answer.run.replications
    for row in (*answer.classes, *answer.groups):
        parts = (row.killed, row.suppressed, row.arrived, row.aborted, row.returned)
        assert sum(part.mean for part in parts) == pytest.approx(row.launched.mean)
    assert answer.exposed.mean <= answer.exposed_unwarned.mean + 1e-9
    for district in answer.districts:
        if district.warning_s_median is None:
            assert district.p_reached.mean == 0.0
        else:
            assert district.warning_s_p10 <= district.warning_s_median <= district.warning_s_p90


@pytest.mark.slow
@given(
    scenarios(),
    st.sampled_from([1, 2, 5, 40]),
    st.sampled_from([1, 2, 7, 40]),
    st.sampled_from([0, 3, 200]),
    st.booleans(),
)
def test_every_answer_is_a_number(made: Made, replications, worlds, fates, fixed) -> None:
    scenario, catalogue = made
    options = {"replications": replications, "worlds": worlds, "fates": fates, "fixed": fixed}
    found = assess(loaded(scenario, catalogue), threads=1, **options)
    assert found.answer.run.replications == replications
    check_answer(found.answer)


def missiles(count: int = 20, threat: dict | None = None, **group: Any) -> Made:
    """Return a raid on a city with people, against a battery and a jammer."""
    gun = fire_system(p_kill={"cruise-missile": 0.5, "glide-bomb": 0.5, "ballistic-missile": 0.5})
    jam = jammer(p_suppress={"cruise-missile": 0.3}, range_max_m=20_000.0)
    missile = threat_type(**(threat or {}))
    made = one_city({"gun": gun, "jammer": jam}, count=count, threat=missile)
    return peopled(each_group(made[0], lambda one: replace(one, **group))), made[1]


def peopled(scenario: Scenario) -> Scenario:
    assets = {name: replace(asset, people=1_000) for name, asset in scenario.assets.items()}
    return replace(scenario, assets=assets)


def with_a_slow_radar(delay_s: float) -> Made:
    scenario, catalogue = missiles()
    sensors = {"eye": sensor_type(range_m=3e5, range_limit_m=3e5, delay_s=delay_s)}
    return scenario, replace(catalogue, sensors=sensors)


def beyond_the_city(scenario: Scenario) -> Scenario:
    """Put a hospital of no people and no value beside the city, and aim at both."""
    assets = scenario.assets | {"hospital": Asset(value=0.0, **at(0.0, 30_000.0))}
    (group,) = scenario.raid.groups.values()
    both = replace(group, targets={"city": 0.0, "hospital": 1.0})
    return replace(scenario, assets=assets, raid=Raid(groups={"both": both}))


def extremes() -> dict[str, Made]:
    """Return scenarios that are valid, and odd."""
    here = {"origin": replace(next(iter(missiles()[0].raid.groups.values())).origin, **at(0, 0))}
    glide = {"flight": "glide", "threat_class": "glide-bomb"}
    arc = {"flight": "ballistic", "threat_class": "ballistic-missile"}
    scenario, catalogue = missiles()
    return {
        "from the target": missiles(**here),
        "gliding down on the target": missiles(threat=glide, **here),
        "gliding from no height": missiles(threat=glide | {"height_m": 0.0}, **here),
        "an arc of no length": missiles(threat=arc, **here),
        "hardly ever anyone": missiles(count=Poisson(mean=1e-6)),
        "bombs beyond measure": missiles(threat={"hits": 1e6}),
        "bombs of no effect": missiles(threat={"hits": 0.0, "p_hit": 0.0}),
        "higher than the sky": missiles(threat={"height_m": 2e7}),
        "tracks long after the raid": with_a_slow_radar(3e6),
        "tracks as late as can be": with_a_slow_radar(1e7),
        "nobody to defend": (replace(scenario, batteries={}, sensors={}), catalogue),
        "weightless targets": (beyond_the_city(scenario), catalogue),
    }


@pytest.mark.slow
@pytest.mark.parametrize("name", extremes())
def test_extreme_raids_are_answered(name: str) -> None:
    found = assess(loaded(*extremes()[name]), replications=40, worlds=4, threads=1).answer
    check_answer(found)
    assert found.assets[0].damage.mean <= 1.0


@pytest.mark.slow
@pytest.mark.parametrize("delay_s", [3e6, 1e7])
def test_a_track_after_the_raid_is_none(delay_s: float) -> None:
    found = assess(loaded(*with_a_slow_radar(delay_s)), replications=40, worlds=4).answer
    assert found.districts[0].p_unwarned.mean == 1.0
    gun, _ = found.systems
    assert gun.rounds.mean == 0.0


@pytest.mark.slow
def test_five_thousand_threats_are_answered() -> None:
    found = assess(loaded(*missiles(count=5_000)), replications=4, worlds=2, fates=1).answer
    check_answer(found)
    assert found.weapons is not None
    assert found.weapons.mean == 5_000.0
