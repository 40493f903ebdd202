"""The loop of the fixed-step peer: every second, every threat, every battery."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from stepper_tables import Paths, State

LEVEL, GLIDE, BALLISTIC = range(3)
G_M_S2 = 9.81
RANGE_MIN, RANGE_MAX, HEIGHT_MIN, HEIGHT_MAX, SPEED, LAUNCH_S, REACTION_S, P_COMMON, ASSESS_S = (
    range(9)
)
RELOAD_S, FROM_S, UNTIL_S, P_READY = range(9, 13)
CHANNELS, READY, STOCK, SALVO, MOST, LOOKS, HOLDS = range(7)


@njit(cache=True, nogil=True)
def place_at(threats, paths, i, gone):
    """Return where a threat is, ``gone`` seconds after its start."""
    share = min(gone / paths.duration[i], 1.0)
    x = paths.begin[i, 0] + (paths.end[i, 0] - paths.begin[i, 0]) * share
    y = paths.begin[i, 1] + (paths.end[i, 1] - paths.begin[i, 1]) * share
    height, flight = threats.height[i], threats.flight[i]
    if flight == LEVEL:
        return x, y, height
    if flight == GLIDE:
        return x, y, height * (1.0 - share)
    top = height if height > 0.0 else paths.length[i] / 4.0
    return x, y, 4.0 * top * share * (1.0 - share)


@njit(cache=True, nogil=True)
def in_sight(bulge, d2, z, site_z):
    """Return whether two heights see each other over the smooth Earth, ``d2`` metres² apart."""
    return d2 <= bulge * (math.sqrt(max(z, 0.0)) + math.sqrt(max(site_z, 0.0))) ** 2


@njit(cache=True, nogil=True)
def is_seen(defence, x, y, z, kind):
    """Return whether any sensor has the target in range and in sight."""
    for s in range(defence.eye.shape[0]):
        up = defence.eye[s, 2]
        d2 = (x - defence.eye[s, 0]) ** 2 + (y - defence.eye[s, 1]) ** 2
        if d2 + (z - up) ** 2 <= defence.reach[kind, s] ** 2 and in_sight(defence.bulge, d2, z, up):
            return True
    return False


@njit(cache=True, nogil=True)
def within(defence, b, x, y, z):
    """Return the range of a target within a battery's envelope and sight, else -1."""
    if z < defence.figure[b, HEIGHT_MIN] or z > defence.figure[b, HEIGHT_MAX]:
        return -1.0
    up = defence.place[b, 2]
    d2 = (x - defence.place[b, 0]) ** 2 + (y - defence.place[b, 1]) ** 2
    r = math.sqrt(d2 + (z - up) ** 2)
    if r < defence.figure[b, RANGE_MIN] or r > defence.figure[b, RANGE_MAX]:
        return -1.0
    return r if in_sight(defence.bulge, d2, z, up) else -1.0


@njit(cache=True, nogil=True)
def flight_time(threats, paths, defence, b, i, gone, x, y, z):
    """Return how long from now a salvo takes to meet a threat, or -1 if it cannot.

    The meeting is found in turns: where the threat is after the time that the last guess takes.
    """
    dx, dy, dz = x - defence.place[b, 0], y - defence.place[b, 1], z - defence.place[b, 2]
    r = math.sqrt(dx * dx + dy * dy + dz * dz)
    launch_s, speed = defence.figure[b, LAUNCH_S], defence.figure[b, SPEED]
    wait = launch_s + r / speed
    if r - threats.speed[i] * wait > defence.figure[b, RANGE_MAX]:
        return -1.0
    for _ in range(3):
        if gone + wait > paths.duration[i]:
            return -1.0
        x, y, z = place_at(threats, paths, i, gone + wait)
        r = within(defence, b, x, y, z)
        if r < 0.0:
            return -1.0
        wait = launch_s + r / speed
    return wait if gone + wait <= paths.duration[i] else -1.0


@njit(cache=True, nogil=True)
def launch(defence, state, b, i, now, wait):
    """Launch a salvo that meets its threat ``wait`` seconds from now."""
    rounds = min(defence.whole[b, SALVO], state.ready[b])
    rounds = min(rounds, defence.whole[b, MOST] - state.launched[b, i])
    launch_s = defence.figure[b, LAUNCH_S]
    state.channels[b] -= 1
    state.ready[b] -= rounds
    state.left[b] -= rounds
    state.launched[b, i] += rounds
    slot = state.flights[0]
    state.flights[0] += 1
    state.owner[slot], state.aim[slot], state.rounds[slot] = b, i, rounds
    state.meets_s[slot] = now + wait
    state.frees_s[slot] = now + (wait if defence.whole[b, HOLDS] else max(1.0, launch_s))
    if defence.whole[b, LOOKS]:
        state.busy_s[b, i] = now + wait + defence.figure[b, ASSESS_S]
    if state.ready[b] == 0 and state.left[b] > 0:
        state.reloaded_s[b] = now + max(1.0, defence.figure[b, RELOAD_S])


@njit(cache=True, nogil=True)
def is_manned(defence, state, b, now):
    """Return whether a battery is in service and in place."""
    if not state.serving[b]:
        return False
    return defence.figure[b, FROM_S] <= now <= defence.figure[b, UNTIL_S]


@njit(cache=True, nogil=True)
def jam(threats, defence, state, i, x, y, z, now):
    """Let a threat pass through each jamming area, once."""
    for b in defence.jams:
        p = defence.p_kill[b, threats.kind[i]]
        if p == 0.0 or state.jammed[b, i] or not is_manned(defence, state, b, now):
            continue
        if within(defence, b, x, y, z) >= 0.0:
            state.jammed[b, i] = True
            if np.random.random() < p:
                state.done[i] = True
                return


