"""What can be seen and engaged at a point, and along a straight course, compiled.

Definitions: ``docs/theory/coverage``. `scene`, `watch` and `fires` are those of ``arrays``.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from airshield.kernels.compiled import inlined, kernel
from airshield.kernels.sight import elevation_rad, horizon_m

_NEVER = math.inf


class _Course(NamedTuple):
    """A straight course at constant speed."""

    x: float
    y: float
    z: float
    vx: float
    vy: float
    vz: float
    duration_s: float


@inlined
def _cell(scene, x, y):
    """Return row and column of the cell nearest to a point."""
    rows, columns = scene.ground_m.shape
    row = min(max(int((y - scene.south_m) / scene.cell_m + 0.5), 0), rows - 1)
    column = min(max(int((x - scene.west_m) / scene.cell_m + 0.5), 0), columns - 1)
    return row, column


@inlined
def _in_reach(scene, post, x, y, z):
    """Return whether a point lies within range, height and elevation limits of a post."""
    dx = x - scene.at_m[post, 0]
    dy = y - scene.at_m[post, 1]
    dz = z - scene.at_m[post, 2]
    flat2 = dx * dx + dy * dy
    slant2 = flat2 + dz * dz
    if slant2 > scene.far_m[post] ** 2 or slant2 < scene.near_m[post] ** 2:
        return False
    if z < scene.floor_m[post] or z > scene.ceiling_m[post]:
        return False
    flat = math.sqrt(flat2)
    elevation = elevation_rad(scene.k_factor, flat, scene.at_m[post, 2], z)
    return scene.low_rad[post] <= elevation <= scene.high_rad[post]


@inlined
def _reaches(scene, post, x, y, z):
    """Return whether a post reaches a point: within its limits, and in sight."""
    if not _in_reach(scene, post, x, y, z):
        return False
    if not scene.horizon[post]:
        return True
    if scene.ground_m.size == 0:
        flat = math.sqrt((x - scene.at_m[post, 0]) ** 2 + (y - scene.at_m[post, 1]) ** 2)
        return flat <= horizon_m(scene.k_factor, scene.at_m[post, 2], z)
    row, column = _cell(scene, x, y)
    return z - scene.ground_m[row, column] >= scene.lowest_m[scene.skyline[post], row, column]


@kernel
def fill_reached(scene, post, lowest_m, out):
    """Write to `out` (ny, nx) whether a post reaches level flight over each cell.

    `lowest_m` (ny, nx) holds the lowest visible height of its skyline.
    """
    rows, columns = out.shape
    for row in range(rows):
        y = scene.south_m + row * scene.cell_m
        for column in range(columns):
            x = scene.west_m + column * scene.cell_m
            z = scene.ground_m[row, column] + scene.height_m
            hidden = scene.horizon[post] and scene.height_m < lowest_m[row, column]
            out[row, column] = not hidden and _in_reach(scene, post, x, y, z)


@kernel
def find_reached(scene, points_m, post, out):
    """Write to `out` (n,) whether a post reaches the threat's height over each of (n, 2) points."""
    for i in range(points_m.shape[0]):
        x, y = points_m[i, 0], points_m[i, 1]
        z = scene.height_m
        if scene.ground_m.size:
            row, column = _cell(scene, x, y)
            if scene.reached.size:
                out[i] = scene.reached[post, row, column] != 0
                continue
            z += scene.ground_m[row, column]
        out[i] = _reaches(scene, post, x, y, z)


@inlined
def _height_at(scene, course, x, y, t):
    """Return the height above sea level on a course at a time."""
    if scene.falls:
        return course.z + course.vz * t
    if scene.ground_m.size:
        row, column = _cell(scene, x, y)
        return scene.ground_m[row, column] + scene.height_m
    return scene.height_m


@inlined
def _reached_at(scene, course, post, t):
    """Return whether a post reaches the threat at a time on its course."""
    x = course.x + course.vx * t
    y = course.y + course.vy * t
    if scene.reached.size:
        row, column = _cell(scene, x, y)
        return scene.reached[post, row, column] != 0
    return _reaches(scene, post, x, y, _height_at(scene, course, x, y, t))


@inlined
def _within(scene, course, post, distance):
    """Return the times (first, last) at which a course is within a horizontal distance."""
    dx = course.x - scene.at_m[post, 0]
    dy = course.y - scene.at_m[post, 1]
    square = course.vx * course.vx + course.vy * course.vy
    half_b = dx * course.vx + dy * course.vy
    disc = half_b * half_b - square * (dx * dx + dy * dy - distance * distance)
    if disc < 0.0 or distance < 0.0:
        return _NEVER, -_NEVER
    root = math.sqrt(disc)
    return (-half_b - root) / square, (-half_b + root) / square


@inlined
def _ring_after(scene, course, post, after_s):
    """Return the first stretch from `after_s` on that lies between inner and outer distance."""
    first, last = _within(scene, course, post, scene.outer_m[post])
    first = max(first, after_s)
    last = min(last, course.duration_s)
    if first > last or scene.inner_m[post] > scene.outer_m[post]:
        return _NEVER, -_NEVER
    into, out_of = _within(scene, course, post, scene.inner_m[post])
    if scene.inner_m[post] <= 0.0 or into >= out_of:
        return first, last
    if first < into:
        return first, min(last, into)
    return max(first, out_of), last


