"""Why a leaker leaked, in raids whose truth is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from airshield.errors import InputError
from airshield.files.scenario import Loaded
from airshield.model.doctrine import Doctrine, FireRule
from airshield.model.scenario import Battery
from airshield.planning import assess
from airshield.planning.replay import replay
from airshield.planning.replaying import Replay, ReplayThreat
from reference.building import at, fire_system, jammer, one_city, sensor_type

HIT = {"cruise-missile": 1.0}
MISS = {"cruise-missile": 1e-9}


def told(made, **options) -> Replay:
    loaded = Loaded(*made, Path("one-city.yaml"), "0" * 64, (), None, None)
    return replay(loaded, 0, replications=1, fixed=True, **options)


def first(made) -> ReplayThreat:
    return told(made).threats[0]


def test_a_route_that_no_envelope_touches():
    far = {"s": Battery(system="s", **at(-90_000.0, 0.0))}
    why = first(one_city({"s": fire_system(p_kill=HIT, range_max_m=10_000.0)}, far)).why
    assert why == "no battery that can fire at it reaches its route"


def test_a_battery_out_of_service():
    assert first(one_city({"s": fire_system(p_kill=HIT, p_ready=0.0)})).why == "s out of service"


def test_a_threat_never_tracked():
    blind = sensor_type(p_detect=0.0)
    assert first(one_city({"s": fire_system(p_kill=HIT)}, sensor=blind)).why == "s never tracked it"


def test_a_track_that_comes_too_late():
    slow = fire_system(p_kill=HIT, reaction_s=10_000.0)
    assert first(one_city({"s": slow})).why == "s tracked it too late"


def test_rounds_that_missed():
    rule = FireRule(salvo=2, max_rounds=2)
    made = one_city({"s": fire_system(p_kill=MISS)}, doctrine=Doctrine(fire=rule))
    assert first(made).why == "2 rounds by s missed"


def test_a_battery_without_rounds():
    empty = {"s": Battery(system="s", stock=1, **at(0.0, 0.0))}
    rule = Doctrine(fire=FireRule(max_rounds=1))
    threats = told(one_city({"s": fire_system(p_kill=HIT)}, empty, count=2, doctrine=rule)).threats
    assert sorted(threat.fate for threat in threats) == ["arrived", "killed"]
    (leaker,) = (threat for threat in threats if threat.fate == "arrived")
    assert leaker.why == "s had no rounds left"


def test_a_battery_with_every_channel_busy():
    system = fire_system(p_kill=HIT, channels=1, speed_m_s=300.0, range_min_m=3_000.0)
    threats = told(one_city({"s": system}, count=20)).threats
    leakers = [threat for threat in threats if threat.fate == "arrived"]
    assert leakers
    assert any("every channel busy" in threat.why for threat in leakers)


def test_rounds_kept_in_reserve():
    kept = Doctrine(reserves={"s": {"drone": 100}})
    made = one_city({"s": fire_system(p_kill=HIT)}, doctrine=kept)
    assert first(made).why == "s kept its last rounds in reserve"


def test_killed_and_jammed_say_by_whom():
    assert (
        first(one_city({"s": fire_system(p_kill=HIT)})).why == "killed by s, 1 round at it in all"
    )
    assert first(one_city({"j": jammer(p_suppress=HIT)})).why == "jammed by j"


def test_a_replay_is_the_raid_of_the_assessment(scenarios):
    path = scenarios / "first-look.yaml"
    options = {"replications": 40, "worlds": 4, "seed": 5}
    fates = assess(path, fates=40, **options).fates
    again = replay(path, 17, **options)
    mine = fates["replication"] == 17
    assert [threat.fate for threat in again.threats] == fates["fate"][mine].tolist()
    assert [threat.end_s for threat in again.threats] == fates["end_s"][mine].tolist()
    assert sum(salvo.rounds for salvo in again.salvos) == fates["rounds"][mine].sum()


def test_a_replication_that_was_not_played(scenarios):
    with pytest.raises(InputError, match=r"must lie in 0 … 9, the raids of the assessment, got 10"):
        replay(scenarios / "first-look.yaml", 10, replications=10)
