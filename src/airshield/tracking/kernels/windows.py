"""One sensor's plots of one short time, and the tracks they touch: the tracker's main loop.

Formulas and sources: ``docs/theory/tracking``, sections *Association* and *Existence*.
"""

from __future__ import annotations

from math import exp, hypot, inf, isnan, log, sqrt

from airshield.kernels.assignment import assign
from airshield.kernels.compiled import inlined, kernel
from airshield.tracking.kernels.beginning import (
    WARM_UP_S,
    begin,
    densities,
    free_slot,
    learn_births,
    locate,
    look,
    ring,
    unseen,
)
from airshield.tracking.kernels.joint import joint
from airshield.tracking.kernels.layout import (
    BORN,
    CONFIRMED,
    EVENTS,
    FADED,
    HIGH_WATER,
    NEXT_NUMBER,
    POINTS,
    SEEN,
)
from airshield.tracking.kernels.measuring import BEARING, POLAR, correct, distance, innovate
from airshield.tracking.kernels.motion import predict
from airshield.tracking.kernels.nearby import plots_near, sort_plots
from airshield.tracking.kernels.showing import record

UNLIKELY = 1e-4
"""A plot begins no track, and a pair is no part of an update, under this probability."""
DUE = 0.6
"""Share of its period after which a sensor may see a target again."""
LATE = 1.1
"""The same after which it has missed it, where looks take time."""
GONE = 0.5
"""What is left of the existence of a track at each look of a sensor whose cover it has left."""
LOST_PLOTS, LOST_PAIRS = 0, 1


@kernel
def process(
    tracks, sensors, motions, rules, undetected, windows, first, last, work, scratch, output
):
    """Process windows one after another; return the first one not processed for want of room."""
    for w in range(first, last):
        room = output.points.time_s.shape[0] - tracks.head[POINTS]
        if (
            output.recording
            and room < tracks.head[HIGH_WATER] + windows.start[w + 1] - windows.start[w]
        ):
            return w
        _process_one(tracks, sensors, motions, rules, undetected, windows, w, work, scratch, output)
    return last


@inlined
def _process_one(tracks, sensors, motions, rules, undetected, windows, w, work, scratch, output):
    s, time_s = windows.sensor[w], windows.time_s[w]
    _note_sweep(sensors, s, time_s)
    learn_births(undetected, time_s, rules)
    if sensors.period_s[s] > 0.0 and sensors.looked_s[s] == -inf:
        surplus = windows.start[w + 1] - windows.start[w] - sensors.false_plots[s]
        look(undetected, sensors, s, time_s, max(surplus, 0.0))
    count = _prepare(sensors, motions, rules, undetected, windows, w, work)
    rows = _gather(tracks, sensors, motions, rules, windows, w, count, work, output)
    _associate(rows, count, rules, work, scratch)
    for row in range(rows):
        _update(
            tracks,
            motions,
            rules,
            undetected,
            windows,
            w,
            row,
            sensors.signal_s_m[s],
            sensors.site[s],
            work,
            output,
        )
    _begin_all(tracks, sensors, motions, rules, undetected, windows, w, count, work, output)
    if sensors.period_s[s] > 0.0 and time_s - sensors.looked_s[s] >= 0.95 * sensors.period_s[s]:
        look(undetected, sensors, s, time_s, -1.0)
        sensors.looked_s[s] = time_s


@inlined
def _note_sweep(sensors, s, time_s):
    since = time_s - sensors.heard_s[s]
    if 0.0 < since < 0.5 * sensors.period_s[s]:
        sensors.sweeping[s] = True
    sensors.heard_s[s] = time_s


