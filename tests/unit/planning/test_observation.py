"""Simulated raids as their sensors report them, with the truth beside them."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from airshield.errors import InputError
from airshield.files.recordings.gathering import gather, truth_in
from airshield.files.recordings.reading import read_recording
from airshield.files.scenario import Loaded
from airshield.files.surveillance import read_surveillance
from airshield.model.scenario import Sensor
from airshield.planning.observation.observing import Observed, observe
from airshield.planning.observation.raid_truth import WORDS
from airshield.planning.observation.writing import TOLD_S, write_observed
from airshield.planning.replay import replay
from airshield.tracking.plots import BEARING, CLASSES, LOOK, PLACE, POLAR
from airshield.tracking.scoring import whole
from airshield.tracking.truth import Truth, filled, ordered, states
from reference.building import at, fire_system, one_city

HIT = {"cruise-missile": 1.0}


def seen(made, **options) -> Observed:
    loaded = Loaded(*made, Path("one-city.yaml"), "0" * 64, (), None, None)
    return observe(loaded, 0, replications=1, fixed=True, **options)


@pytest.fixture(scope="module")
def first_look() -> Observed:
    return observe("first-look", 17)


def test_threats_fly_where_the_replay_tells(first_look: Observed) -> None:
    told = replay("first-look", 17)
    flown = {threat.threat: threat for threat in told.threats if threat.path}
    assert first_look.targets.number.tolist() == sorted(flown)
    truth = first_look.truth
    for number, threat in flown.items():
        mine = truth.time_s[truth.number == number]
        assert mine[0] == pytest.approx(threat.start_s)
        assert mine[-1] == pytest.approx(threat.end_s, abs=2e-3)
        times = np.array([point[0] for point in threat.path if mine[0] <= point[0] <= mine[-1]])
        place, _, there = states(truth, np.full(times.size, number), times)
        heights = [point[3] for point in threat.path if mine[0] <= point[0] <= mine[-1]]
        assert there.all()
        assert place[:, 2] == pytest.approx(heights, abs=5.0)


def test_the_truth_flies_as_fast_as_it_says(first_look: Observed) -> None:
    """Between the two points of each leg the mean velocity is that of both ends."""
    truth = first_look.truth
    leg = np.flatnonzero((np.diff(truth.number) == 0) & (np.diff(truth.time_s) > 0.1))
    step = np.diff(truth.position_m, axis=0)[leg] / np.diff(truth.time_s)[leg, None]
    assert step == pytest.approx(truth.velocity_m_s[leg], abs=1e-4)
    assert (np.diff(truth.time_s)[np.diff(truth.number) == 0] > 0.0).all()


def test_a_threat_that_is_killed_is_gone() -> None:
    made = one_city({"s": fire_system(p_kill=HIT)})
    loaded = Loaded(*made, Path("one-city.yaml"), "0" * 64, (), None, None)
    killed = replay(loaded, 0, replications=1, fixed=True).threats[0]
    assert killed.fate == "killed"
    observed = seen(made)
    assert observed.truth.time_s.max() == pytest.approx(killed.end_s)
    assert observed.plots.time_s[observed.plots.truth >= 0].max() <= killed.end_s


def test_every_kind_of_sensor_reports_in_its_way(first_look: Observed) -> None:
    surveillance, plots = first_look.surveillance, first_look.plots
    kinds = {name: model.kind for name, model in surveillance.sensors.items()}
    assert kinds == {
        "hill radar": "radar",
        "north post": "bearing",
        "city IRIS-T": "radar",
        "city PAC-3": "radar",
        "harbour guns": "radar",
        "plant missiles": "radar",
        "north fire group": "place",
    }
    expected = {"radar": POLAR, "bearing": BEARING, "place": PLACE}
    for index, kind in enumerate(kinds.values()):
        mine = set(plots.kind[plots.sensor == index].tolist())
        assert mine - {LOOK} <= {expected[kind]}
    assert {POLAR, LOOK} <= set(plots.kind.tolist())
    assert np.isfinite(plots.value[(plots.kind == POLAR)][:, :4]).all()


def test_classes_are_those_of_the_threats(first_look: Observed) -> None:
    named = {CLASSES[word] for word in first_look.targets.word.tolist()}
    assert named == {"drone", "cruise-missile", "ballistic-missile"}
    assert set(WORDS.values()) <= set(CLASSES)
    assert np.isfinite(first_look.targets.rcs_dbsm).all()


def test_a_battery_out_of_service_says_nothing() -> None:
    made = one_city({"s": fire_system(p_kill=HIT, p_ready=0.0)})
    observed = seen(made)
    assert len(observed.surveillance.sensors) == 1
    assert observed.truth.time_s.size > 0
    assert observed.plots.size == 0


def test_a_sensor_and_a_battery_of_one_name_are_two() -> None:
    scenario, catalogue = one_city({"s": fire_system(p_kill=HIT)})
    kind = next(iter(catalogue.sensors))
    alone = {"s": Sensor(type=kind, **at(0.0, 5_000.0))}
    observed = seen((dataclasses.replace(scenario, sensors=alone), catalogue))
    assert list(observed.surveillance.sensors) == ["s", "s (battery)"]


def test_the_same_raid_gives_the_same_plots_and_another_seed_others(first_look: Observed) -> None:
    again = observe("first-look", 17)
    other = observe("first-look", 17, plots_seed=5)
    for one, two in zip(first_look.plots, again.plots, strict=True):
        assert one.tobytes() == two.tobytes()
    assert other.truth.position_m.tobytes() == first_look.truth.position_m.tobytes()
    assert other.plots.value.tobytes() != first_look.plots.value.tobytes()


BEARING_ERROR_RAD = 2e-8
"""Bearings are written from true north, to a millionth of a degree."""


def test_what_is_written_is_read_back_to_the_last_bit_but_for_bearings(
    first_look: Observed, tmp_path: Path
) -> None:
    plots, sensors, truth = write_observed(tmp_path / "raid.jsonl", first_look, "A raid\nof two")
    surveillance = read_surveillance(sensors)
    assert surveillance == first_look.surveillance
    gathered = gather([read_recording(plots)], surveillance)
    assert gathered.notes == ()
    for name, one, two in zip(gathered.plots._fields, gathered.plots, first_look.plots,
                              strict=True):  # fmt: skip
        assert one.dtype == two.dtype, name
        if name == "value":
            polar = np.isin(first_look.plots.kind, (POLAR, BEARING))
            off = np.remainder(one[polar, 1] - two[polar, 1] + np.pi, 2.0 * np.pi) - np.pi
            assert np.abs(off).max() < BEARING_ERROR_RAD
            one[polar, 1] = two[polar, 1]
        assert one.tobytes() == two.tobytes(), name
    found = ordered(Truth(*truth_in(read_recording(truth), gathered.frame)))
    for one, two in zip(found, filled(first_look.truth, TOLD_S), strict=True):
        assert one.tobytes() == two.tobytes()
    # No leg is so long that scoring takes the target for gone.
    assert len(np.unique(whole(found).number)) == len(np.unique(first_look.truth.number))


def test_a_raid_that_was_not_played_is_refused() -> None:
    with pytest.raises(InputError, match="--replication must lie in 0 … 9"):
        observe("first-look", 10, replications=10)
