"""Tracks are updated by their share of the plots."""

from __future__ import annotations

from airshield.kernels.compiled import inlined
from airshield.tracking.kernels.indexing import note_stray
from airshield.tracking.kernels.living import confirm, end_if_faint, summarise
from airshield.tracking.kernels.measuring import correct, innovate
from airshield.tracking.kernels.showing import record

UNLIKELY = 1e-4
"""A plot with a smaller share of a track's existence is no part of its update."""
SURE = 0.999
"""A plot with this share is taken for the track's own without more ado."""


@inlined
def update(tracks, motions, rules, undetected, windows, w, row, signal, site, work, output):
    """Update a track by its share of the plots."""
    slot, time_s, d = work.slot[row], windows.time_s[w], motions.dimensions
    r, first = tracks.existence[slot], windows.start[w]
    unseen_r = work.share_missed[row] * r * (1.0 - work.p_see[row]) / work.missed[row]
    begin_pair, end_pair = work.start[row], work.start[row + 1]
    total, best = unseen_r, -1
    top = 0.0
    for k in range(begin_pair, end_pair):
        total += work.share[k]
        if work.share[k] > top:
            top, best = work.share[k], k
    tracks.existence[slot] = min(total, 1.0 - 1e-9)
    if total < rules.p_drop:
        end_if_faint(tracks, slot, time_s, rules, output)
        return
    if best >= 0 and top > UNLIKELY * total:
        if not rules.joint or top > SURE * total:
            _take(tracks, slot, time_s, best, motions, windows, first, signal, site, work)
        else:
            stays = unseen_r / total
            _blend(
                tracks,
                slot,
                time_s,
                begin_pair,
                end_pair,
                stays,
                total,
                motions,
                windows,
                first,
                signal,
                site,
                work,
            )
        summarise(tracks, slot, d)
        note_stray(tracks, slot, work.index)
        if top > 0.5 * total:
            _note_plot(tracks, slot, windows, first + work.plot[best])
    confirm(tracks, slot, time_s, undetected, rules, output)
    if output.recording and best >= 0 and top > 0.5 * total:
        record(tracks, slot, windows.row[first + work.plot[best]], d, output.points)


@inlined
def _note_plot(tracks, slot, windows, j):
    tracks.plots[slot] += 1
    tracks.last_s[slot] = windows.plot_s[j]
    if windows.identity[j] >= 0:
        tracks.identity[slot] = windows.identity[j]


@inlined
def _take(tracks, slot, time_s, k, motions, windows, first, signal, site, work):
    """Update a track by one plot that is its own beyond doubt."""
    models, behind = tracks.mean.shape[1], time_s - tracks.time_s[slot]
    j = work.plot[k]
    kind, value, sigma = windows.kind[first + j], work.value[j], work.sigma[j]
    for m in range(models):
        mean, cov = tracks.mean[slot, m], tracks.cov[slot, m]
        shift = work.shift[j] + behind
        count = innovate(
            kind, value, sigma, site, signal, shift, mean, motions.dimensions, work.filter
        )
        correct(mean, cov, count, work.filter)
        tracks.mode[slot, m] = max(work.likelihood[k, m] / work.pair_total[k], 1e-6)


@inlined
def _blend(
    tracks,
    slot,
    time_s,
    begin_pair,
    end_pair,
    stays,
    total,
    motions,
    windows,
    first,
    signal,
    site,
    work,
):
    """Replace the states of a track by the mixture over its plots, each model by itself."""
    f = work.filter
    models, n = tracks.mean.shape[1], tracks.mean.shape[2]
    d, behind = motions.dimensions, time_s - tracks.time_s[slot]
    for m in range(models):
        mean, cov = tracks.mean[slot, m], tracks.cov[slot, m]
        weight = stays * tracks.mode[slot, m]
        sum_w = weight
        # Differences are taken from the prediction, so that large coordinates lose no digits.
        for a in range(n):
            f.mean2[m, a] = 0.0
            for b in range(n):
                f.cov2[m, a, b] = weight * cov[a, b]
        for k in range(begin_pair, end_pair):
            share = work.share[k] / total
            weight = share * work.likelihood[k, m] / max(work.pair_total[k], 1e-300)
            if weight < UNLIKELY * UNLIKELY:
                continue
            j = work.plot[k]
            for a in range(n):
                f.mean[m, a] = mean[a]
                for b in range(n):
                    f.cov[m, a, b] = cov[a, b]
            count = innovate(
                windows.kind[first + j],
                work.value[j],
                work.sigma[j],
                site,
                signal,
                work.shift[j] + behind,
                mean,
                d,
                f,
            )
            correct(f.mean[m], f.cov[m], count, f)
            sum_w += weight
            for a in range(n):
                off = f.mean[m, a] - mean[a]
                f.mean2[m, a] += weight * off
                for b in range(n):
                    f.cov2[m, a, b] += weight * (f.cov[m, a, b] + off * (f.mean[m, b] - mean[b]))
        f.kept[m, 0] = sum_w
        if sum_w < 1e-12:
            continue
        for a in range(n):
            f.mean2[m, a] /= sum_w
        for a in range(n):
            for b in range(a, n):
                cov[a, b] = f.cov2[m, a, b] / sum_w - f.mean2[m, a] * f.mean2[m, b]
                cov[b, a] = cov[a, b]
        for a in range(n):
            mean[a] += f.mean2[m, a]
    whole = 0.0
    for m in range(models):
        f.kept[m, 0] = max(f.kept[m, 0], 1e-6)
        whole += f.kept[m, 0]
    for m in range(models):
        tracks.mode[slot, m] = f.kept[m, 0] / whole
