"""Plots made of true trajectories: seen when, how often, with what errors, and by whom."""

import math

import numpy as np
import pytest

from airshield.kernels.sight import horizon_m
from airshield.tracking.observing import observe_truth
from airshield.tracking.plots import BEARING, CARTESIAN, CLASSES, LOOK, PLACE, POLAR, chosen
from airshield.tracking.reality import Reality
from airshield.tracking.truth import Targets, states
from airshield.units import EARTH_RADIUS_M, K_FACTOR
from unit.tracking.flights import radar, straight, together, watch

STILL = straight(4, (30_000.0, 40_000.0, 3_000.0), (0.0, 0.0, 0.0), 0.0, 40_000.0)


def geometry(position):
    """Return slant range, bearing and elevation of places from the origin, by the theory page."""
    along = np.hypot(position[:, 0], position[:, 1])
    up = position[:, 2] - along**2 / (2 * K_FACTOR * EARTH_RADIUS_M)
    bearing = np.arctan2(position[:, 0], position[:, 1]) % (2 * np.pi)
    return np.hypot(along, up), bearing, np.arctan2(up, along)


def seen_only(plots):
    return chosen(plots, plots.kind != LOOK)


def test_errors_have_the_stated_bias_and_spread() -> None:
    sensor = radar(sigma_range_m=80.0, sigma_bearing_deg=0.2, sigma_elevation_deg=0.5)
    reality = Reality(
        bias_range_m=120.0, bias_bearing_deg=-0.3, measures=("elevation", "range_rate", "height")
    )
    plots = observe_truth(STILL, watch(a=sensor), 7, realities={"a": reality})
    n = plots.size
    assert n == 10_000
    assert (plots.kind == POLAR).all()
    slant, bearing, elevation = geometry(STILL.position_m[:1])
    errors = plots.value[:, :5] - [slant[0], bearing[0], elevation[0], 0.0, 3_000.0]
    sigma = np.array([80.0, math.radians(0.2), math.radians(0.5), 2.0, 50.0])
    bias = np.array([120.0, math.radians(-0.3), 0.0, 0.0, 0.0])
    assert (np.abs(errors.mean(axis=0) - bias) < 4.0 * sigma / math.sqrt(n)).all()
    assert errors.std(axis=0) == pytest.approx(sigma, rel=4.0 / math.sqrt(2.0 * n))
    correlation = np.corrcoef(errors.T) - np.eye(5)
    assert np.abs(correlation).max() < 4.5 / math.sqrt(n)


def test_noise_may_be_more_than_is_stated() -> None:
    plots = observe_truth(STILL, watch(a=radar()), 7, realities={"a": Reality(noise=3.0)})
    assert plots.value[:, 0].std() == pytest.approx(150.0, rel=0.03)


def test_what_the_tracker_knows_is_true_unless_said_otherwise() -> None:
    sensor = radar(bias_range_m=300.0, clock_offset_s=1.5, latency_s=0.0)
    plots = observe_truth(STILL, watch(a=sensor), 7)
    slant = geometry(STILL.position_m[:1])[0][0]
    assert plots.value[:, 0].mean() == pytest.approx(slant + 300.0, abs=4.0)
    assert plots.time_s == pytest.approx(plots.arrival_s + 1.5)


def test_a_target_is_seen_as_often_as_the_map_says() -> None:
    rings = ((20_000.0, 0.95), (45_000.0, 0.8), (60_000.0, 0.6))
    sensor = radar(p_detect=0.25, p_detect_rings=rings, period_s=2.0)
    truth = together(
        *(
            straight(i, (0.0, away, 3_000.0), (0, 0, 0), 0.0, 10_000.0)
            for i, away in enumerate((10_000.0, 30_000.0, 55_000.0, 80_000.0))
        )
    )
    plots = seen_only(observe_truth(truth, watch(a=sensor), 3))
    share = np.bincount(plots.truth, minlength=4) / 5_000
    expected = np.array([0.95, 0.8, 0.6, 0.25])
    assert (np.abs(share - expected) < 4 * np.sqrt(expected * (1 - expected) / 5_000)).all()


