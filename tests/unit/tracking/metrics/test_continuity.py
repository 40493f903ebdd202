"""Switches, breaks and latency of stories told in a word: each letter is a track, a dot a gap."""

from __future__ import annotations

import numpy as np
import pytest

from airshield.tracking.metrics.comparison import compare
from airshield.tracking.metrics.continuity import continuity
from airshield.tracking.metrics.siap import siap
from reference.tracking_metrics import states


def told(story: str, there: str | None = None):
    """Return the comparison of one object with the tracks of a story; ``-``: it is not there."""
    there = there or "x" * len(story)
    truth = [(step, 5, [0.0, 0.0]) for step, mark in enumerate(there) if mark == "x"]
    tracks = [(step, ord(mark), [1.0, 0.0]) for step, mark in enumerate(story) if mark != "."]
    return compare(states(truth), states(tracks), 10.0, 2.0, len(story))


@pytest.mark.parametrize(
    ("story", "switches", "breaks", "held", "latency_s"),
    [
        ("aaaa", 0, 0, 4, 0),
        ("..aa", 0, 0, 2, 20),
        ("aabb", 1, 0, 4, 0),
        ("aba", 2, 0, 3, 0),
        ("a.a.", 0, 1, 2, 0),
        ("a.b", 1, 1, 2, 0),
        ("a..a.b.b", 1, 3, 4, 0),
        (".", 0, 0, 0, np.nan),
    ],
)
def test_stories(story: str, switches: int, breaks: int, held: int, latency_s: float) -> None:
    found = continuity(told(story), 10.0 * np.arange(len(story)))
    assert (found.switches, found.breaks, found.steps_held) == (switches, breaks, held)
    assert found.latency_s == pytest.approx(latency_s, nan_ok=True)
    assert found.never_held == (held == 0)
    assert found.mean_latency_s == pytest.approx(latency_s, nan_ok=True)


def test_an_absence_is_no_break_and_keeps_the_number() -> None:
    found = continuity(told("a.a", "x-x"), np.arange(3.0))
    assert (found.switches, found.breaks, found.steps) == (0, 0, 2)
    assert continuity(told("a.b", "x-x"), np.arange(3.0)).switches == 1


def test_objects_that_exchange_their_tracks() -> None:
    truth = states([(s, n, [100.0 * n, 0.0]) for s in range(4) for n in (0, 1)])
    crossed = states([(s, n, [100.0 * (n ^ (s > 1)), 0.0]) for s in range(4) for n in (0, 1)])
    found = continuity(compare(truth, crossed, 10.0), np.arange(4.0))
    assert (found.total_switches, found.total_mismatches) == (2, 2)
    assert list(found.number) == [0, 1]


@pytest.mark.parametrize(
    ("story", "changes", "tracked_s", "longest_s"),
    [
        ("aaaa", 0, 3, 3),
        ("aabb", 1, 2, 1),
        ("aa.bb", 1, 2, 1),
        ("a.a", 1, 0, 0),
        ("aab.b", 2, 1, 1),
        ("....", 0, 0, 0),
    ],
)
def test_lifelines(story: str, changes: int, tracked_s: float, longest_s: float) -> None:
    """A segment has no gap; between two segments nothing counts as tracked."""
    found = siap(told(story), np.arange(float(len(story))))
    rate = changes / tracked_s if tracked_s else 0.0
    assert found.number_changes_per_s == pytest.approx(rate)
    assert found.longest_segment == pytest.approx(longest_s / (len(story) - 1))


def test_siap_by_hand() -> None:
    """Step 0: two truths, two tracks on the first, one far away; step 1: one of each, apart."""
    truth = states([(0, 0, [0.0, 0.0]), (0, 1, [100.0, 0.0]), (1, 0, [0.0, 0.0])], 1.0)
    tracks = states(
        [(0, 0, [1.0, 0.0]), (0, 1, [3.0, 0.0]), (0, 2, [50.0, 0.0]), (1, 0, [20.0, 0.0])], 4.0
    )
    found = siap(compare(truth, tracks, 10.0), np.arange(2.0))
    assert list(found.completeness_at) == [0.5, 0.0]
    assert list(found.ambiguity_at) == [2.0, 1.0]
    assert found.spuriousness_at == pytest.approx([1 / 3, 1.0])
    assert list(found.position_error_at_m) == [2.0, 0.0]
    assert found.velocity_error_m_s == pytest.approx(3.0 * 2**0.5)
    assert found.completeness == pytest.approx(1 / 3)
    assert (found.ambiguity, found.spuriousness) == (2.0, 0.5)


def test_an_unknown_velocity_leaves_its_error_unknown() -> None:
    truth = states([(0, 0, [0.0, 0.0])])
    found = siap(compare(truth, states([(0, 0, [1.0, 0.0])], np.nan), 10.0), np.arange(1.0))
    assert np.isnan(found.velocity_error_m_s)
    assert found.position_error_m == 1.0


def test_objects_matched_crosswise_for_a_step_make_no_mismatch() -> None:
    east = [[0.0, 9.0], [3.0, 4.0], [6.0, 1.0]]
    truth = [(step, 5 + i, [x, 0.0]) for step, row in enumerate(east) for i, x in enumerate(row)]
    off = [(0.0, 0.0), (1.0, -1.0), (0.0, 0.0)]
    tracks = [
        (step, 1 + i, [x + off[step][i], 0.0])
        for step, row in enumerate(east)
        for i, x in enumerate(row)
    ]
    found = continuity(compare(states(truth), states(tracks), 100.0, 2.0, 3), np.arange(3.0))
    assert (found.total_switches, found.total_mismatches) == (4, 0)
    # Beyond the cut-off a track keeps nothing.
    found = continuity(compare(states(truth), states(tracks), 0.6, 2.0, 3), np.arange(3.0))
    assert found.total_mismatches == found.total_switches == 4
