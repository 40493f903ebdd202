"""What becomes of a track that leaves what a sensor covers."""

from airshield.model.surveillance import SensorModel
from airshield.tracking.observing import observe_truth

from .flights import followed, straight, watch

QUICK = SensorModel(
    kind="cartesian", east_m=0.0, north_m=0.0, range_m=5_000.0, period_s=0.5, sigma_m=20.0
)
SLOW = SensorModel(
    kind="cartesian",
    east_m=0.0,
    north_m=0.0,
    range_m=40_000.0,
    period_s=5.0,
    sigma_m=20.0,
    p_detect=0.99,
)
LEAVES = straight(0, (0.0, 0.0, 1_000.0), (100.0, 0.0, 0.0), until_s=150.0)
"""It leaves the cover of the quick sensor after 50 s."""


def _pictures(surveillance, every_s=1.0):
    plots = observe_truth(LEAVES, surveillance, seed=1)
    for until, tracker in followed(surveillance, plots, 150.0, every_s):
        yield until, tracker.picture(hidden=True)


def test_track_that_one_sensor_leaves_to_another_keeps_existence_and_number():
    late = [picture for until, picture in _pictures(watch(quick=QUICK, slow=SLOW)) if until > 20.0]
    assert {tuple(picture.number) for picture in late} == {(1,)}
    assert min(picture.existence[0] for picture in late) > 0.9


def test_track_that_leaves_all_cover_ends():
    shown = dict(_pictures(watch(quick=QUICK)))
    assert len(shown[40.0].number) == 1
    assert len(shown[60.0].number) == 0


def test_picture_says_which_sensors_support_a_track():
    """Both while both see it, the slow one alone once it has left the other's cover."""
    shown = dict(_pictures(watch(quick=QUICK, slow=SLOW)))
    support = {until: set(shown[until].sensors[0]) - {-1} for until in (40.0, 100.0)}
    assert support[40.0] <= {0, 1}
    assert 0 in support[40.0]
    assert 0 not in support[100.0]