def test_a_small_target_is_seen_as_a_large_one_further_off() -> None:
    """A sixteenth of the cross-section, 12.04 dB, halves the range."""
    sensor = radar(p_detect=1e-6, p_detect_rings=((60_000.0, 1 - 1e-9),))
    truth = together(
        straight(0, (0.0, 29_000.0, 3_000.0), (0, 0, 0), 0.0, 400.0),
        straight(1, (0.0, 31_000.0, 3_000.0), (0, 0, 0), 0.0, 400.0),
    )
    small = 10.0 * math.log10(1 / 16)
    targets = Targets(
        number=np.array([0, 1]),
        word=np.full(2, -1, np.int8),
        rcs_dbsm=np.full(2, small),
        identity=np.full(2, -1),
    )
    realities = {"a": Reality(reference_dbsm=0.0)}
    plots = observe_truth(truth, watch(a=sensor), 3, targets=targets, realities=realities)
    assert set(plots.truth.tolist()) == {0}


def test_a_cross_section_fluctuates_about_its_mean() -> None:
    """Swerling's first case: the power is exponential, its logarithm has a spread of 5.57 dB."""
    targets = Targets(np.array([4]), np.array([3], np.int8), np.array([7.0]), np.array([-1]))
    plots = observe_truth(STILL, watch(a=radar()), 3, targets=targets)
    assert (10.0 ** (plots.rcs_dbsm / 10.0)).mean() == pytest.approx(10.0**0.7, rel=0.04)
    assert plots.rcs_dbsm.std() == pytest.approx(10.0 / math.log(10.0) * math.pi / 6**0.5, rel=0.03)


@pytest.mark.parametrize(("inside_m", "seen"), [(200.0, True), (-200.0, False)])
def test_the_curve_of_the_earth_hides_what_is_low(inside_m: float, seen: bool) -> None:
    away = horizon_m(K_FACTOR, 15.0, 100.0) - inside_m
    truth = straight(0, (away, 0.0, 100.0), (0, 0, 0), 0.0, 100.0)
    surveillance = watch(a=radar(height_m=15.0))
    assert (seen_only(observe_truth(truth, surveillance, 1)).size > 0) == seen
    everything = {"a": Reality(horizon=False)}
    assert seen_only(observe_truth(truth, surveillance, 1, realities=everything)).size > 0


def test_nothing_is_seen_beyond_range_box_or_elevation() -> None:
    truth = straight(0, (0.0, -60_000.0, 4_000.0), (0.0, 100.0, 0.0), 0.0, 1_200.0)
    near = seen_only(observe_truth(truth, watch(a=radar(range_m=20_000.0)), 1))
    assert np.abs(near.value[:, 0]).max() < 20_300.0
    assert near.size == pytest.approx(2 * 19_600 / 100 / 4, abs=2)
    box = radar(kind="cartesian", box_m=(-1_000.0, 5_000.0, 1_000.0, 25_000.0))
    boxed = seen_only(observe_truth(truth, watch(a=box), 1))
    assert 4_800.0 < boxed.value[:, 1].min() < boxed.value[:, 1].max() < 25_200.0
    flat = Reality(elevation_max_deg=20.0, measures=("elevation",))
    low = seen_only(observe_truth(truth, watch(a=radar()), 1, realities={"a": flat}))
    assert math.radians(21.5) > low.value[:, 2].max() > math.radians(15.0)


def test_a_turning_beam_sees_each_target_when_it_passes_it() -> None:
    truth = together(
        straight(1, (50_000.0, 0.0, 3_000.0), (0, 0, 0), 0.0, 100.0),
        straight(2, (0.0, -50_000.0, 3_000.0), (0, 0, 0), 0.0, 100.0),
        straight(3, (20_000.0, -30_000.0, 3_000.0), (-200.0, 500.0, 0.0), 0.0, 100.0),
    )
    plots = observe_truth(truth, watch(a=radar()), 1, realities={"a": Reality(phase_s=0.5)})
    assert plots.time_s[plots.truth == 1] == pytest.approx(1.5 + 4.0 * np.arange(25))
    assert plots.time_s[plots.truth == 2] == pytest.approx(2.5 + 4.0 * np.arange(25))
    third = plots.time_s[plots.truth == 3]
    place = states(truth, np.full(third.size, 3), third)[0]
    bearing = geometry(place)[1]
    beam = (third - 0.5) / 4.0 * 2 * np.pi
    assert np.cos(beam - bearing) == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize("speed", [400.0, -400.0])
