"""The value of each catalogue figure in one world, by its path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from airshield.model.catalogue import Catalogue
from airshield.model.figure import Figure

TICKS_PER_S = 1024
LUMPED = {"aeroballistic-missile": "ballistic-missile"}
"""Classes that reports count in another."""


def ticks_nearest(seconds: float) -> int:
    """Seconds to ticks, rounded to nearest, half to even."""
    return round(seconds * TICKS_PER_S)


class Figures:
    """Looks figures up by path, such as ``systems.gun.launcher.channels``.

    A figure that ``given`` does not name has its central value.
    """

    def __init__(self, catalogue: Catalogue, given: Mapping[str, float] | None) -> None:
        self._catalogue = catalogue
        self._given = dict(given or {})

    def find(self, *path: str) -> float | None:
        """Find the figure at a path, None where the catalogue has none."""
        entry: Any = self._catalogue
        for key in path:
            entry = entry.get(key) if isinstance(entry, dict) else getattr(entry, key)
            if entry is None:
                return None
        assert isinstance(entry, Figure)
        return self._given.get(".".join(path), entry.value)

    def __call__(self, *path: str) -> float:
        value = self.find(*path)
        assert value is not None, path
        return value

    def whole(self, *path: str) -> int:
        """Round a whole-number figure."""
        return round(self(*path))

    def probability(self, system: str, kind: str, threat: str) -> float:
        """``p_kill`` or ``p_suppress`` for a threat type, else for its class, else 0.

        Times the effectiveness against the class that reports count the threat in, if it is given.
        """
        threat_class = self._catalogue.threats[threat].threat_class
        for key in (threat, threat_class):
            value = self.find("systems", system, kind, key)
            if value is not None:
                counted = LUMPED.get(threat_class, threat_class)
                return min(1.0, value * self._given.get(f"effectiveness.{counted}", 1.0))
        return 0.0