@inlined
def _prepare(sensors, motions, rules, undetected, windows, w, work):
    """Correct the plots of a window, place them, and weigh how likely they are false or new."""
    first, last = windows.start[w], windows.start[w + 1]
    s, time_s, d = windows.sensor[w], windows.time_s[w], motions.dimensions
    swell = sqrt(sensors.inflation[s])
    for j in range(last - first):
        kind = windows.kind[first + j]
        for c in range(6):
            work.value[j, c] = windows.value[first + j, c]
            own = windows.sigma[first + j, c]
            work.sigma[j, c] = swell * (sensors.sigma[s, kind - 1, c] if isnan(own) else own)
        if kind == POLAR:
            work.value[j, 0] -= sensors.correction[s, 0]
        if kind == POLAR or kind == BEARING:
            work.value[j, 1] -= sensors.correction[s, 1]
        work.shift[j] = windows.plot_s[first + j] - sensors.correction[s, 2] - time_s
        value, sigma = work.value[j], work.sigma[j]
        if kind == BEARING:
            work.place[j, 0], work.place[j, 1] = sensors.site[s, 0], sensors.site[s, 1]
            work.reach[j] = sensors.range_m[s]
            work.false[j], work.new[j] = sensors.false_density[s], 0.0
            continue
        east, north, _, ground = locate(kind, value, sensors.site[s], d, rules.height_m)
        work.place[j, 0], work.place[j, 1] = east, north
        if kind == POLAR:
            work.reach[j] = max(sigma[0], ground * sigma[1])
        else:
            work.reach[j] = sigma[0]
        p = ring(
            sensors.p_detect[s],
            sensors.ring_m[s],
            hypot(east - sensors.site[s, 0], north - sensors.site[s, 1]),
        )
        new = unseen(undetected, east, north, time_s) * p
        work.false[j], work.new[j] = densities(
            kind, value, sigma, ground, sensors.false_density[s], new, d, rules
        )
    return last - first


@inlined
def _covers(sensors, s, east, north):
    """Return the probability that a look of a sensor yields a plot of a target at a place."""
    box = sensors.box[s]
    if not (box[0] <= east <= box[2] and box[1] <= north <= box[3]):
        return 0.0
    away = hypot(east - sensors.site[s, 0], north - sensors.site[s, 1])
    if away > sensors.range_m[s]:
        return 0.0
    return ring(sensors.p_detect[s], sensors.ring_m[s], away)


@inlined
def _gather(tracks, sensors, motions, rules, windows, w, count, work, output):
    """Find the tracks that take part, predict them, and weigh their pairs; return how many."""
    s, time_s = windows.sensor[w], windows.time_s[w]
    first = windows.start[w]
    placed = count > 0 and windows.kind[first] != BEARING
    grid = work.grid
    widest = 0.0
    for j in range(count):
        widest = max(widest, work.reach[j])
    if placed and count > 0:
        sort_plots(work.place, count, work, grid)
    rows = 0
    work.start[0] = 0
    for slot in range(tracks.head[HIGH_WATER]):
        if not tracks.alive[slot]:
            continue
        dt = time_s - tracks.time_s[slot]
        near = tracks.near[slot]
        east, north = near[0] + dt * near[2], near[1] + dt * near[3]
        p_see = _covers(sensors, s, east, north)
        memory, due, missed = _chance(tracks, sensors, slot, s, time_s)
        found = 0
        if due and count > 0:
            blur = near[4] + near[5] * abs(dt) + sqrt(motions.q[0] * abs(dt) ** 3)
            reach = 1.0 + sqrt(rules.gate[2]) * sqrt(blur * blur + widest * widest)
            found = plots_near(east, north, reach, count, placed, work, grid)
        if found > 0:
            if dt > 0.0:
                _advance(tracks, slot, time_s, motions, rules, work)
            start = work.start[rows]
            pairs = _weigh_pairs(
                tracks, slot, s, sensors, windows, w, found, start, motions, rules, work
            )
            if pairs > 0:
                p = max(p_see, 0.1)
                r = tracks.existence[slot]
                p_miss = p_see if sensors.period_s[s] > 0.0 else 0.0
                for k in range(start, start + pairs):
                    work.weight[k] *= r * p
                work.missed[rows] = 1.0 - r + r * (1.0 - p_miss)
                work.p_see[rows] = p_miss
                work.slot[rows] = slot
                rows += 1
                work.start[rows] = start + pairs
                _remember(tracks, slot, s, time_s, memory)
                continue
        if missed and p_see > 0.0:
            _miss(tracks, slot, p_see, time_s, rules, output)
            if tracks.alive[slot]:
                _remember(tracks, slot, s, time_s, memory)
        elif missed and memory >= 0:
            tracks.existence[slot] *= GONE
            _end_if_faint(tracks, slot, time_s, rules, output)
            if tracks.alive[slot]:
                _remember(tracks, slot, s, time_s, memory)
        elif memory == -2 and p_see > 0.0:
            _remember(tracks, slot, s, time_s, memory)
    return rows


