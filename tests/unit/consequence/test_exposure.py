import numpy as np
import pytest

from airshield.consequence import exposed, sheltered_share, warning_seconds
from airshield.model.scenario import Alerting

POINTS = ((0.0, 0.1), (100.0, 0.5), (300.0, 0.7))
ALERTING = Alerting(delay_s=60.0, sheltered=POINTS)


def test_warning_is_lead_less_delay_and_not_below_zero():
    warning = warning_seconds([[0, 1024, 61 * 1024, 1024 * 600, -1]], 60.0)
    np.testing.assert_array_equal(warning, [[0.0, 0.0, 1.0, 540.0, np.nan]])


@pytest.mark.parametrize(
    ("warning_s", "share"), [(0, 0.1), (50, 0.3), (100, 0.5), (200, 0.6), (300, 0.7), (9999, 0.7)]
)
def test_sheltered_share_is_straight_between_points_and_flat_beyond(warning_s, share):
    assert sheltered_share(warning_s, POINTS) == pytest.approx(share)


def test_sheltered_share_with_one_point_is_constant():
    assert sheltered_share([0.0, 5.0, 99.0], [(5.0, 0.4)]).tolist() == [0.4, 0.4, 0.4]


def test_exposed_with_and_without_warning():
    lead_tick = [[-1, -1], [0, -1], [160 * 1024, 30 * 1024]]
    answer = exposed(lead_tick, [1000, 200], ALERTING)
    assert answer.unwarned.tolist() == [0.0, 1000.0, 1200.0]
    np.testing.assert_allclose(answer.exposed, [0.0, 900.0, 680.0])
    np.testing.assert_allclose(answer.district_exposed, [[0, 0], [900, 0], [500, 180]])
    np.testing.assert_array_equal(answer.district_unwarned, [[0, 0], [1000, 0], [1000, 200]])


def test_no_districts_expose_nobody():
    answer = exposed(np.empty((3, 0), dtype=np.int32), [], ALERTING)
    assert answer.exposed.tolist() == [0.0, 0.0, 0.0]
