import numpy as np
import pytest

from airshield.consequence import dc_flow

RING = ([0, 1, 2], [1, 2, 0])


def test_two_paths_share_by_reactance():
    angle_rad, flow_pu = dc_flow(*RING, [0.1, 0.2, 0.2], [1.0, -1.0, 0.0])
    np.testing.assert_allclose(flow_pu, [0.8, -0.2, -0.2], rtol=1e-14)
    np.testing.assert_allclose(angle_rad, [0.0, -0.08, -0.04], rtol=1e-14)


def test_a_phase_shift_drives_a_flow_round_the_ring():
    _, flow_pu = dc_flow(*RING, [0.1, 0.2, 0.2], [0.0, 0.0, 0.0], shift_rad=[0.05, 0.0, 0.0])
    np.testing.assert_allclose(flow_pu, [-0.1, -0.1, -0.1], rtol=1e-14)


def test_a_tap_acts_as_more_reactance():
    plain = dc_flow(*RING, [0.11, 0.2, 0.2], [1.0, -1.0, 0.0])
    tapped = dc_flow(*RING, [0.1, 0.2, 0.2], [1.0, -1.0, 0.0], tap=[1.1, 1.0, 1.0])
    np.testing.assert_allclose(tapped[1], plain[1], rtol=1e-14)


def test_the_lowest_bus_of_each_island_takes_what_is_left_over():
    angle_rad, flow_pu = dc_flow([0, 2], [1, 3], [0.1, 0.1], [9.0, -1.0, 9.0, 2.0])
    np.testing.assert_allclose(flow_pu, [1.0, -2.0])
    assert angle_rad[[0, 2]].tolist() == [0.0, 0.0]


def test_parallel_lines_add_up():
    _, flow_pu = dc_flow([0, 1], [1, 0], [0.1, 0.3], [1.0, -1.0])
    np.testing.assert_allclose(flow_pu, [0.75, -0.25])


def test_a_bus_without_lines_stays_at_angle_zero():
    angle_rad, flow_pu = dc_flow([], [], [], [5.0, -5.0])
    assert angle_rad.tolist() == [0.0, 0.0]
    assert flow_pu.size == 0


@pytest.mark.parametrize(
    ("first", "second", "reactance", "message"),
    [
        ([0, 1], [1, 1], [0.1, 0.1], "bus 1 to itself"),
        ([0], [1], [0.0], "must not be 0"),
        ([0, 0], [1, 1], [0.1, -0.1], "no solution"),
    ],
)
def test_what_cannot_be_solved_is_refused(first, second, reactance, message):
    with pytest.raises(ValueError, match=message):
        dc_flow(first, second, reactance, [1.0, -1.0])
