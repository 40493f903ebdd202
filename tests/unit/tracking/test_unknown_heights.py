"""Radars that measure no heights: near them, places over the ground hang on heights."""

from airshield.tracking.observing import observe_truth
from airshield.tracking.reality import Reality

from .flights import followed, radar, straight, together, watch

TURNS = {"height_m": 500.0, "false_plots": 5.0, "range_m": 350e3, "period_s": 5.0, "p_detect": 0.9,
         "sigma_range_m": 50.0, "sigma_bearing_deg": 0.1}  # fmt: skip
NEAR, FAR = radar(**TURNS), radar(east_m=150e3, north_m=30e3, **TURNS)
AIRLINER = straight(0, (-100e3, 8e3, 11_000.0), (230.0, 0.0, 0.0), until_s=870.0)
"""It passes the near radar at 8 km, three times as high as is expected of what tells no height."""


def _pictures(truth, until_s, **radars):
    """Yield the picture every five seconds; the radars measure range and bearing alone."""
    surveillance = watch(**radars)
    flat = {name: Reality(measures=()) for name in radars}
    plots = observe_truth(truth, surveillance, seed=3, realities=flat)
    for moment, tracker in followed(surveillance, plots, until_s, 5.0):
        yield moment, tracker.picture(moment)


def test_an_airliner_that_passes_near_a_radar_is_one_track():
    late = [p for moment, p in _pictures(AIRLINER, 870.0, near=NEAR, far=FAR) if moment > 60.0]
    assert {tuple(picture.number) for picture in late} == {(1,)}


def test_two_radars_tell_how_high_an_airliner_is():
    height = {m: p.position_m[0, 2] for m, p in _pictures(AIRLINER, 870.0, near=NEAR, far=FAR)
              if m > 15.0}  # fmt: skip
    assert abs(height[600.0] - 11_000.0) < 1_000.0


def test_a_track_that_its_radar_no_longer_sees_ends_though_it_may_be_low():
    """It is 180 km off, where what flies under 1,300 m is below the horizon; but was seen there."""
    gone = straight(0, (180e3, 0.0, 9_000.0), (0.0, 200.0, 0.0), until_s=100.0)
    stays = straight(1, (-50e3, 0.0, 9_000.0), (0.0, 200.0, 0.0), until_s=200.0)
    shown = {m: len(p.number) for m, p in _pictures(together(gone, stays), 140.0, near=NEAR)}
    assert shown[95.0] == 2
    assert shown[135.0] == 1


def test_a_radar_that_never_saw_a_track_tells_nothing_of_one_that_may_be_low():
    """The far radar cannot see it: 60 m high, 160 km away."""
    low = straight(0, (-20e3, 5e3, 60.0), (40.0, 0.0, 0.0), until_s=300.0)
    late = [p for moment, p in _pictures(low, 300.0, near=NEAR, far=FAR) if moment > 60.0]
    assert {tuple(picture.number) for picture in late} == {(1,)}
    assert min(picture.existence[0] for picture in late) > 0.9
