"""Bearings cross to places, and ghosts stay out."""

import numpy as np
import pytest

from airshield.tracking.crossing import (
    LIGHT_M_S,
    SOUND_M_S,
    Bearings,
    CrossingSettings,
    Looks,
    Sightings,
    cross_bearings,
)

SIGMA = 0.02


def looks_at(places, reach=4_000.0, p_detect=0.9, false=0.3, signal=LIGHT_M_S, time_s=0.0) -> Looks:
    place = np.array([[east, north, 0.0] for east, north in places])
    n = len(place)
    return Looks(
        time_s + np.zeros(n), place, np.full(n, reach), np.full(n, p_detect),
        np.full(n, false / (2 * np.pi)), np.full(n, signal),
    )  # fmt: skip


def exact_bearing(looks: Looks, look: int, position, velocity=(0.0, 0.0, 0.0)):
    """Bearing and elevation of what left the target in time to arrive at the look."""
    position, velocity, after = np.array(position, float), np.array(velocity, float), 0.0
    for _ in range(50):
        offset = position + velocity * after - looks.place_m[look]
        after = looks.time_s[look] - np.linalg.norm(offset) / looks.signal_m_s[look]
    flat = np.hypot(offset[0], offset[1])
    return np.arctan2(offset[0], offset[1]), np.arctan2(offset[2], flat), flat


def table(rows, sigma=SIGMA, elevation=False) -> Bearings:
    look, bearing, high = (np.array(column) for column in zip(*rows, strict=True))
    nothing = np.full(len(look), np.nan)
    return Bearings(
        look.astype(np.int64), bearing.astype(float), np.full(len(look), sigma),
        high.astype(float) if elevation else nothing,
        np.full(len(look), sigma) if elevation else nothing,
    )  # fmt: skip


def seen(looks: Looks, targets, velocities=None):
    """Return exact (look, bearing, elevation) of all targets in range."""
    velocities = velocities if velocities is not None else [(0.0, 0.0, 0.0)] * len(targets)
    rows = []
    for target, velocity in zip(targets, velocities, strict=True):
        for look in range(len(looks.time_s)):
            bearing, elevation, flat = exact_bearing(looks, look, target, velocity)
            if flat < looks.range_m[look]:
                rows.append((look, bearing, elevation))
    return rows


CORNERS = [(0.0, 0.0), (3_000.0, 0.0), (0.0, 3_000.0), (3_000.0, 3_000.0)]


def test_exact_bearings_cross_at_the_target() -> None:
    looks = looks_at(CORNERS[:3])
    found = cross_bearings(looks, table(seen(looks, [(1_000.0, 1_400.0, 0.0)])))
    assert found.bearing.tolist() == [0, 1, 2]
    assert found.position_m[0, :2] == pytest.approx([1_000.0, 1_400.0], abs=1e-3)
    assert found.existence[0] > 0.95


def test_the_covariance_is_that_of_two_rays_at_right_angles() -> None:
    looks = looks_at([(0.0, 0.0), (2_000.0, 2_000.0)])
    found = cross_bearings(looks, table(seen(looks, [(0.0, 2_000.0, 0.0)])))
    # Each ray fixes the axis across it: sigma times range.
    expected = (SIGMA * 2_000.0) ** 2
    assert np.diag(found.covariance[0])[:2] == pytest.approx([expected, expected], rel=1e-6)
    assert found.covariance[0, 0, 1] == pytest.approx(0.0, abs=1e-6 * expected)


def test_elevations_give_the_height() -> None:
    looks = looks_at(CORNERS)
    target = (1_200.0, 900.0, 650.0)
    found = cross_bearings(looks, table(seen(looks, [target]), elevation=True))
    assert found.position_m[0] == pytest.approx(target, abs=1.0)
    assert np.sqrt(found.covariance[0, 2, 2]) < 40.0


