"""What a track is, from how it moves, what is said of it and how it echoes."""

from pathlib import Path

import numpy as np
import pytest

from airshield.tracking.classes import (
    BIRD,
    KINDS,
    SHOWN,
    STANDING,
    WORDS,
    Look,
    class_prior,
    class_probability,
    class_table,
    class_update,
    fate_of,
    kind_prior,
    speed_of,
)
from airshield.tracking.plots import CLASSES

NAN, INF = np.nan, np.inf
TABLE = class_table()


def look(
    speed=NAN, sigma_speed=3.0, height=NAN, sigma_height=50.0, climb=NAN, acceleration=NAN,
    rcs=NAN, word=-1, answers=0, since=INF, since_word=INF,
) -> Look:  # fmt: skip
    return Look(
        speed, sigma_speed, height, sigma_height, climb, 1.0, acceleration, 1.0, rcs, word,
        answers, since, since_word,
    )  # fmt: skip


def believed(*looks: Look) -> np.ndarray:
    """Return the probabilities of the classes after some looks."""
    kinds, classes = kind_prior(), np.empty(len(CLASSES))
    for one in looks:
        class_update(kinds, TABLE, one)
    class_probability(kinds, TABLE, classes)
    return classes


def after(*looks: Look) -> dict[str, float]:
    return dict(zip(CLASSES, believed(*looks).tolist(), strict=True))


def flown(rng, speed, height, climb=0.0, rcs=NAN, acceleration=0.5, seconds=60, **more):
    """Return a minute of looks, one every four seconds, with noise."""
    looks = []
    for k in range(0, seconds + 1, 4):
        looks.append(
            look(
                speed + 3.0 * rng.normal(), 3.0, height + climb * k + 50.0 * rng.normal(), 50.0,
                climb + rng.normal(), abs(acceleration + rng.normal()),
                rcs + 10.0 * np.log10(rng.exponential()), since=4.0 if k else INF, **more,
            )
        )  # fmt: skip
    return looks


FLIGHTS = {
    "drone": [(48.0, 800.0, 0.0, -13.0), (42.0, 300.0, 1.0, -12.0), (50.0, 2_000.0, 0.0, -14.0)],
    "cruise-missile": [(230.0, 80.0, 0.0, -10.0), (210.0, 150.0, 2.0, -8.0), (800.0, 12e3, 0.0, 0)],
    "ballistic-missile": [(1_500.0, 30e3, 200.0, -3.0), (1_200.0, 45e3, -400.0, -5.0)],
    "aircraft": [(230.0, 10e3, 0.0, 15.0), (200.0, 7e3, 8.0, 12.0), (90.0, 1_500.0, 2.0, 4.0)],
    "helicopter": [(65.0, 100.0, 0.0, 5.0), (60.0, 250.0, 1.0, 6.0)],
    "bird": [(13.0, 700.0, 0.0, -28.0), (16.0, 1_500.0, 0.5, -27.0), (12.0, 300.0, 0.0, -30.0)],
}


@pytest.mark.parametrize("name", FLIGHTS)
def test_a_minute_names_the_class(name: str) -> None:
    rng = np.random.default_rng(3)
    for speed, height, climb, rcs in FLIGHTS[name]:
        found = [after(*flown(rng, speed, height, climb, rcs))[name] for _ in range(20)]
        assert np.mean(found) > 0.8, (speed, height)
        assert np.quantile(found, 0.1) > 0.5, (speed, height)


def test_motion_alone_tells_the_fast_from_the_slow() -> None:
    rng = np.random.default_rng(1)
    assert after(*flown(rng, 225.0, 80.0))["cruise-missile"] > 0.8
    assert after(*flown(rng, 230.0, 10e3))["aircraft"] > 0.8
    assert after(*flown(rng, 12.0, 900.0))["bird"] > 0.7
    doubtful = after(*flown(rng, 55.0, 600.0))
    assert max(doubtful.values()) < 0.9


