"""Tracks and surveillances shown in notebooks."""

import numpy as np

from airshield.model.surveillance import SensorModel, Surveillance
from airshield.tracking.picture import Picture
from unit.files.recordings.points import two_tracks


def test_points_are_told_by_where_each_track_ended() -> None:
    shown = two_tracks()._repr_html_()
    assert "4 points of 2 tracks" in shown
    assert "<tr><td>1</td><td>aircraft 90%</td><td>4.0</td><td>400</td>" in shown
    assert "<td>3</td></tr><tr><td>2</td>" in shown


def test_flat_tracks_have_no_height() -> None:
    assert "<td>–</td>" in two_tracks(flat=True)._repr_html_()


def picture(size: int) -> Picture:
    rows = np.zeros(size, np.intp)
    points = two_tracks()
    return Picture(
        time_s=12.0, number=np.arange(1, size + 1), position_m=points.position_m[rows],
        velocity_m_s=points.velocity_m_s[rows], covariance=points.covariance[rows],
        existence=points.existence[rows], motion=points.motion[rows],
        class_probability=points.class_probability[rows], identity=points.identity[rows],
        born_s=points.time_s[rows], last_plot_s=points.time_s[rows], plots=np.arange(size),
        sensors=np.full((size, 8), -1),
    )  # fmt: skip


def test_a_long_picture_is_cut_and_says_so() -> None:
    shown = picture(40)._repr_html_()
    assert "picture at 12.0 s: 40 tracks; the first 30 are shown" in shown
    assert shown.count("<tr>") == 31
    assert "the first" not in picture(3)._repr_html_()


def test_a_surveillance_counts_its_sensors_and_escapes_its_name() -> None:
    ear = SensorModel(kind="bearing", east_m=0.0, north_m=0.0)
    shown = Surveillance(name="<b>", sensors={"a": ear, "b": ear})._repr_html_()
    assert "<tr><td>bearing</td><td>2</td></tr>" in shown
    assert "&lt;b&gt;: 2 sensors; joint association, straight and turn flight" in shown
