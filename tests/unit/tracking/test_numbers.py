"""Numbers stay with their targets, also where a track had begun with another target's plot."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from airshield.model.surveillance import Association, SensorModel, Surveillance, TrackerSettings
from airshield.tracking.happening import happened, lives
from airshield.tracking.picture import Picture
from airshield.tracking.plots import CARTESIAN, LOOK, Plots, blank_plots, chosen, joined
from airshield.tracking.tracker import Tracker, track

PERIOD_S = 2.0
pytestmark = pytest.mark.slow


def watched(association: Association = "joint", false_plots: float = 1.0) -> Surveillance:
    """Return one sensor that sees nine targets in ten."""
    sensor = SensorModel(
        kind="cartesian",
        east_m=0.0,
        north_m=0.0,
        range_m=10e3,
        period_s=PERIOD_S,
        sigma_m=20.0,
        p_detect=0.9,
        false_plots=false_plots,
    )
    settings = TrackerSettings(
        dimensions=2, association=association, motion=("straight",), classes=False
    )
    return Surveillance(sensors={"one": sensor}, tracker=settings)


def seen(places: dict[int, list[tuple[float, ...]]]) -> Plots:
    """Return the plots of each look, and that there was one."""
    parts = []
    for look, at in places.items():
        plots = blank_plots(len(at) + 1)
        plots.time_s[:] = plots.arrival_s[:] = PERIOD_S * look
        plots.kind[:] = CARTESIAN
        plots.kind[-1] = LOOK
        plots.value[: len(at), :2] = np.reshape(at, (-1, 2))
        parts.append(plots)
    return joined(parts)


def pictures(surveillance: Surveillance, plots: Plots) -> tuple[Tracker, list[Picture]]:
    """Return the tracker and its picture after every look."""
    tracker, found = Tracker(surveillance, recording=True, kept_s=0.0), []
    for moment in np.unique(plots.time_s):
        tracker.push(chosen(plots, plots.time_s == moment))
        tracker.finish()
        found.append(tracker.picture(float(moment)))
    return tracker, found


def number_at(picture: Picture, east: float, north: float) -> int | None:
    """Return the number of the track at a place."""
    off = np.hypot(*(picture.position_m[:, :2] - (east, north)).T)
    return int(picture.number[off.argmin()]) if (off < 100.0).any() else None


def wrongly_begun() -> Plots:
    """Return the plots of a target that another one's first plot is taken for the start of.

    The other is seen once, at the first look; from the second look on, the target flies north.
    """
    looks = {look: [(300.0, 300.0 * (look - 1))] for look in range(1, 8)}
    return seen({0: [(0.0, 0.0)], **looks})


@pytest.mark.parametrize("association", ["joint", "nearest"])
def test_a_target_keeps_the_number_of_a_track_that_began_with_another(
    association: Association,
) -> None:
    surveillance = watched(association)
    tracker, found = pictures(surveillance, wrongly_begun())
    numbers = [number_at(found[look], 300.0, 300.0 * (look - 1)) for look in range(1, 8)]
    assert numbers[0] is not None
    assert set(numbers) <= {numbers[0], None}
    assert numbers[-1] == numbers[0]
    told = [event.what for event in happened(tracker.events())]
    assert told.count("yielded") == 1


@pytest.mark.parametrize("association", ["joint", "nearest"])
@pytest.mark.parametrize(("seconds", "from_look"), [([200.0], 1), ([200.0, -220.0], 2)])
def test_a_second_plot_that_may_be_anothers_makes_no_number(
    seconds: list[float], from_look: int, association: Association
) -> None:
    looks = {look: [(200.0 * look, 0.0)] for look in range(4)}
    looks[1] = [(east, 0.0) for east in seconds]
    _, found = pictures(watched(association), seen(looks))
    shown = [number_at(found[look], 200.0 * look, 0.0) for look in range(4)]
    assert [number is not None for number in shown] == [look >= from_look for look in range(4)]


@pytest.mark.parametrize(("places", "begun"), [(1, 0), (2, 2)])
def test_a_second_plot_that_may_be_anothers_begins_a_track_as_well(places: int, begun: int) -> None:
    """Of two plots at the second look one is assigned to the track that is there."""
    seconds: list[tuple[float, ...]] = [(290.0, 0.0), (0.0, -300.0)]
    tracker, _ = pictures(watched("nearest"), seen({0: [(0.0, 0.0)], 1: seconds[:places]}))
    born_s = [event.time_s for event in happened(tracker.events()) if event.what == "born"]
    assert born_s.count(PERIOD_S) == begun


def test_who_yields_its_number_is_told() -> None:
    tracker, _ = pictures(watched(), wrongly_begun())
    by_track = lives(tracker.events(), 1)
    words = [[event.what for event in events] for events in by_track.values()]
    assert ["born", "confirmed"] in words
    assert any(each[:3] == ["born", "confirmed", "yielded"] for each in words)


@pytest.mark.parametrize("association", ["joint", "nearest"])
def test_a_target_that_is_lost_in_a_turn_keeps_its_number(association: Association) -> None:
    """It flies east for a long time, then back: too hard a turn for straight flight."""
    out = {look: [(150.0 * look, 0.0)] for look in range(10)}
    back = {look: [(150.0 * 9, 300.0 * (look - 9))] for look in range(10, 18)}
    _, found = pictures(watched(association), seen(out | back))
    assert {n for picture in found for n in picture.number.tolist()} == {1}
    assert number_at(found[-1], *back[17][0]) == 1


def test_a_target_with_an_address_yields_its_number_to_none() -> None:
    """What is seen where it was heard last may be another."""
    plots = wrongly_begun()
    plots.identity[plots.time_s <= PERIOD_S] = 7
    plots.value[0, :2] = (300.0, 20.0)
    _, found = pictures(watched(), plots)
    assert 1 not in found[-1].number
    assert number_at(found[-1], 300.0, 1_800.0) is not None


def one_after_another(
    height_m: tuple[float, float], between: int, before: int = 10
) -> dict[int, list[tuple[float, ...]]]:
    """Return a target that flies east, and one that flies north and would have met its end.

    The second is seen from ``between`` looks after the first was last seen.
    """
    first = {look: [(150.0 * (look - before), 0.0, height_m[0])] for look in range(before + 1)}
    looks = range(before + between, before + between + 8)
    second = {look: [(0.0, 300.0 * (look - before), height_m[1])] for look in looks}
    none: dict[int, list[tuple[float, ...]]] = {
        look: [] for look in range(before + 1, before + between)
    }
    return first | none | second


def flying(looks: dict[int, list[tuple[float, ...]]], **changes: float) -> set[int]:
    """Return the numbers in the last picture of what is seen."""
    sensor = replace(watched().sensors["one"], **changes)
    settings = replace(watched().tracker, dimensions=3)
    plots = seen({look: [place[:2] for place in at] for look, at in looks.items()})
    plots.value[plots.kind == CARTESIAN, 2] = [place[2] for at in looks.values() for place in at]
    _, found = pictures(Surveillance(sensors={"one": sensor}, tracker=settings), plots)
    return set(found[-1].number.tolist())


def test_a_target_takes_the_number_of_one_that_was_lost_where_it_comes_from() -> None:
    assert flying(one_after_another((1_000.0, 1_000.0), 1)) == {1}


def test_a_target_takes_no_number_from_far_above() -> None:
    assert flying(one_after_another((6_000.0, 1_000.0), 1)) == {2}


def test_a_target_takes_no_number_from_one_that_nobody_has_missed() -> None:
    """The first is out of the sight of the sensor that looks; another reports it when it likes."""
    looks = one_after_another((0.0, 0.0), 1, before=1)
    plots = seen({look: [place[:2] for place in at] for look, at in looks.items()})
    plots.sensor[(plots.kind == CARTESIAN) & (plots.value[:, 1] == 0.0)] = 1
    one = watched().sensors["one"]
    looking = replace(one, box_m=(-10e3, 100.0, 10e3, 10e3), false_plots=1e-3)
    sensors = {"looking": looking, "reporting": replace(one, period_s=None)}
    _, found = pictures(Surveillance(sensors=sensors, tracker=watched().tracker), plots)
    assert set(found[-1].number.tolist()) == {1, 2}


def test_a_target_takes_no_number_from_one_that_is_back_at_the_same_look() -> None:
    """It comes from where the other was before it was missed; its track lies before the other's.

    Something seen once, far away, has the first place among the tracks and leaves it in time.
    """
    looks: dict[int, list[tuple[float, ...]]] = {look: [(150.0 * look, 0.0)] for look in range(13)}
    looks[0].insert(0, (-8_000.0, -8_000.0))
    looks[11] = [(150.0 * 10, 250.0)]
    looks[12].append((150.0 * 10, 500.0))
    _, found = pictures(watched(), seen(looks))
    assert found[10].number.tolist() == [1]
    assert number_at(found[12], *looks[12][0]) == 1
    assert number_at(found[12], *looks[12][1]) == 2


def test_a_target_takes_no_number_from_one_of_long_ago() -> None:
    """Where it was then is told too poorly by two plots."""
    assert flying(one_after_another((1_000.0, 1_000.0), 8), p_detect=0.3) >= {2}


def lost_and_found(
    off_m: tuple[float, float], velocity_m_s: tuple[float, float], beside: bool = False
) -> list[int]:
    """Return the last numbers of a target that flies east at 50 m/s and is lost for 40 s.

    Then a target is seen so far off from where it would be, with that velocity. A second target may
    fly beside the first, which is lost with it.
    """
    looks: dict[int, list[tuple[float, ...]]] = {}
    for look in range(40):
        at_s = PERIOD_S * look
        if look <= 12:
            places = [(50.0 * at_s, 0.0), (50.0 * at_s, 120.0)]
            looks[look] = [*places[: 1 + beside]]
        elif look < 32:
            looks[look] = []
        else:
            since_s = at_s - 32 * PERIOD_S
            place = 50.0 * 32 * PERIOD_S + off_m[0], off_m[1]
            looks[look] = [tuple(x + since_s * v for x, v in zip(place, velocity_m_s, strict=True))]
    _, found = pictures(watched(), seen(looks))
    assert set(found[10].number.tolist()) == {1, 2}.intersection(range(2 + beside))
    assert not found[30].number.size
    return found[-1].number.tolist()


def test_a_target_that_comes_back_as_it_went_gets_its_number_back() -> None:
    assert lost_and_found((100.0, -80.0), (50.0, 2.0)) == [1]


@pytest.mark.parametrize(
    ("off_m", "velocity_m_s"), [((100.0, -80.0), (-50.0, 60.0)), ((0.0, 2_500.0), (50.0, 0.0))]
)
def test_another_target_gets_a_number_of_its_own(
    off_m: tuple[float, float], velocity_m_s: tuple[float, float]
) -> None:
    assert lost_and_found(off_m, velocity_m_s) == [2]


def test_a_target_that_may_be_either_of_two_gets_a_number_of_its_own() -> None:
    assert lost_and_found((0.0, 60.0), (50.0, 0.0), beside=True) == [3]


def test_a_number_that_an_address_got_back_goes_to_no_other() -> None:
    """The second flies where the first would be, had it not come back elsewhere."""
    first = {look: [(100.0 * look, 0.0)] for look in range(12)}
    away: dict[int, list[tuple[float, ...]]] = {look: [] for look in range(12, 30)}
    back = {look: [(100.0 * look, -4_000.0)] for look in range(30, 36)}
    both = {look: [(100.0 * look, -4_000.0), (100.0 * look, 30.0)] for look in range(36, 46)}
    plots = seen(first | away | back | both)
    plots.identity[plots.kind == CARTESIAN] = 7
    plots.identity[plots.value[:, 1] == 30.0] = -1
    _, found = pictures(watched(), plots)
    assert number_at(found[-1], 4_500.0, -4_000.0) == 1
    assert number_at(found[-1], 4_500.0, 30.0) == 2


def crowd(seed: int, targets: int = 60) -> Plots:
    """Return plots of targets so dense that tracks begin with plots of two of them."""
    draws = np.random.default_rng(seed)
    start = draws.uniform(-2e3, 2e3, (targets, 2))
    velocity = draws.normal(0, 80.0, (targets, 2))
    looks = {}
    for look in range(25):
        at = start + velocity * PERIOD_S * look + draws.normal(0, 20.0, start.shape)
        at = at[draws.random(targets) < 0.9]
        looks[look] = [*map(tuple, at), *map(tuple, draws.uniform(-3e3, 3e3, (3, 2)))]
    return seen(looks)


@pytest.mark.parametrize("association", ["joint", "nearest"])
@pytest.mark.parametrize("seed", range(3))
def test_no_number_stands_for_two_tracks_at_once(seed: int, association: Association) -> None:
    surveillance = watched(association, false_plots=3.0)
    plots = crowd(seed)
    tracker, found = pictures(surveillance, plots)
    assert "yielded" in {event.what for event in happened(tracker.events())}
    for picture in found:
        assert len(np.unique(picture.number)) == len(picture.number)
    points = track(surveillance, plots)
    rows = np.stack([points.time_s, points.number], axis=1)
    assert len(np.unique(rows, axis=0)) == len(rows)