def test_without_elevation_the_height_is_the_assumed_one() -> None:
    looks, settings = looks_at(CORNERS[:3]), CrossingSettings()
    found = cross_bearings(looks, table(seen(looks, [(1_000.0, 1_400.0, 300.0)])), settings)
    assert found.position_m[0, 2] == pytest.approx(settings.height_m)
    assert found.covariance[0, 2, 2] == pytest.approx(settings.sigma_height_m**2)


def test_sound_points_to_where_the_target_was() -> None:
    """At 50 m/s the bearings point up to 8 degrees behind; the place is that of the stated time."""
    looks = looks_at([*CORNERS, (1_500.0, -1_500.0)], signal=SOUND_M_S, time_s=10.0)
    start, velocity = np.array([900.0, 700.0, 0.0]), np.array([40.0, 30.0, 0.0])
    rows = seen(looks, [start], [velocity])
    settings = CrossingSettings(height_m=0.0, sigma_height_m=1.0)
    found = cross_bearings(looks, table(rows, sigma=0.002), settings)
    truth = start + velocity * found.time_s[0]
    assert found.time_s[0] < 10.0 - 1_000.0 / SOUND_M_S
    error = found.position_m[0, :2] - truth[:2]
    assert np.hypot(*error) < 3.0 * np.sqrt(np.trace(found.covariance[0, :2, :2]))
    assert np.hypot(*error) < 25.0
    assert found.velocity_m_s[0, :2] == pytest.approx(velocity[:2], abs=15.0)


def test_two_sensors_cannot_tell_two_targets_from_their_ghosts() -> None:
    looks = looks_at(CORNERS[:2])
    targets = [(1_000.0, 1_500.0, 0.0), (2_000.0, 1_500.0, 0.0)]
    found = cross_bearings(looks, table(seen(looks, targets)))
    assert found.crossings == 4
    assert len(found.existence) == 2
    assert found.existence.max() < 0.7


def test_a_third_sensor_resolves_the_ghosts() -> None:
    looks = looks_at(CORNERS[:3])
    targets = np.array([(1_000.0, 1_500.0, 0.0), (2_000.0, 1_500.0, 0.0)])
    found = cross_bearings(looks, table(seen(looks, targets)))
    sure = found.position_m[found.existence > 0.5]
    assert len(sure) == 2
    assert np.sort(sure[:, 0]) == pytest.approx([1_000.0, 2_000.0], abs=1.0)
    assert found.existence[:2].min() > 0.9


def test_sensors_that_heard_nothing_speak_against_a_target() -> None:
    near = looks_at(CORNERS[:2])
    more = looks_at([*CORNERS, (1_500.0, 3_500.0)])
    bearings = table(seen(near, [(1_500.0, 1_500.0, 0.0)]))
    alone = cross_bearings(near, bearings)
    doubted = cross_bearings(more, bearings)
    # Three further looks in range each miss with probability 0.1; one new term is the coverage.
    assert doubted.log_odds[0] < alone.log_odds[0] + 3 * np.log(0.1) + 1.0
    assert doubted.existence[0] < 0.2 < alone.existence[0] + 0.2


def test_three_that_agree_are_believed_more_than_two() -> None:
    looks = looks_at(CORNERS[:3], false=1.0)
    rows = seen(looks, [(1_000.0, 1_400.0, 0.0)])
    two, three = cross_bearings(looks, table(rows[:2])), cross_bearings(looks, table(rows))
    assert two.existence[0] < 0.2
    assert three.existence[0] > 0.7


def test_rays_that_are_nearly_parallel_fix_no_place() -> None:
    looks = looks_at([(0.0, 0.0), (100.0, 0.0)])
    found = cross_bearings(looks, table(seen(looks, [(0.0, 3_000.0, 0.0)])))
    assert len(found.existence) == 0


def test_rays_cross_only_within_both_ranges() -> None:
    looks = looks_at([(0.0, 0.0), (6_000.0, 0.0)], reach=3_500.0)
    rows = [(0, np.pi / 4, 0.0), (1, -np.pi / 6, 0.0)]
    assert cross_bearings(looks, table(rows)).crossings == 0


