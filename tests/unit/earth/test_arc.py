import numpy as np
import pytest

from airshield.earth.arc import ballistic_arc, least_energy_apogee_m, scaled


def test_an_arc_begins_and_ends_on_the_ground():
    arc = ballistic_arc(300e3)
    assert arc.time_s[0] == arc.along_m[0] == arc.height_m[0] == arc.height_m[-1] == 0.0
    assert arc.along_m[-1] == pytest.approx(300e3)


def test_an_arc_is_symmetric_about_its_apogee():
    arc = ballistic_arc(500e3, apogee_m=50e3)
    assert arc.height_m == pytest.approx(arc.height_m[::-1])
    assert np.diff(arc.time_s) == pytest.approx(np.diff(arc.time_s)[::-1])
    assert arc.along_m + arc.along_m[::-1] == pytest.approx(500e3)


def test_a_given_apogee_is_reached():
    heights = ballistic_arc(500e3, apogee_m=50e3, chord_error_m=0.01).height_m
    assert heights.max() == pytest.approx(50e3, abs=0.01)


def test_the_least_energy_apogee_is_the_default():
    default, given = ballistic_arc(400e3), ballistic_arc(400e3, least_energy_apogee_m(400e3))
    assert default.time_s == pytest.approx(given.time_s, abs=0)


def test_a_hundred_times_the_error_needs_a_tenth_of_the_chords():
    coarse, fine = (ballistic_arc(300e3, chord_error_m=e).time_s.size - 1 for e in (1e3, 10.0))
    assert coarse == pytest.approx(fine / 10, rel=0.1)


def test_one_chord_does_for_an_arc_lower_than_the_error():
    assert ballistic_arc(1_000.0, apogee_m=90.0).time_s.size == 2


def test_scaling_changes_the_speed_along_the_chords_alone():
    arc = ballistic_arc(480e3, apogee_m=50e3)
    faster = scaled(arc, 2_000.0)
    length_m = np.hypot(np.diff(arc.along_m), np.diff(arc.height_m)).sum()
    assert faster.time_s[-1] == pytest.approx(length_m / 2_000.0)
    assert faster.time_s / faster.time_s[-1] == pytest.approx(arc.time_s / arc.time_s[-1])
    assert faster.height_m is arc.height_m


NAN = float("nan")


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ((0.0,), "ground_range_m"),
        ((-1.0,), "ground_range_m"),
        ((NAN,), "ground_range_m"),
        ((20.1e6,), "ground_range_m"),
        ((1e5, 0.0), "apogee_m"),
        ((1e5, NAN), "apogee_m"),
        ((1e5, 9e6), "apogee_m"),
        ((1e5, 1e4, 0.0), "chord_error_m"),
    ],
)
def test_lengths_out_of_range_are_refused(arguments, name):
    with pytest.raises(ValueError, match=name):
        ballistic_arc(*arguments)


@pytest.mark.parametrize("speed_m_s", [0.0, NAN])
def test_a_speed_of_nothing_is_refused(speed_m_s):
    with pytest.raises(ValueError, match="speed_m_s"):
        scaled(ballistic_arc(1e5), speed_m_s)
