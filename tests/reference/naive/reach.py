"""When a threat can be met, found by bisection on each stretch of its route."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from reference.naive.figures import TICKS_PER_S
from reference.naive.routes import Leg, Route
from reference.naive.space import Place, Space

TOUCH_S = 1e-6
Span = tuple[float, float]


@dataclass(frozen=True)
class Site:
    """Where rounds leave from and what they reach."""

    place: Place
    ground: float
    ranges: Span
    heights: Span
    speed: float = math.inf
    launch_s: float = 0.0


@dataclass(frozen=True)
class Piece:
    """Meetings in [start, best] of one leg, in which a later launch meets later."""

    leg: Leg
    start: float
    best: float
    opens: float
    closes: float


@dataclass
class Window:
    """Launch ticks, counted from the threat's start, at which one station can meet the threat."""

    battery: int
    station: int
    opens: int
    closes: int
    site: Site
    pieces: list[Piece] = field(repr=False)
    number: int = -1

    def meeting(self, launch_s: float) -> float:
        """Route time at which a round launched at a route time meets the threat."""
        for piece in self.pieces:
            if piece.closes >= launch_s:
                if piece.opens >= launch_s:
                    return piece.start
                return switch(
                    lambda tau, leg=piece.leg: latest_launch(self.site, leg, tau) >= launch_s,
                    piece.start,
                    piece.best,
                )[1]
        # Rounding at the very close of the window: the best of the last piece that reaches it.
        return max(self.pieces, key=lambda piece: piece.closes).best


def switch(holds: Callable[[float], bool], a: float, b: float) -> Span:
    """Narrow [a, b], over which a condition changes once, to where it changes."""
    at_a = holds(a)
    while b - a > 1e-10:
        middle = (a + b) / 2.0
        if not a < middle < b:
            break
        if holds(middle) == at_a:
            a = middle
        else:
            b = middle
    return a, b


def latest_launch(site: Site, leg: Leg, tau: float) -> float:
    """G(τ): the last launch that meets the threat at a route time."""
    return tau - site.launch_s - math.dist(leg.at(tau), site.place) / site.speed


def _outward(site: Site, leg: Leg, tau: float) -> float:
    """Multiply the threat's place as seen from the site by its velocity."""
    seen = zip(leg.at(tau), site.place, leg.velocity, strict=True)
    return sum((p - b) * v for p, b, v in seen)


def _closing(site: Site, leg: Leg, tau: float) -> bool:
    """Whether the threat comes nearer."""
    return _outward(site, leg, tau) < 0.0


def _rising(site: Site, leg: Leg, tau: float) -> bool:
    """Whether G still grows: the threat does not recede faster than the round flies."""
    return _outward(site, leg, tau) < site.speed * math.dist(leg.at(tau), site.place)


def _true_span(holds: Callable[[float], bool], a: float, b: float) -> Span | None:
    """Where a condition that changes at most once in [a, b] holds."""
    at_a, at_b = holds(a), holds(b)
    if at_a and at_b:
        return a, b
    if at_a:
        return a, switch(holds, a, b)[0]
    if at_b:
        return switch(holds, a, b)[1], b
    return None


def _conditions(site: Site, leg: Leg, sight_m: float) -> list[Callable[[float], bool]]:
    """List what must hold to meet the threat, each changing at most once as it comes or goes."""

    def distance(tau: float) -> float:
        return math.dist(leg.at(tau), site.place)

    def across(tau: float) -> float:
        x, y, _ = leg.at(tau)
        return math.hypot(x - site.place[0], y - site.place[1])

    def height(tau: float) -> float:
        return leg.at(tau)[2] - site.ground

    return [
        lambda tau: distance(tau) <= site.ranges[1],
        lambda tau: distance(tau) >= site.ranges[0],
        lambda tau: height(tau) >= site.heights[0],
        lambda tau: height(tau) <= site.heights[1],
        lambda tau: across(tau) <= sight_m,
    ]


def _halves(site: Site, leg: Leg) -> list[Span]:
    """Part the leg at its nearest point, so that range is monotone on each."""
    if not _closing(site, leg, leg.t0) or _closing(site, leg, leg.t1):
        return [(leg.t0, leg.t1)]
    nearest = switch(lambda tau: _closing(site, leg, tau), leg.t0, leg.t1)[1]
    return [(leg.t0, nearest), (nearest, leg.t1)]


def leg_spans(site: Site, leg: Leg, level: bool, space: Space) -> list[Span]:
    """Feasible intervals of one leg."""
    if level and space.terrain is None:
        sight_m = space.horizon_m(site.place[2], leg.start[2])
    elif space.in_sight(site.place, leg.at((leg.t0 + leg.t1) / 2.0)):
        sight_m = math.inf
    else:
        return []
    spans: list[Span] = []
    conditions = _conditions(site, leg, sight_m)
    for half in _halves(site, leg):
        span: Span | None = half
        for condition in conditions:
            part = _true_span(condition, *half)
            if part is None or span is None:
                span = None
                break
            span = max(span[0], part[0]), min(span[1], part[1])
        if span is None or span[0] > span[1]:
            continue
        if spans and span[0] - spans[-1][1] <= TOUCH_S:
            span = (spans.pop()[0], span[1])
        spans.append(span)
    return spans


def feasible(site: Site, route: Route, space: Space) -> list[tuple[Leg, Span]]:
    """Feasible intervals of a whole route, leg by leg."""
    near = [leg for leg in route.legs if _may_reach(site, leg)]
    return [(leg, span) for leg in near for span in leg_spans(site, leg, route.level, space)]


def _may_reach(site: Site, leg: Leg) -> bool:
    """Whether a leg is not plainly out of range: it is no longer than its ends are apart."""
    length = math.dist(leg.start, leg.end)
    return math.dist(leg.start, site.place) - length <= site.ranges[1] + 1.0


def _piece(site: Site, leg: Leg, span: Span) -> Piece:
    a, b = span
    best = b
    if not _rising(site, leg, a):
        best = a
    elif not _rising(site, leg, b):
        best = switch(lambda tau: _rising(site, leg, tau), a, b)[0]
    return Piece(leg, a, best, latest_launch(site, leg, a), latest_launch(site, leg, best))


def windows(battery: int, station: int, site: Site, route: Route, space: Space) -> list[Window]:
    """Find the windows of one station on one route, in their order along it."""
    runs: list[list[Piece]] = []
    last = -math.inf
    for leg, span in feasible(site, route, space):
        if span[0] - last > TOUCH_S:
            runs.append([])
        runs[-1].append(_piece(site, leg, span))
        last = span[1]
    made = [_window(battery, station, site, pieces) for pieces in runs]
    return [window for window in made if window.opens <= window.closes]


def _window(battery: int, station: int, site: Site, pieces: list[Piece]) -> Window:
    opens = math.ceil(max(0.0, pieces[0].opens) * TICKS_PER_S)
    closes = math.floor(max(piece.closes for piece in pieces) * TICKS_PER_S)
    return Window(battery, station, opens, closes, site, pieces)
