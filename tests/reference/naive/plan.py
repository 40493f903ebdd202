"""What is known of a route before anyone flies it: looks, windows, jamming."""

from __future__ import annotations

import math
from functools import cached_property

from reference.naive.figures import TICKS_PER_S
from reference.naive.forces import Forces
from reference.naive.reach import Window, feasible, windows
from reference.naive.routes import Route
from reference.naive.seeing import Steps, first_track, picture, staircase
from reference.naive.space import Space


class Plan:
    """One route of one threat type against the lay-down."""

    def __init__(
        self, route: Route, threat: str, cross_section_m2: float, forces: Forces, space: Space
    ) -> None:
        self.route = route
        self.threat = threat
        self._forces, self._space = forces, space
        self._cross_section_m2 = cross_section_m2
        self._steps: dict[int, Steps] = {}

    @cached_property
    def _staircases(self) -> list[Steps]:
        return [
            staircase(eye, self.route, self._cross_section_m2, self._space)
            for eye in self._forces.eyes
        ]

    def track_tick(self, picture_index: int, u: float) -> int | None:
        """Tick after the start at which the threat is tracked in a picture."""
        if picture_index not in self._steps:
            members = self._forces.pictures[picture_index]
            self._steps[picture_index] = picture([self._staircases[i] for i in members])
        tau = first_track(self._steps[picture_index], u)
        return None if tau is None else math.ceil(tau * TICKS_PER_S)

    @cached_property
    def windows(self) -> list[Window]:
        """All windows, numbered."""
        found = [
            (window.opens, post.index, station, place, window)
            for post in self._forces.posts
            if post.p_kill[self.threat] > 0.0
            for station, site in enumerate(post.sites)
            for place, window in enumerate(
                windows(post.index, station, site, self.route, self._space)
            )
        ]
        ordered = [window for *_, window in sorted(found, key=lambda entry: entry[:4])]
        for number, window in enumerate(ordered):
            window.number = number
        return ordered

    @cached_property
    def windows_of(self) -> dict[int, list[Window]]:
        """Windows by battery, for the batteries that have any."""
        found: dict[int, list[Window]] = {}
        for window in self.windows:
            found.setdefault(window.battery, []).append(window)
        return found

    @cached_property
    def jams(self) -> list[tuple[int, int]]:
        """(tick after the start, battery) of each jamming area that the route enters."""
        found = []
        for post in self._forces.posts:
            if post.p_suppress[self.threat] > 0.0:
                spans = feasible(post.sites[0], self.route, self._space)
                if spans:
                    found.append((math.ceil(spans[0][1][0] * TICKS_PER_S), post.index))
        return sorted(found)