def drawn(rng, sensors, targets, box, p_detect=0.85, false=0.3, signal=SOUND_M_S):
    looks = looks_at(rng.uniform(0, box, (sensors, 2)), 3_000.0, p_detect, false, signal)
    truth = np.column_stack([rng.uniform(0, box, (targets, 2)), np.full(targets, 800.0)])
    course = rng.uniform(0, 2 * np.pi, targets)
    velocity = 50.0 * np.column_stack([np.sin(course), np.cos(course), 0 * course])
    rows, source = [], []
    for number in range(targets):
        for look, bearing, elevation in seen(looks, truth[[number]], velocity[[number]]):
            if rng.random() < p_detect:
                rows.append((look, bearing + SIGMA * rng.normal(), elevation))
                source.append(number)
    for look in range(sensors):
        for _ in range(rng.poisson(false)):
            rows.append((look, rng.uniform(-np.pi, np.pi), 0.0))
            source.append(-1)
    return looks, table(rows), np.array(source), truth, velocity


def shown_targets(found: Sightings, source, truth, velocity) -> tuple[set[int], int]:
    """Return which targets were shown where they were, and how many ghosts."""
    targets, ghosts = set(), 0
    for i in np.flatnonzero(found.existence > 0.5):
        own = source[found.bearing[found.first[i] : found.first[i + 1]]]
        number = np.bincount(own[own >= 0], minlength=len(truth)).argmax()
        offset = (found.position_m[i] - truth[number] - velocity[number] * found.time_s[i])[:2]
        square = offset @ np.linalg.solve(found.covariance[i, :2, :2], offset)
        if square < 30.0 and number not in targets:
            targets.add(int(number))
        else:
            ghosts += 1
    return targets, ghosts


@pytest.mark.slow
def test_random_scenes_show_the_targets_and_few_ghosts() -> None:
    rng, heard, right, ghosts = np.random.default_rng(5), 0, 0, 0
    for _ in range(6):
        looks, bearings, source, truth, velocity = drawn(rng, 100, 15, 15_000.0)
        found = cross_bearings(looks, bearings, CrossingSettings(targets_per_m2=1e-7))
        well = set(np.flatnonzero(np.bincount(source[source >= 0], minlength=15) >= 4).tolist())
        shown, wrong = shown_targets(found, source, truth, velocity)
        heard, right, ghosts = heard + len(well), right + len(well & shown), ghosts + wrong
    assert heard > 70
    assert right >= 0.95 * heard
    assert ghosts <= 0.05 * heard


@pytest.mark.slow
def test_existence_means_what_it_says() -> None:
    """Of the places shown with a probability, about that share are targets."""
    rng, expected, right, places = np.random.default_rng(8), 0.0, 0, 0
    for _ in range(10):
        looks, bearings, source, truth, velocity = drawn(rng, 60, 10, 15_000.0, 0.7, 1.0)
        found = cross_bearings(looks, bearings, CrossingSettings(targets_per_m2=10 / 15e3**2))
        for i in range(len(found.existence)):
            one = found._replace(existence=np.eye(len(found.existence))[i])
            targets, _ = shown_targets(one, source, truth, velocity)
            expected, right, places = (
                expected + found.existence[i],
                right + len(targets),
                places + 1,
            )
    assert places > 100
    assert expected == pytest.approx(right, abs=0.12 * places)


def test_no_bearing_serves_two_and_no_look_gives_two() -> None:
    looks, bearings, *_ = drawn(np.random.default_rng(2), 100, 40, 12_000.0)
    found = cross_bearings(looks, bearings)
    assert len(set(found.bearing.tolist())) == len(found.bearing)
    for i in range(len(found.existence)):
        own = bearings.look[found.bearing[found.first[i] : found.first[i + 1]]]
        assert len(set(own.tolist())) == len(own) >= 2


