"""The page of tracks: words, map and figures."""

import dataclasses

import numpy as np
import pytest

from airshield.files.recordings.gathering import Gathered
from airshield.model.surveillance import SensorModel, Surveillance
from airshield.report import tracks_words as words
from airshield.report.figures.tracks import track_count, track_map
from airshield.report.track_scene import track_scene
from airshield.report.track_summary import TrackSummary, track_summary
from airshield.report.tracks_page import tracks_page
from airshield.tracking.following import Followed
from airshield.tracking.placing import placed
from airshield.tracking.plots import BEARING, CARTESIAN, POLAR, Plots, blank_plots
from airshield.tracking.tracker import Tracker, frame_of
from unit.files.recordings.points import two_tracks

RADAR = SensorModel(kind="radar", lat_deg=54.5, lon_deg=11.5, bias_range_m=100.0)
POSTS = Surveillance(name="<posts>", sensors={"radar": RADAR, "ear": RADAR})


def plots() -> Plots:
    """Return a radar's plot 10 km to the east, a place, and a bearing."""
    made = blank_plots(3)
    made.kind[:] = POLAR, CARTESIAN, BEARING
    made.value[:, :2] = [10_100.0, np.pi / 2], [3_000.0, -4_000.0], [np.nan, 1.0]
    return made


def followed(**learnt: object) -> Followed:
    health = Tracker(POSTS).sensors._replace(**learnt)
    return Followed(two_tracks(), 3, 3, 3, {}, 4.0, {}, health)


def gathered() -> Gathered:
    return Gathered(plots(), POSTS, frame_of(POSTS), False, (), None)


def summary(**changes: object) -> TrackSummary:
    return dataclasses.replace(track_summary(["a.jsonl"], gathered(), followed()), **changes)


def test_plots_with_a_place_are_placed() -> None:
    sites, at = placed(POSTS, plots())
    assert sites.shape == (2, 2)
    np.testing.assert_allclose(at, [[10_000.0, 0.0], [3_000.0, -4_000.0]], atol=1e-6)


def test_a_height_shortens_the_way_over_ground() -> None:
    high = plots()
    high.value[0, 4] = 6_000.0
    assert placed(POSTS, high)[1][0, 0] == pytest.approx(8_000.0)


def test_the_headline_counts_tracks_that_last() -> None:
    assert words.headline(summary()) == "No lasting track from 3 plots."
    one = dataclasses.replace(summary().tracks[0], plots=9)
    drone = dataclasses.replace(one, word="drone")
    unclear = dataclasses.replace(one, p_class=0.2)
    told = words.headline(summary(tracks=(one, drone, drone, unclear)))
    assert told == "4 tracks: 2 drones, 1 aircraft, 1 not clear."


def test_liars_are_named_first_of_all() -> None:
    health = followed(lies=np.array([False, True])).sensors
    assert next(words.caveats(summary(), health, ["radar", "ear"])).startswith("ear: errors far")


def test_what_was_learnt_is_told_with_its_error() -> None:
    health = followed(
        bias=np.array([[-180.0, np.radians(0.3), 0.0], [0.0, 0.0, 0.0]]),
        sigma=np.array([[11.0, np.radians(0.01), 0.0], [0.0, 0.0, 0.0]]),
        noise_factor=np.array([[1.0] * 4, [16.0, 4.0, 1.0, 9.0]]),
        lies=np.array([False, True]),
        pairs=np.array([500, 300]),
    ).sensors
    liar, biased = words.learnt(["radar", "ear"], health)
    assert (liar.name, liar.lies, liar.noise, liar.range_bias) == (
        ("ear", True, "4.0, 2.0, height 3.0", "–")
    )
    assert biased.range_bias == "−180 ± 11\u00a0m"
    assert biased.bearing_bias == "+0.30 ± 0.01°"
    assert biased.found


def test_the_map_shows_tracks_by_class_with_plots_and_sensors() -> None:
    scene = track_scene(summary().tracks, two_tracks(), gathered())
    assert len(scene.lines) == 2
    assert scene.lines[-1].at[-1] == pytest.approx([0.4, 0.0], abs=0.01)
    drawn = track_map(scene)
    assert "2 tracks" in drawn.alt
    assert "aircraft" in drawn.svg


def test_the_count_holds_each_track_between_its_ends() -> None:
    drawn = track_count(two_tracks(), summary().tracks)
    assert drawn is not None
    assert drawn.alt.startswith("At most 2 tracks at a time")
    assert track_count(two_tracks(), ()) is None


def test_the_page_escapes_names_and_is_the_same_twice() -> None:
    page = tracks_page(summary(), gathered(), followed(), "airshield track a.jsonl")
    assert "&lt;posts&gt;: tracks" in page
    assert "<posts>" not in page
    assert page == tracks_page(summary(), gathered(), followed(), "airshield track a.jsonl")


def test_nothing_to_show_is_shown() -> None:
    nothing = two_tracks()
    nothing = type(nothing)(*(column[:0] for column in nothing))
    empty = gathered()._replace(plots=blank_plots(0))
    page = tracks_page(
        summary(tracks=()), empty, followed()._replace(points=nothing), "airshield track a.jsonl"
    )
    assert "None was confirmed." in page