def test_whoever_flies_round_the_radar_is_seen_once_a_pass(speed: float) -> None:
    """Round with the beam in 16 s it passes every 16/3 s; round against it every 16/5 s."""
    angle = np.radians(np.arange(0.0, 720.0 * 3 + 1, 15.0)) * np.sign(speed)
    radius, rate = 1_000.0, np.sign(speed) * 2 * np.pi / 16.0
    times = angle / rate
    truth = straight(0, (0, 0, 0), (0, 0, 0))._replace(
        time_s=times,
        number=np.zeros(times.size, np.int64),
        position_m=radius * np.column_stack([np.sin(angle), np.cos(angle), 0 * angle + 1]),
        velocity_m_s=radius * rate * np.column_stack([np.cos(angle), -np.sin(angle), 0 * angle]),
    )
    plots = seen_only(observe_truth(truth, watch(a=radar()), 1))
    gap = 16.0 / 3.0 if speed > 0 else 16.0 / 5.0
    assert np.diff(plots.time_s) == pytest.approx(gap, abs=0.02)


def test_what_stares_sees_everything_at_once() -> None:
    truth = together(
        straight(1, (5_000.0, 0.0, 300.0), (0, 0, 0), 0.0, 100.0),
        straight(2, (0.0, -5_000.0, 300.0), (0, 0, 0), 0.0, 100.0),
    )
    plots = observe_truth(truth, watch(a=radar(kind="cartesian")), 1)
    assert plots.time_s.tolist() == np.repeat(4.0 * np.arange(26), 2).tolist()


def test_sound_points_to_where_it_came_from() -> None:
    truth = straight(0, (-4_000.0, 3_000.0, 500.0), (50.0, 0.0, 0.0), 0.0, 160.0)
    sensor = radar(
        kind="bearing", signal_m_s=340.0, range_m=8_000.0, sigma_bearing_deg=1e-6, period_s=5.0
    )
    plots = seen_only(observe_truth(truth, watch(a=sensor), 1))
    assert (plots.kind == BEARING).all()
    assert np.isnan(plots.value[:, [0, 2, 3, 4, 5]]).all()
    east = 3_000.0 * np.tan(plots.value[:, 1])
    left = (east + 4_000.0) / 50.0
    away = np.sqrt(east**2 + 3_000.0**2 + 500.0**2)
    assert plots.time_s - left == pytest.approx(away / 340.0, abs=1e-3)


def test_what_outruns_its_sound_is_heard_after_it_has_passed() -> None:
    truth = straight(0, (0.0, 10_000.0, 300.0), (0.0, -600.0, 0.0), 0.0, 60.0)
    sensor = radar(kind="bearing", signal_m_s=340.0, range_m=9_000.0, period_s=1.0)
    plots = seen_only(observe_truth(truth, watch(a=sensor), 1))
    assert plots.size > 0
    assert plots.time_s.min() > 10_000.0 / 600.0
    assert np.cos(plots.value[:, 1]).max() < 0.0


