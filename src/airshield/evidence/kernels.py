"""The share filter: one report after another moves what is believed of the shares.

Formulas and symbols: ``docs/theory/share-model``.
"""

from __future__ import annotations

import math

from airshield.kernels.compiled import inlined, kernel

REGULAR, ALL, NONE = range(3)
"""Ways in which a report can have come about: see `docs/theory/share-model`."""

_EDGE = 1e-9


@inlined
def _log_ways(k, n, s):
    """Return the part of the log probability of k of n that does not depend on the share."""
    choose = math.lgamma(n + 1.0) - math.lgamma(k + 1.0) - math.lgamma(n - k + 1.0)
    return choose - math.lgamma(n + s) + math.lgamma(s)


@inlined
def _log_share(k, n, p, s):
    """Return the part of the log probability of k of n that depends on the share."""
    a = p * s
    b = s - a
    return math.lgamma(k + a) + math.lgamma(n - k + b) - math.lgamma(a) - math.lgamma(b)


@inlined
def _share(eta):
    return min(max(1.0 / (1.0 + math.exp(-eta)), _EDGE), 1.0 - _EDGE)


@inlined
def _precision(figures, draw, n):
    """Return s: how closely the shares of raids of n follow what is expected."""
    return figures.precision[draw] * n ** figures.precision_power[draw]


@inlined
def _add_likelihood(k, n, share, s, part, likelihood):
    """Add, at each of some shares, a part of the probability of k of n."""
    ways = _log_ways(k, n, s)
    for node in range(share.size):
        likelihood[node] += part * math.exp(ways + _log_share(k, n, share[node], s))


@inlined
def _fill_likelihood(rows, figures, draw, i, factor, share, likelihood):
    """Fill in the probability of row i's counts at each of some shares.

    Where the number launched is missing it is summed out over the sizes known from before.
    """
    likelihood[:] = 0.0
    k = rows.destroyed[i]
    n = rows.launched[i]
    if n >= 0:
        _add_likelihood(k, n, share, factor * _precision(figures, draw, n), 1.0, likelihood)
        return
    fitting = 0
    for size in rows.sizes:
        fitting += size >= k
    for size in rows.sizes:
        if size >= k:
            s = factor * _precision(figures, draw, size)
            _add_likelihood(k, size, share, s, 1.0 / fitting, likelihood)


@inlined
def _towards(rows, mean, cov, i, gain):
    """Fill `gain` with cov·h of row i; return the mean and variance of h·x."""
    eta = 0.0
    gain[:] = 0.0
    for j in range(rows.column.shape[1]):
        column = rows.column[i, j]
        if column >= 0:
            weight = rows.weight[i, j]
            eta += weight * mean[column]
            for row in range(mean.size):
                gain[row] += weight * cov[row, column]
    variance = 0.0
    for j in range(rows.column.shape[1]):
        if rows.column[i, j] >= 0:
            variance += rows.weight[i, j] * gain[rows.column[i, j]]
    return eta, max(variance, 1e-12)


@inlined
def _pass_days(figures, draw, belief, days):
    """Let some days go by: terms drift, or return to 0, and s may change."""
    mean = belief.mean[draw]
    cov = belief.cov[draw]
    for column in range(mean.size):
        rate = figures.recall[draw, column]
        if rate > 0.0:
            kept = math.exp(-rate * days)
            mean[column] *= kept
            for other in range(mean.size):
                cov[column, other] *= kept
                cov[other, column] *= kept
            cov[column, column] += figures.drift[draw, column] * (1.0 - kept * kept) / (2.0 * rate)
        else:
            cov[column, column] += figures.drift[draw, column] * days
    _switch(belief.steady[draw], 1.0 - math.exp(-figures.switching[draw] * days))


@inlined
def _switch(steady, moved):
    """Let a share of each probability move to its neighbours."""
    before = 0.0
    last = steady.size - 1
    for m in range(steady.size):
        own = steady[m]
        after = steady[m + 1] if m < last else 0.0
        left = 0.5 * moved * own * ((m > 0) + (m < last))
        steady[m] = own - left + 0.5 * moved * (before + after)
        before = own


@inlined
def _moments(rows, figures, draw, i, eta, sd, steady, room):
    """Return the probability of row i, and by how much its logit's mean and variance follow.

    `room.chance` receives the probability of the row together with each factor of s.
    """
    for node in range(room.nodes.size):
        room.share[node] = _share(eta + sd * room.nodes[node])
    total = 0.0
    first = 0.0
    second = 0.0
    for m in range(steady.size):
        factor = figures.steadiness[m]
        _fill_likelihood(rows, figures, draw, i, factor, room.share, room.likelihood)
        here = 0.0
        for node in range(room.nodes.size):
            step = sd * room.nodes[node]
            part = steady[m] * room.weights[node] * room.likelihood[node]
            here += part
            first += part * step
            second += part * step * step
        room.chance[m] = here
        total += here
    if total <= 0.0:
        return 0.0, 0.0, sd * sd
    first /= total
    return total, first, second / total - first * first


