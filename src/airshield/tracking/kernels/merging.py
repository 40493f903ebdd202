"""Two tracks that live on the same plots are one target: the surer one takes the other in."""

from __future__ import annotations

from airshield.kernels.compiled import inlined
from airshield.tracking.kernels.beginning import free_slot
from airshield.tracking.kernels.layout import MERGED
from airshield.tracking.kernels.living import tell

CLAIM = 0.15
"""A track that has this share of a plot claims it."""
TOGETHER = 1.3
"""Two claimants are merged when their existences add up to less: hardly two targets."""
CLOSE = 9.2
"""And when the squared distance of their places is below this: 0.99 of those of one target."""


@inlined
def merge_claimants(tracks, rows, count, time_s, motions, output, work):
    """Merge tracks that claim the same plot of a window and are hardly two."""
    for j in range(count):
        work.claimant[j] = -1
    for row in range(rows):
        slot = work.slot[row]
        if not tracks.alive[slot]:
            continue
        for k in range(work.start[row], work.start[row + 1]):
            if work.share[k] < CLAIM:
                continue
            j = work.plot[k]
            other = work.claimant[j]
            work.claimant[j] = slot
            if other < 0 or not tracks.alive[other] or not tracks.alive[slot]:
                continue
            if tracks.existence[slot] + tracks.existence[other] > TOGETHER:
                continue
            if _apart(tracks, slot, other, motions.dimensions) < CLOSE:
                work.claimant[j] = _merge(tracks, other, slot, time_s, output)


@inlined
def _apart(tracks, one, other, d):
    """Return the squared distance of two tracks' places on the horizontal plane."""
    p, q = tracks.cov[one, 0], tracks.cov[other, 0]
    a, b, c = p[0, 0] + q[0, 0], p[0, 1] + q[0, 1], p[1, 1] + q[1, 1]
    x = tracks.mean[one, 0, 0] - tracks.mean[other, 0, 0]
    y = tracks.mean[one, 0, 1] - tracks.mean[other, 0, 1]
    return (c * x * x - 2.0 * b * x * y + a * y * y) / max(a * c - b * b, 1e-9)


@inlined
def _merge(tracks, one, other, time_s, output):
    """Let the surer of two tracks take in the other, with its number if that is older."""
    keep, gone = one, other
    if tracks.existence[other] > tracks.existence[one]:
        keep, gone = other, one
    tracks.existence[keep] = min(tracks.existence[keep] + tracks.existence[gone], 1.0 - 1e-9)
    number, older = tracks.number[keep], tracks.number[gone]
    if older > 0 and (number == 0 or older < number):
        tracks.number[keep] = older
        tracks.serial[keep] = min(tracks.serial[keep], tracks.serial[gone])
        tracks.born_s[keep] = min(tracks.born_s[keep], tracks.born_s[gone])
        tracks.plots[keep] = max(tracks.plots[keep], tracks.plots[gone])
    if tracks.identity[keep] < 0:
        tracks.identity[keep] = tracks.identity[gone]
    tell(tracks, gone, time_s, MERGED, output)
    free_slot(tracks, gone)
    return keep