def test_every_figure_has_bounds_in_order_and_a_source() -> None:
    for kind in KINDS.values():
        assert kind.of_class in CLASSES
        for figure in (kind.speed_m_s, kind.height_m, kind.rcs_dbsm):
            assert figure.low < figure.value < figure.high
            assert figure.source
            assert figure.standing in ("published", "assumed")
    assert {kind.of_class for kind in KINDS.values()} == set(CLASSES)
    shares = {name: sum(k.share for k in KINDS.values() if k.of_class == name) for name in CLASSES}
    assert shares == pytest.approx(dict.fromkeys(CLASSES, 1.0))
    assert set(WORDS) == set(CLASSES)
    for row in WORDS.values():
        assert sum(row) == pytest.approx(1.0)


def test_a_hundred_looks_in_a_second_are_not_a_hundred_pieces_of_evidence() -> None:
    one = look(48.0, height=500.0)
    hundred = [one] + [look(48.0, height=500.0, since=0.01)] * 99
    few = [one, look(48.0, height=500.0, since=1.0)]
    assert after(*hundred) == pytest.approx(after(*few), abs=0.01)


def test_the_rate_of_looks_does_not_matter_only_the_time() -> None:
    slow = [look(48.0, height=500.0)] + [look(48.0, height=500.0, since=4.0)] * 15
    fast = [look(48.0, height=500.0)] + [look(48.0, height=500.0, since=0.5)] * 120
    assert after(*slow)["drone"] == pytest.approx(after(*fast)["drone"], abs=0.02)


def test_what_was_learnt_fades_to_the_prior() -> None:
    told = after(look(word=CLASSES.index("helicopter")))
    faded = after(look(word=CLASSES.index("helicopter")), look(since=6_000.0))
    prior = dict(zip(CLASSES, np.exp(class_prior()).tolist(), strict=True))
    assert told["helicopter"] > 3 * prior["helicopter"]
    assert faded == pytest.approx(prior, abs=0.01)


def test_words_override_the_motion_and_add_up_only_with_time() -> None:
    """What flies like a bird is shown once somebody calls it a drone, and twice said is one."""
    drone = CLASSES.index("drone")
    slow = flown(np.random.default_rng(2), 24.0, 300.0)
    word = look(word=drone, since=1.0)
    said, echoed = believed(*slow, word), believed(*slow, word, word._replace(since_word_s=0.1))
    twice = believed(*slow, word, word._replace(since_word_s=90.0))
    assert fate_of(believed(*slow), 24.0, 1.0) == BIRD
    assert fate_of(said, 24.0, 1.0) == SHOWN
    assert twice[drone] > 0.7
    assert echoed == pytest.approx(said, abs=0.02)


def test_the_word_right_where_motion_says_nothing() -> None:
    for number, name in enumerate(CLASSES):
        twice = after(look(word=number), look(word=number, since=60.0, since_word=60.0))
        assert twice[name] > 0.6


def test_an_answer_makes_it_an_aircraft_or_a_helicopter() -> None:
    quiet = look(60.0, height=800.0)
    answered = after(quiet._replace(answers=1))
    silent = after(quiet._replace(answers=-1))
    assert answered["aircraft"] + answered["helicopter"] > 0.97
    assert silent["aircraft"] < after(quiet)["aircraft"]


def test_the_uncertainty_of_the_state_blunts_the_evidence() -> None:
    """With a vague speed, nothing is learnt from it."""
    vague = after(look(48.0, 2_000.0))
    prior = dict(zip(CLASSES, np.exp(class_prior()).tolist(), strict=True))
    assert vague["bird"] == pytest.approx(prior["bird"], rel=0.25)
    sharp, loose = after(look(48.0, 2.0)), after(look(48.0, 20.0))
    assert prior["bird"] > loose["bird"] > sharp["bird"]


def test_what_is_unknown_says_nothing() -> None:
    prior = dict(zip(CLASSES, np.exp(class_prior()).tolist(), strict=True))
    assert after(look()) == pytest.approx(prior)
    assert after(look(50.0, NAN)) == pytest.approx(prior)
    assert after(look(50.0, -1.0)) == pytest.approx(prior)
    assert after(look(INF, 1.0)) == pytest.approx(prior)
    assert after(look(word=77)) == pytest.approx(prior)