def test_order_does_not_matter_and_the_same_input_gives_the_same_bits() -> None:
    rng = np.random.default_rng(11)
    looks, bearings, *_ = drawn(rng, 80, 20, 12_000.0)
    first, again = cross_bearings(looks, bearings), cross_bearings(looks, bearings)
    rows, sites = rng.permutation(len(bearings.look)), rng.permutation(len(looks.time_s))
    place_of = np.argsort(sites)
    mixed_looks = Looks(*(column[sites] for column in looks))
    mixed = Bearings(place_of[bearings.look[rows]], *(column[rows] for column in bearings[1:]))
    other = cross_bearings(mixed_looks, mixed)
    for name in ("position_m", "covariance", "existence", "log_odds", "first"):
        assert np.array_equal(getattr(first, name), getattr(again, name))
        assert np.array_equal(getattr(first, name), getattr(other, name))
    for i in range(len(first.existence)):
        part = slice(first.first[i], first.first[i + 1])
        assert np.array_equal(np.sort(rows[other.bearing[part]]), first.bearing[part])


def test_what_finds_no_room_is_counted() -> None:
    looks, bearings, *_ = drawn(np.random.default_rng(4), 80, 20, 12_000.0)
    whole = cross_bearings(looks, bearings)
    bounded = cross_bearings(looks, bearings, CrossingSettings(most_crossings=50))
    few = cross_bearings(looks, bearings, CrossingSettings(most_places=10))
    assert whole.cut == 0
    assert bounded.crossings == whole.crossings
    assert bounded.cut >= whole.crossings - 50
    assert few.candidates <= 10 < whole.candidates
    assert few.cut > 0


def test_what_means_nothing_is_left_out_and_counted() -> None:
    looks = looks_at([*CORNERS[:3], (np.nan, 0.0)])
    good = seen(looks, [(1_000.0, 1_400.0, 0.0)])
    rows = [*good, (0, np.nan, 0.0), (7, 1.0, 0.0), (-1, 1.0, 0.0), (3, 1.0, 0.0)]
    bearings = table(rows)
    bearings.sigma_rad[0] = 0.0
    found = cross_bearings(looks, bearings)
    assert found.refused == 6
    assert found.bearing.tolist() == [1, 2]


@pytest.mark.parametrize("looks", [looks_at(CORNERS), looks_at(CORNERS[:1])])
def test_without_bearings_there_is_nothing(looks: Looks) -> None:
    none = Bearings(np.empty(0, np.int64), *(np.empty(0) for _ in range(4)))
    found = cross_bearings(looks, none)
    assert len(found.existence) == 0
    assert found.position_m.shape == (0, 3)


@pytest.mark.parametrize("seed", range(8))
def test_nothing_breaks_it(seed: int) -> None:
    """Sensors on one spot, rays along the cells, the same bearing twice, any spread and range."""
    rng = np.random.default_rng(seed)
    k, n = 30, 120
    looks = Looks(
        rng.choice([0.0, 1.0, -1e6], k),
        rng.choice([0.0, 1_000.0, 2_000.0, 1e6], (k, 3)),
        rng.choice([1e-3, 3_000.0, 1e5], k),
        rng.choice([1e-9, 0.5, 1.0], k),
        rng.choice([0.0, 1e-3, 1e3], k),
        rng.choice([1.0, SOUND_M_S, LIGHT_M_S], k),
    )
    elevation = rng.choice([np.nan, 0.0, np.pi / 2, -7.0], n)
    bearings = Bearings(
        rng.integers(0, k, n),
        rng.choice(np.array([0.0, 0.5, 1.0, -0.25, 0.25, 9.0]) * np.pi, n),
        rng.choice([1e-9, 0.02, 10.0], n),
        elevation,
        np.full(n, 0.02),
    )
    found = cross_bearings(looks, bearings)
    assert found.refused == 0
    assert np.isfinite(found.position_m).all()
    assert ((found.existence >= 0) & (found.existence <= 1)).all()
    assert len(set(found.bearing.tolist())) == len(found.bearing)
    scale = np.sqrt(np.einsum("nii->ni", found.covariance))
    correlation = found.covariance / (scale[:, :, None] * scale[:, None, :])
    assert np.linalg.eigvalsh(correlation).min(initial=0.0) > -1e-6