@inlined
def _chance(tracks, sensors, slot, s, time_s):
    """Return where a track remembers a sensor (−1: nowhere, and no room; −2: not yet), whether a
    plot may be the track's, and whether its absence is a miss.
    """
    period = sensors.period_s[s]
    if period <= 0.0:
        return -1, True, False
    free = False
    for c in range(SEEN):
        if tracks.seen_by[slot, c] == s:
            since = time_s - tracks.seen_s[slot, c]
            late = LATE if sensors.sweeping[s] else 0.999
            return c, since >= DUE * period, since >= late * period
        free = free or tracks.seen_by[slot, c] < 0 or time_s - tracks.seen_s[slot, c] > 60.0
    if free:
        return -2, True, False
    return -1, True, not sensors.sweeping[s]


@inlined
def _remember(tracks, slot, s, time_s, memory):
    if memory == -1:
        return
    if memory == -2:
        for c in range(SEEN):
            if tracks.seen_by[slot, c] < 0 or time_s - tracks.seen_s[slot, c] > 60.0:
                memory = c
                break
    tracks.seen_by[slot, memory] = s
    tracks.seen_s[slot, memory] = time_s


@inlined
def _advance(tracks, slot, time_s, motions, rules, work):
    """Predict a track to a time, in place."""
    dt = time_s - tracks.time_s[slot]
    predict(tracks.mean[slot], tracks.cov[slot], tracks.mode[slot], dt, motions, work)
    tracks.existence[slot] *= exp(-dt / rules.survival_s)
    tracks.time_s[slot] = time_s
    _summarise(tracks, slot, motions.dimensions)


@inlined
def _summarise(tracks, slot, d):
    """Note place, velocity and spread of a track for coarse gates."""
    near, best = tracks.near[slot], 0
    at, speed = 0.0, 0.0
    for m in range(tracks.mode.shape[1]):
        if tracks.mode[slot, m] > tracks.mode[slot, best]:
            best = m
        cov = tracks.cov[slot, m]
        at = max(at, max(cov[0, 0], cov[1, 1]))
        speed = max(speed, max(cov[d, d], cov[d + 1, d + 1]))
    mean = tracks.mean[slot, best]
    near[0], near[1], near[2], near[3] = mean[0], mean[1], mean[d], mean[d + 1]
    near[4], near[5] = sqrt(at), sqrt(speed)


@inlined
def _miss(tracks, slot, p_see, time_s, rules, output):
    """Lower the existence of a track that was looked for and not found; it may end."""
    r = tracks.existence[slot]
    tracks.existence[slot] = r * (1.0 - p_see) / (1.0 - r * p_see)
    _end_if_faint(tracks, slot, time_s, rules, output)


@inlined
def _end_if_faint(tracks, slot, time_s, rules, output):
    if tracks.existence[slot] < rules.p_drop:
        tell(tracks, slot, time_s, FADED, output)
        free_slot(tracks, slot)


@inlined
def tell(tracks, slot, time_s, what, output):
    """Write down what happened to a track: time, serial, number, what, existence."""
    at = tracks.head[EVENTS]
    tracks.head[EVENTS] += 1
    events = output.events
    if at < events.shape[0]:
        events[at, 0], events[at, 1] = time_s, tracks.serial[slot]
        events[at, 2], events[at, 3] = tracks.number[slot], what
        events[at, 4] = tracks.existence[slot]