@kernel
def assimilate(rows, figures, belief, begin, end, room, log_score):
    """Move every draw's belief through the rows [begin, end); add each row's log score.

    Parameters
    ----------
    rows : Rows
        The reports, in the order in which they came.
    figures : Figures
        The model's figures, one row a draw.
    belief : Belief
        What is believed by each draw; changed in place.
    begin, end : int
        First row, and the one after the last.
    room : Room
        Working room.
    log_score : (draws, rows)
        Receives the log probability that each row had before it was known.
    """
    for draw in range(belief.mean.shape[0]):
        mean = belief.mean[draw]
        cov = belief.cov[draw]
        for i in range(begin, end):
            days = rows.day[i] - belief.day[draw]
            belief.day[draw] = rows.day[i]
            if days > 0.0:
                _pass_days(figures, draw, belief, days)
            eta, variance = _towards(rows, mean, cov, i, room.gain)
            sd = math.sqrt(variance)
            steady = belief.steady[draw]
            regular, shift, left = _moments(rows, figures, draw, i, eta, sd, steady, room)
            ways = belief.ways[draw, rows.group[i]]
            total = ways[REGULAR] + ways[ALL] + ways[NONE]
            of_all = ways[ALL] / total if rows.destroyed[i] == rows.launched[i] else 0.0
            of_none = ways[NONE] / total if rows.destroyed[i] == 0 else 0.0
            probability = ways[REGULAR] / total * regular + of_all + of_none
            log_score[draw, i] = math.log(max(probability, 1e-300))
            if probability <= 0.0:
                continue
            taught = ways[REGULAR] / total * regular / probability
            if regular > 0.0:
                for m in range(steady.size):
                    steady[m] += taught * (room.chance[m] / regular - steady[m])
            ways[REGULAR] += taught
            ways[ALL] += of_all / probability
            ways[NONE] += of_none / probability
            spread = taught * (left + shift * shift) + (1.0 - taught) * variance
            moved = taught * shift
            pull = moved / variance
            shrink = (spread - moved * moved - variance) / (variance * variance)
            for row in range(mean.size):
                mean[row] += room.gain[row] * pull
                for column in range(mean.size):
                    cov[row, column] += room.gain[row] * room.gain[column] * shrink


@inlined
def _add_beta_binomial(n, p, s, weight, pmf):
    """Add weight times the distribution of the number destroyed of n, by its recursion."""
    a = p * s
    b = s - a
    mode = min(max(int((n + 1) * p), 0), n)
    start = weight * math.exp(_log_ways(mode, n, s) + _log_share(mode, n, p, s))
    pmf[mode] += start
    value = start
    for k in range(mode, n):
        value *= (n - k) * (k + a) / ((k + 1.0) * (n - k - 1.0 + b))
        pmf[k + 1] += value
    value = start
    for k in range(mode, 0, -1):
        value *= k * (n - k + b) / ((n - k + 1.0) * (k - 1.0 + a))
        pmf[k - 1] += value


@kernel
def forecast(rows, figures, belief, i, room, pmf):
    """Fill each draw's distribution of the number destroyed in row i, which stays untold.

    The belief has to stand at the row's day: see `look_ahead`.

    Parameters
    ----------
    rows, figures, belief, room
        As in `assimilate`; nothing but the room changes.
    i : int
        The row.
    pmf : (draws, launched + 1)
        Receives the probabilities.
    """
    n = rows.launched[i]
    for draw in range(belief.mean.shape[0]):
        eta, variance = _towards(rows, belief.mean[draw], belief.cov[draw], i, room.gain)
        sd = math.sqrt(variance)
        ways = belief.ways[draw, rows.group[i]]
        total = ways[REGULAR] + ways[ALL] + ways[NONE]
        out = pmf[draw]
        out[:] = 0.0
        for m in range(figures.steadiness.size):
            s = figures.steadiness[m] * _precision(figures, draw, n)
            part = belief.steady[draw, m] * ways[REGULAR] / total
            for node in range(room.nodes.size):
                p = _share(eta + sd * room.nodes[node])
                _add_beta_binomial(n, p, s, room.weights[node] * part, out)
        out[n] += ways[ALL] / total
        out[0] += ways[NONE] / total


@kernel
def look_ahead(figures, belief, day):
    """Let the days up to a day go by without a report."""
    for draw in range(belief.mean.shape[0]):
        days = day - belief.day[draw]
        if days > 0.0:
            belief.day[draw] = day
            _pass_days(figures, draw, belief, days)