def test_no_look_makes_the_impossible_or_loses_it() -> None:
    rng = np.random.default_rng(5)
    belief = kind_prior()
    for _ in range(300):
        values = rng.choice([-1e9, 0.0, 1e-9, 50.0, 1e9, NAN, INF], 9)
        class_update(belief, TABLE, Look(*values, int(rng.integers(-3, 9)), 0, 5.0, 5.0))
        assert np.isfinite(belief).all()
        assert np.exp(belief).sum() == pytest.approx(1.0)


def test_a_flock_is_kept_and_not_shown_and_drones_among_it_are() -> None:
    rng = np.random.default_rng(9)
    birds, drones = [], []
    for _ in range(100):
        speed = rng.uniform(9, 20)
        flight = flown(rng, speed, rng.uniform(100, 1_500), rcs=rng.uniform(-33, -24))
        birds.append(fate_of(believed(*flight), speed, 1.5))
        speed = rng.uniform(36, 51)
        flight = flown(rng, speed, rng.uniform(80, 2_000), rcs=rng.uniform(-16, -9))
        drones.append(fate_of(believed(*flight), speed, 1.5))
    assert np.mean(np.array(birds) == BIRD) > 0.8
    assert set(drones) == {SHOWN}


@pytest.mark.parametrize(
    ("name", "speed", "sigma", "answers", "fate"),
    [
        ("bird", 15.0, 2.0, 0, BIRD),
        ("bird", 28.0, 2.0, 0, SHOWN),  # too fast to be sure
        ("bird", 15.0, 2.0, 1, SHOWN),  # birds do not answer
        ("bird", NAN, 2.0, 0, SHOWN),
        ("drone", 15.0, 2.0, 0, SHOWN),
        ("drone", 1.0, 1.0, 0, STANDING),
        ("drone", 1.0, 3.0, 0, SHOWN),
        ("helicopter", 1.0, 1.0, 0, SHOWN),  # it hovers
    ],
)
def test_what_is_shown(name, speed, sigma, answers, fate) -> None:
    belief = np.where(np.array(CLASSES) == name, 0.95, 0.01)
    assert fate_of(belief, speed, sigma, answers) == fate


def test_the_speed_of_an_uncertain_velocity() -> None:
    assert speed_of(30.0, 40.0, 0.0, 0.0, 0.0) == pytest.approx((50.0, 0.0))
    speed, sigma = speed_of(50.0, 0.0, 9.0, 100.0, 0.0)
    assert sigma == pytest.approx(3.0)
    assert speed == pytest.approx(np.sqrt(2_500.0 - 100.0))
    assert speed_of(0.0, 0.0, 4.0, 4.0, 0.0) == pytest.approx((0.0, 2.0))
    assert speed_of(1.0, 0.0, 4.0, 4.0, 0.0)[0] == 0.0


def test_a_prior_of_ones_own() -> None:
    assert np.exp(class_prior({"bird": 1e-9}))[CLASSES.index("bird")] < 1e-8
    assert np.exp(class_prior()).sum() == pytest.approx(1.0)
    with pytest.raises(ValueError, match="no such class: plane"):
        class_prior({"plane": 1.0})
    with pytest.raises(ValueError, match="drone must be positive"):
        class_prior({"drone": NAN})


def test_the_theory_prints_the_figures_that_are_used() -> None:
    page = Path(__file__).parents[3].joinpath("docs/theory/air-picture-classes.md").read_text()
    for name, kind in KINDS.items():
        figures = (kind.speed_m_s, kind.height_m)
        speed, height = (f"{f.low:g} / {f.value:g} / {f.high:g}" for f in figures)
        rcs = f"{kind.rcs_dbsm.low:g} / {kind.rcs_dbsm.value:g} / {kind.rcs_dbsm.high:g}"
        assert (
            f"| {name} | {kind.of_class}, {kind.share:g} | {speed} | {height} "
            f"| {kind.sigma_climb_m_s:g} | {kind.sigma_acceleration_m_s2:g} | {rcs} |" in page
        )
    for name, row in WORDS.items():
        assert f"| {name} | " + " | ".join(f"{p:g}" for p in row) + " |" in page