@inlined
def _weigh_pairs(tracks, slot, s, sensors, windows, w, found, start, motions, rules, work):
    """Gate the plots in ``work.coarse`` and write likelihood ratios; return how many are in."""
    d, models = motions.dimensions, motions.kind.shape[0]
    first, pair = windows.start[w], start
    behind = windows.time_s[w] - tracks.time_s[slot]
    n = tracks.mean.shape[2]
    reach = min(n, 2 * d)
    for c in range(found):
        if pair >= work.weight.shape[0]:
            work.counts[LOST_PAIRS] += found - c
            break
        j = work.coarse[c]
        kind = windows.kind[first + j]
        known = windows.identity[first + j]
        if known >= 0 and tracks.identity[slot] >= 0 and known != tracks.identity[slot]:
            continue
        inside, total = False, 0.0
        base = log(work.false[j] + work.new[j])
        for m in range(models):
            k = innovate(
                kind,
                work.value[j],
                work.sigma[j],
                sensors.site[s],
                sensors.signal_s_m[s],
                work.shift[j] + behind,
                tracks.mean[slot, m],
                d,
                work,
            )
            squared, log_likelihood = distance(tracks.cov[slot, m], k, reach, work)
            inside = inside or squared <= rules.gate[k]
            each = tracks.mode[slot, m] * exp(max(min(log_likelihood - base, 300.0), -300.0))
            work.likelihood[pair, m] = each
            total += each
        if inside:
            if known >= 0 and known == tracks.identity[slot]:
                total *= 1e6
                for m in range(models):
                    work.likelihood[pair, m] *= 1e6
            work.plot[pair] = j
            work.weight[pair] = total
            work.pair_total[pair] = total
            pair += 1
    return pair - start


@inlined
def _associate(rows, count, rules, work, scratch):
    """Share the plots out among the tracks."""
    if rows == 0:
        for j in range(count):
            work.unclaimed[j] = 1.0
        return
    pairs = work.start[rows]
    if rules.joint:
        joint(
            work.start[: rows + 1],
            work.plot[:pairs],
            work.weight[:pairs],
            work.missed[:rows],
            count,
            scratch.joint,
            True,
            work.share[:pairs],
            work.share_missed[:rows],
            work.unclaimed[:count],
        )
        return
    for row in range(rows):
        for k in range(work.start[row], work.start[row + 1]):
            work.cost[k] = -log(max(work.pair_total[k], 1e-300))
        work.miss_cost[row] = -log(max(1.0 - work.p_see[row], 0.05))
    assign(
        work.start[: rows + 1],
        work.plot[:pairs],
        work.cost[:pairs],
        work.miss_cost[:rows],
        count,
        scratch.assignment,
        work.assigned[:rows],
    )
    for j in range(count):
        work.unclaimed[j] = 1.0
    for row in range(rows):
        chosen = work.assigned[row]
        work.share_missed[row] = 1.0
        for k in range(work.start[row], work.start[row + 1]):
            work.share[k] = 0.0
            if work.plot[k] == chosen:
                p = work.weight[k] / (work.weight[k] + work.missed[row])
                work.share[k] = p
                work.share_missed[row] = 1.0 - p
                work.unclaimed[chosen] = 0.0


@inlined
def _update(tracks, motions, rules, undetected, windows, w, row, signal, site, work, output):
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
        _end_if_faint(tracks, slot, time_s, rules, output)
        return
    if best >= 0 and top > UNLIKELY * total:
        stays = unseen_r / total
        if not rules.joint:
            stays = 0.0
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
        _summarise(tracks, slot, d)
        if top > 0.5 * total:
            _note_plot(tracks, slot, windows, first + work.plot[best])
    _confirm(tracks, slot, time_s, undetected, rules, output)
    if output.recording and best >= 0 and top > 0.5 * total:
        record(tracks, slot, windows.row[first + work.plot[best]], d, output.points)


@inlined
def _confirm(tracks, slot, time_s, undetected, rules, output):
    """Give a track that is likely enough its number."""
    if tracks.number[slot] > 0 or tracks.existence[slot] < rules.p_confirm:
        return
    tracks.head[NEXT_NUMBER] += 1
    tracks.number[slot] = tracks.head[NEXT_NUMBER]
    if tracks.born_s[slot] > undetected.births[2] + WARM_UP_S:
        undetected.births[3] += 1.0
    tell(tracks, slot, time_s, CONFIRMED, output)