@inlined
def _steps_after(scene, course, post, after_s):
    """Return the first stretch from `after_s` on that a post reaches, found cell by cell."""
    first, last = _within(scene, course, post, scene.far_m[post])
    last = min(last, course.duration_s)
    pace = scene.cell_m / math.sqrt(course.vx * course.vx + course.vy * course.vy)
    t = max(first, after_s)
    if t > last:
        return _NEVER, -_NEVER
    while not _reached_at(scene, course, post, t):
        t += pace
        if t > last:
            return _NEVER, -_NEVER
    begin = t
    while t + pace <= last and _reached_at(scene, course, post, t + pace):
        t += pace
    return begin, min(last, t + 0.5 * pace)


@inlined
def _stretch_after(scene, course, post, after_s):
    """Return the first stretch (begin, end) from `after_s` on in which a post reaches a course.

    Nothing is left when the first is after the last.
    """
    if scene.ground_m.size == 0 and not scene.falls:
        return _ring_after(scene, course, post, after_s)
    return _steps_after(scene, course, post, after_s)


@inlined
def _first_track(scene, watch, course, sensor):
    """Return when a sensor's track on a course is known to others; inf if never."""
    after = 0.0
    while True:
        begin, end = _stretch_after(scene, course, sensor, after)
        if begin > end:
            return _NEVER
        if end - begin >= watch.looks_s[sensor]:
            return begin + watch.looks_s[sensor] + watch.delay_s[sensor]
        after = max(end + 1e-3, after + 1e-3)


@inlined
def _meeting(scene, fires, course, post, fire, decided_s, begin_s, end_s):
    """Return when a round launched at a decision meets the threat in a stretch; inf if not.

    A launch that would come too early waits until it meets the threat where the stretch begins.
    """
    leave = decided_s + fires.launch_s[fire]
    t = max(leave, begin_s)
    x = course.x + course.vx * t
    y = course.y + course.vy * t
    gap_x = x - scene.at_m[post, 0]
    gap_y = y - scene.at_m[post, 1]
    gap_z = _height_at(scene, course, x, y, t) - scene.at_m[post, 2]
    vz = course.vz if scene.falls else 0.0
    norm = gap_x * gap_x + gap_y * gap_y + gap_z * gap_z
    flown = fires.speed_m_s[fire] * (t - leave)
    if norm <= flown * flown:
        return t
    dot = gap_x * course.vx + gap_y * course.vy + gap_z * vz - fires.speed_m_s[fire] * flown
    square = course.vx * course.vx + course.vy * course.vy + vz * vz
    lead = fires.speed_m_s[fire] ** 2 - square
    rest = norm - flown * flown
    disc = dot * dot + lead * rest
    if disc < 0.0:
        return _NEVER
    denominator = math.sqrt(disc) - dot
    if denominator <= 0.0:
        return _NEVER
    met = t + rest / denominator
    return met if met <= end_s else _NEVER


@inlined
def _count_shots(scene, fires, course, post, fire, ready_s):
    """Return how many engagements, one after the other, a site has of a threat on a course."""
    count = 0
    decided = ready_s
    after = 0.0
    while count < fires.most[fire]:
        begin, end = _stretch_after(scene, course, post, max(after, decided))
        if begin > end:
            break
        met = _meeting(scene, fires, course, post, fire, decided, begin, end)
        if met < _NEVER:
            count += 1
            decided = met + fires.assess_s[fire]
        else:
            after = max(end, after) + 1e-3
    return count


@inlined
def _course(scene, ends, speed):
    """Return the straight course from the first to the second point of `ends`."""
    dx = ends[2] - ends[0]
    dy = ends[3] - ends[1]
    length = max(math.sqrt(dx * dx + dy * dy), 1.0)
    z = scene.height_m
    end_z = 0.0
    if scene.ground_m.size:
        row, column = _cell(scene, ends[0], ends[1])
        z += scene.ground_m[row, column]
        row, column = _cell(scene, ends[2], ends[3])
        end_z = scene.ground_m[row, column]
    way = math.sqrt(length * length + (z - end_z) ** 2) if scene.falls else length
    duration = way / speed
    fall = (end_z - z) / duration if scene.falls else 0.0
    return _Course(ends[0], ends[1], z, dx / duration, dy / duration, fall, duration)


@kernel
def fly_courses(scene, watch, fires, ends_m, speed_m_s, tracked_s, shots, warning_s):
    """Fly straight courses; write the shots at each, and the time from its track to its end.

    `ends_m` (n, 4) holds east and north of the beginning and of the end of each course,
    `tracked_s` (pictures,) is working room. `shots` (n,) gets the engagements possible, all
    batteries together, `warning_s` (n,) the time from the first track in the public picture to
    arrival, -1 without a track.
    """
    sensors = watch.looks_s.size
    for number in range(ends_m.shape[0]):
        course = _course(scene, ends_m[number], speed_m_s)
        tracked_s[:] = _NEVER
        for sensor in range(sensors):
            known = _first_track(scene, watch, course, sensor)
            tracked_s[0] = min(tracked_s[0], known)
            picture = watch.picture[sensor]
            if picture >= 0:
                tracked_s[picture] = min(tracked_s[picture], known)
        total = 0.0
        for fire in range(fires.weight.size):
            ready = tracked_s[fires.picture[fire]] + fires.react_s[fire]
            if fires.weight[fire] > 0.0 and ready < course.duration_s:
                found = _count_shots(scene, fires, course, sensors + fire, fire, ready)
                total += fires.weight[fire] * found
        shots[number] = total
        known = tracked_s[0]
        warning_s[number] = course.duration_s - known if known < course.duration_s else -1.0