@njit(cache=True, nogil=True)
def engage(threats, paths, defence, state, i, now):
    """Ask every battery whether it can engage one threat now."""
    gone = now - paths.start_s[i]
    x, y, z = place_at(threats, paths, i, gone)
    jam(threats, defence, state, i, x, y, z, now)
    kind = threats.kind[i]
    if state.seen_s[i] == np.inf and is_seen(defence, x, y, z, kind):
        state.seen_s[i] = now
    if state.done[i] or state.seen_s[i] == np.inf:
        return
    for b in defence.fires:
        if defence.p_kill[b, kind] == 0.0 or not is_manned(defence, state, b, now):
            continue
        if now < state.seen_s[i] + defence.figure[b, REACTION_S] or now < state.busy_s[b, i]:
            continue
        if state.channels[b] == 0 or state.ready[b] == 0:
            continue
        if state.launched[b, i] >= defence.whole[b, MOST]:
            continue
        wait = flight_time(threats, paths, defence, b, i, gone, x, y, z)
        if wait >= 0.0 and state.flights[0] < state.owner.size:
            launch(defence, state, b, i, now, wait)


@njit(cache=True, nogil=True)
def land(threats, defence, state, now):
    """Let rounds meet their threats, free channels, end reloads."""
    kept = 0
    for k in range(state.flights[0]):
        b, i = state.owner[k], state.aim[k]
        if state.frees_s[k] <= now:
            state.channels[b] += 1
            state.frees_s[k] = np.inf
        if state.meets_s[k] <= now:
            state.meets_s[k] = np.inf
            if not state.done[i] and np.random.random() >= defence.figure[b, P_COMMON]:
                miss = (1.0 - defence.p_kill[b, threats.kind[i]]) ** state.rounds[k]
                state.done[i] = np.random.random() >= miss
        if state.meets_s[k] < np.inf or state.frees_s[k] < np.inf:
            for column in (state.owner, state.aim, state.rounds):
                column[kept] = column[k]
            for column in (state.meets_s, state.frees_s):
                column[kept] = column[k]
            kept += 1
    state.flights[0] = kept
    for b in range(state.ready.size):
        if state.reloaded_s[b] <= now:
            state.reloaded_s[b] = np.inf
            state.ready[b] = min(defence.whole[b, READY], state.left[b])


@njit(cache=True, nogil=True)
def draw_paths(threats, raid):
    """Draw who comes, when, from where and where to."""
    n, groups = threats.speed.size, raid.low.size
    begin, end = np.zeros((n, 2)), np.zeros((n, 2))
    start, length, duration = np.full(n, np.inf), np.ones(n), np.ones(n)
    coming = np.empty(groups, np.int64)
    for g in range(groups):
        if raid.mean[g] > 0.0:
            coming[g] = min(np.random.poisson(raid.mean[g]), raid.high[g])
        else:
            coming[g] = np.random.randint(raid.low[g], raid.high[g] + 1)
    for i in range(n):
        g = threats.group[i]
        if threats.number[i] >= coming[g]:
            continue
        r = threats.radius[i] * math.sqrt(np.random.random())
        angle = 2.0 * math.pi * np.random.random()
        begin[i, 0] = threats.start[i, 0] + r * math.cos(angle)
        begin[i, 1] = threats.start[i, 1] + r * math.sin(angle)
        end[i] = raid.assets[np.searchsorted(raid.weights[g], np.random.random(), side="right")]
        start[i] = np.random.uniform(threats.from_s[i], threats.until_s[i])
        length[i] = max(1.0, math.hypot(end[i, 0] - begin[i, 0], end[i, 1] - begin[i, 1]))
        duration[i] = length[i] / threats.speed[i]
        if threats.flight[i] == BALLISTIC and threats.height[i] < 0.0:
            duration[i] = math.sqrt(2.0 * length[i] / G_M_S2)
    return Paths(begin, end, start, length, duration)


@njit(cache=True, nogil=True)
def fresh_state(paths, defence):
    """Return the state before the raid, with the readiness of every battery drawn."""
    n, batteries = paths.start_s.size, defence.place.shape[0]
    serving = np.zeros(batteries, np.bool_)
    for b in range(batteries):
        serving[b] = np.random.random() < defence.figure[b, P_READY]
    slots = 256 + 8 * n
    return State(
        ~np.isfinite(paths.start_s),
        np.full(n, np.inf),
        np.zeros((batteries, n), np.int64),
        np.zeros((batteries, n)),
        np.zeros((batteries, n), np.bool_),
        defence.whole[:, CHANNELS].copy(),
        np.minimum(defence.whole[:, READY], defence.whole[:, STOCK]),
        defence.whole[:, STOCK].copy(),
        np.full(batteries, np.inf),
        serving,
        np.full(slots, np.inf),
        np.full(slots, np.inf),
        np.zeros(slots, np.int64),
        np.zeros(slots, np.int64),
        np.zeros(slots, np.int64),
        np.zeros(1, np.int64),
    )


@njit(cache=True, nogil=True)
def step_through(threats, raid, defence, seed, leakers):
    """Play every replication, second by second."""
    for replication in range(leakers.size):
        np.random.seed((seed * 1_000_003 + replication) % 4_294_967_291)
        paths = draw_paths(threats, raid)
        state = fresh_state(paths, defence)
        now, flying = 0.0, True
        while flying:
            land(threats, defence, state, now)
            flying = False
            for i in range(threats.speed.size):
                if state.done[i]:
                    continue
                flying = True
                if now >= paths.start_s[i] + paths.duration[i]:
                    state.done[i] = True
                    leakers[replication] += not threats.decoy[i]
                elif now >= paths.start_s[i]:
                    engage(threats, paths, defence, state, i, now)
            now += 1.0