@inlined
def _note_plot(tracks, slot, windows, j):
    tracks.plots[slot] += 1
    tracks.last_s[slot] = windows.plot_s[j]
    if windows.identity[j] >= 0:
        tracks.identity[slot] = windows.identity[j]


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
    models, n = tracks.mean.shape[1], tracks.mean.shape[2]
    d, behind = motions.dimensions, time_s - tracks.time_s[slot]
    for m in range(models):
        mean, cov = tracks.mean[slot, m], tracks.cov[slot, m]
        weight = stays * tracks.mode[slot, m]
        sum_w = weight
        # Differences are taken from the prediction, so that large coordinates lose no digits.
        for a in range(n):
            work.mean2[m, a] = 0.0
            for b in range(n):
                work.cov2[m, a, b] = weight * cov[a, b]
        for k in range(begin_pair, end_pair):
            share = work.share[k] / total
            if stays == 0.0 and share > 0.0 and end_pair > begin_pair:
                share = 1.0 if work.share[k] > 0.0 else 0.0
            weight = share * work.likelihood[k, m] / max(work.pair_total[k], 1e-300)
            if weight < UNLIKELY * UNLIKELY:
                continue
            j = work.plot[k]
            for a in range(n):
                work.mean[m, a] = mean[a]
                for b in range(n):
                    work.cov[m, a, b] = cov[a, b]
            count = innovate(
                windows.kind[first + j],
                work.value[j],
                work.sigma[j],
                site,
                signal,
                work.shift[j] + behind,
                mean,
                d,
                work,
            )
            correct(work.mean[m], work.cov[m], count, work)
            sum_w += weight
            for a in range(n):
                off = work.mean[m, a] - mean[a]
                work.mean2[m, a] += weight * off
                for b in range(n):
                    work.cov2[m, a, b] += weight * (
                        work.cov[m, a, b] + off * (work.mean[m, b] - mean[b])
                    )
        work.kept[m, 0] = sum_w
        if sum_w < 1e-12:
            continue
        for a in range(n):
            work.mean2[m, a] /= sum_w
        for a in range(n):
            for b in range(a, n):
                cov[a, b] = work.cov2[m, a, b] / sum_w - work.mean2[m, a] * work.mean2[m, b]
                cov[b, a] = cov[a, b]
        for a in range(n):
            mean[a] += work.mean2[m, a]
    whole = 0.0
    for m in range(models):
        work.kept[m, 0] = max(work.kept[m, 0], 1e-6)
        whole += work.kept[m, 0]
    for m in range(models):
        tracks.mode[slot, m] = work.kept[m, 0] / whole


@inlined
def _begin_all(tracks, sensors, motions, rules, undetected, windows, w, count, work, output):
    """Begin a track at each plot that is likely enough to be a new target's."""
    first, s = windows.start[w], windows.sensor[w]
    for j in range(count):
        kind = windows.kind[first + j]
        if kind == BEARING or work.new[j] <= 0.0:
            continue
        existence = work.unclaimed[j] * work.new[j] / (work.new[j] + work.false[j])
        if existence < UNLIKELY:
            continue
        slot = begin(
            tracks,
            kind,
            work.value[j],
            work.sigma[j],
            sensors.site[s],
            sensors.signal_s_m[s],
            windows.plot_s[first + j],
            existence,
            motions,
            rules,
            work,
        )
        if slot < 0:
            work.counts[LOST_PLOTS] += 1
            continue
        tracks.identity[slot] = windows.identity[first + j]
        if sensors.period_s[s] > 0.0:
            tracks.seen_by[slot, 0] = s
            tracks.seen_s[slot, 0] = windows.time_s[w]
        _summarise(tracks, slot, motions.dimensions)
        tell(tracks, slot, windows.time_s[w], BORN, output)
        _confirm(tracks, slot, windows.time_s[w], undetected, rules, output)
        if output.recording:
            record(tracks, slot, windows.row[first + j], motions.dimensions, output.points)