def test_false_plots_are_as_many_as_stated_and_evenly_spread() -> None:
    sensor = radar(false_plots=60.0, range_m=80_000.0)
    plots = observe_truth(
        straight(0, (0, 0, 0), (0, 0, 0)), watch(a=sensor), 5, span_s=(0.0, 400.0)
    )
    false = chosen(plots, plots.truth < 0)
    looks = np.bincount((false.time_s // 4.0).astype(int), minlength=100)[:100]
    assert looks.mean() == pytest.approx(60.0, abs=4 * math.sqrt(60.0 / 100))
    assert looks.var() == pytest.approx(60.0, rel=0.6)
    inner = (false.value[:, 0] < 80_000.0 / math.sqrt(2.0)).mean()
    assert inner == pytest.approx(0.5, abs=4 * 0.5 / math.sqrt(false.size))
    quarters = np.histogram(false.value[:, 1], bins=4, range=(0, 2 * np.pi))[0] / false.size
    assert quarters == pytest.approx(0.25, abs=4 * math.sqrt(0.19 / false.size))
    assert (false.time_s % 4.0) / 4.0 == pytest.approx(false.value[:, 1] / (2 * np.pi), abs=1e-9)


def test_false_plots_lie_within_the_range() -> None:
    sensor = radar(false_plots=60.0, range_m=13_000.0)
    nothing = straight(0, (0, 0, 0), (0, 0, 0))
    plots = seen_only(observe_truth(nothing, watch(a=sensor), 5, span_s=(0.0, 400.0)))
    assert 12_900.0 < plots.value[:, 0].max() <= 13_000.0 + 1e-6


def test_false_plots_fill_a_box_evenly() -> None:
    box = (-3_000.0, 2_000.0, 5_000.0, 8_000.0)
    sensor = radar(kind="cartesian", box_m=box, false_plots=0.7)
    plots = observe_truth(
        straight(0, (0, 0, 0), (0, 0, 0)), watch(a=sensor), 5, span_s=(0.0, 8_000.0)
    )
    false = chosen(plots, (plots.truth < 0) & (plots.kind == CARTESIAN))
    assert false.size == pytest.approx(1_400, abs=4 * math.sqrt(1_400))
    assert false.value[:, :2].min(axis=0) == pytest.approx(box[:2], abs=60.0)
    assert false.value[:, :2].max(axis=0) == pytest.approx(box[2:], abs=60.0)
    assert false.value[:, :2].mean(axis=0) == pytest.approx([1_000.0, 5_000.0], abs=270.0)


def test_a_look_that_saw_nothing_is_told() -> None:
    truth = straight(0, (50_000.0, 0.0, 3_000.0), (0, 0, 0), 20.0, 30.0)
    plots = observe_truth(truth, watch(a=radar(latency_s=2.0)), 1, span_s=(0.0, 60.0))
    looks = chosen(plots, plots.kind == LOOK)
    assert seen_only(plots).time_s.tolist() == pytest.approx([21.0, 25.0, 29.0])
    assert looks.time_s.tolist() == [4, 8, 12, 16, 20, 36, 40, 44, 48, 52, 56, 60]
    assert looks.arrival_s.tolist() == (looks.time_s + 2.0).tolist()
    assert np.isnan(looks.value).all()
    assert (looks.truth == -1).all()


def test_a_silent_sensor_tells_nothing_not_even_that_it_saw_nothing() -> None:
    silent = {"a": Reality(silent_s=((100.0, 200.0),))}
    truth = straight(0, (50_000.0, 0.0, 3_000.0), (0, 0, 0), 0.0, 150.0)
    sensor = radar(false_plots=0.3)
    plots = observe_truth(truth, watch(a=sensor), 1, realities=silent, span_s=(0.0, 400.0))
    assert not ((plots.time_s >= 100.0) & (plots.time_s < 200.0)).any()
    assert (plots.time_s < 100.0).sum() >= 25
    assert (plots.time_s >= 200.0).sum() >= 48


def test_reports_arrive_after_their_latency_and_out_of_order() -> None:
    surveillance = watch(slow=radar(latency_s=40.0), fast=radar(latency_s=0.5))
    plots = observe_truth(STILL, surveillance, 1, span_s=(0.0, 400.0))
    late = plots.arrival_s - plots.time_s
    slow = plots.sensor == 0
    assert 20.0 <= late[slow].min() < 22.0 < 38.0 < late[slow].max() <= 40.0
    assert late[~slow].max() <= 0.5
    assert (np.diff(plots.arrival_s) >= 0.0).all()
    assert (np.diff(plots.time_s) < 0.0).any()


def test_sightings_name_what_they_see_and_count_it() -> None:
    pair = [straight(i, (2_000.0 + 30.0 * i, 0.0, 300.0), (-20, 0, 0), 0.0, 50.0) for i in (0, 1)]
    apart = straight(2, (-2_500.0, 0.0, 300.0), (0, 0, 0), 0.0, 50.0)
    drone = CLASSES.index("drone")
    targets = Targets(np.arange(3), np.full(3, drone, np.int8), np.full(3, np.nan), np.full(3, -1))
    sensor = radar(kind="place", range_m=5_000.0, sigma_m=150.0, sigma_heading_deg=5.0)
    plots = observe_truth(together(*pair, apart), watch(a=sensor), 1, targets=targets)
    assert (plots.kind == PLACE).all()
    assert (plots.word == drone).all()
    assert set(plots.count[plots.truth == 2].tolist()) == {1}
    assert plots.count[plots.truth == 0].max() == 2
    assert plots.count.sum() == 3 * 13
    west = plots.value[plots.truth == 0, 3]
    assert west.mean() == pytest.approx(math.radians(270.0), abs=math.radians(6.0))


def test_ears_mistake_one_class_for_another_as_often_as_said() -> None:
    word = CLASSES.index("helicopter")
    targets = Targets(np.array([4]), np.array([word], np.int8), np.array([np.nan]), np.array([-1]))
    plots = observe_truth(
        STILL, watch(a=radar(kind="bearing")), 3,
        targets=targets, realities={"a": Reality(p_wrong_word=0.3)},
    )  # fmt: skip
    share = np.bincount(plots.word, minlength=len(CLASSES)) / plots.size
    assert share[word] == pytest.approx(0.7, abs=4 * math.sqrt(0.21 / plots.size))
    assert np.delete(share, word) == pytest.approx(0.06, abs=0.01)


def test_aircraft_say_who_and_where_they_are() -> None:
    truth = straight(8, (0.0, 20_000.0, 9_000.0), (200.0, 0.0, 5.0), 0.0, 4_000.0)
    targets = Targets(
        np.array([8]), np.array([3], np.int8), np.array([np.nan]), np.array([0x4B1805])
    )
    sensor = radar(kind="cooperative", sigma_m=20.0, sigma_velocity_m_s=1.0, range_m=1e6)
    plots = observe_truth(truth, watch(a=sensor), 1, targets=targets)
    plots = seen_only(plots)
    assert (plots.identity == 0x4B1805).all()
    place, velocity, _ = states(truth, plots.truth, plots.time_s)
    errors = plots.value - np.hstack([place, velocity])
    assert errors.std(axis=0) == pytest.approx([20, 20, 50, 1, 1, 1], rel=0.12)


def test_one_that_reports_when_it_likes_tells_of_no_empty_looks() -> None:
    truth = together(
        *(straight(i, (9_000.0, 90.0 * i, 500.0), (0, 0, 0), 0.0, 300.0) for i in range(20))
    )
    sensor = radar(kind="place", period_s=None, sigma_m=1.0)
    plots = observe_truth(truth, watch(a=sensor), 1, realities={"a": Reality(period_s=30.0)})
    assert (plots.kind == PLACE).all()
    assert np.bincount(plots.truth).tolist() == [10] * 20
    assert np.unique(np.round(plots.time_s % 30.0, 6)).size == 20


def test_the_label_of_each_plot_is_the_target_that_made_it() -> None:
    truth = together(
        *(
            straight(i, (8_000.0 * i, 20_000.0, 3_000.0), (0.0, 60.0, 0.0), 5.0 * i, 300.0)
            for i in (1, 4, 6)
        )
    )
    plots = observe_truth(truth, watch(a=radar(false_plots=2.0), b=radar(period_s=7.0)), 9)
    true = chosen(plots, plots.truth >= 0)
    place, _, there = states(truth, true.truth, true.time_s)
    slant, bearing, _ = geometry(place)
    assert there.all()
    assert np.abs(true.value[:, 0] - slant).max() < 300.0
    assert np.abs(true.value[:, 1] - bearing).max() < math.radians(0.6)
    assert set(true.truth.tolist()) == {1, 4, 6}


def test_the_same_seed_gives_the_same_bits_and_another_gives_others() -> None:
    surveillance = watch(a=radar(false_plots=2.0, p_detect=0.8), b=radar(latency_s=9.0))
    one, same, other = (
        observe_truth(STILL, surveillance, seed, span_s=(0, 800.0)) for seed in (1, 1, 2)
    )
    for a, b in zip(one, same, strict=True):
        assert a.tobytes() == b.tobytes()
    assert one.value.tobytes() != other.value.tobytes()
    again = observe_truth(STILL, surveillance, 1, replication=1, span_s=(0, 800.0))
    assert one.value.tobytes() != again.value.tobytes()


def test_another_target_or_sensor_leaves_the_plots_of_others_as_they_were() -> None:
    alone = observe_truth(STILL, watch(a=radar(p_detect=0.6)), 1, span_s=(0, 800.0))
    more = together(straight(2, (9_000.0, 0, 500.0), (0, 0, 0), 0.0, 300.0), STILL)
    both = observe_truth(more, watch(a=radar(p_detect=0.6), b=radar()), 1, span_s=(0, 800.0))
    mine = chosen(both, (both.sensor == 0) & (both.truth == 4))
    alone = seen_only(alone)
    assert mine.time_s.tobytes() == alone.time_s.tobytes()
    assert mine.value.tobytes() == alone.value.tobytes()


@pytest.mark.parametrize("kind", ["radar", "cartesian", "bearing"])
def test_leaving_out_what_is_far_away_leaves_out_no_plot(kind: str) -> None:
    """Looks at a target that cannot be covered are skipped; the rest are as if none had been."""
    legs = [straight(0, (-90_000.0, 2_000.0, 4_000.0), (250.0, 0, 0), 3.0, 700.0)]
    legs.append(straight(0, (84_250.0, 2_000.0, 4_000.0), (-240.0, 70.0, 0), 700.0, 1_900.0))
    truth = together(*legs, straight(1, (1_000.0, 9_000.0, 500.0), (30.0, -40.0, 0), 0.0, 900.0))
    heard = {"signal_m_s": 340.0} if kind == "bearing" else {}
    near, far = (
        seen_only(
            observe_truth(truth, watch(a=radar(kind=kind, range_m=reach, p_detect=0.7, **heard)), 4)
        )
        for reach in (20_000.0, 190_000.0)
    )
    assert 40 < near.size < 0.7 * far.size
    within = np.isin(far.time_s + 1e4 * far.truth, near.time_s + 1e4 * near.truth)
    assert near.time_s.tobytes() == far.time_s[within].tobytes()
    assert near.value.tobytes() == far.value[within].tobytes()
    if kind != "bearing":
        left_out = states(truth, far.truth[~within], far.time_s[~within])[0]
        assert geometry(left_out)[0].min() > 20_000.0


def test_what_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="do not exist: b"):
        observe_truth(STILL, watch(a=radar()), 1, realities={"b": Reality()})
    measures = {"a": Reality(measures=("velocity", "heading"))}
    with pytest.raises(ValueError, match="a radar sensor does not measure heading, velocity"):
        observe_truth(STILL, watch(a=radar()), 1, realities=measures)
    wrong = Targets(np.array([5]), np.zeros(1, np.int8), np.zeros(1), np.zeros(1, np.int64))
    with pytest.raises(ValueError, match="numbers of the truth"):
        observe_truth(STILL, watch(a=radar()), 1, targets=wrong)


def test_nothing_true_and_no_sensor_make_no_plots() -> None:
    nothing = straight(0, (0, 0, 0), (0, 0, 0))
    nothing = type(nothing)(*(column[:0] for column in nothing))
    assert observe_truth(nothing, watch(a=radar()), 1, span_s=(0.0, 40.0)).size == 10
    assert observe_truth(STILL, watch(), 1).size == 0
