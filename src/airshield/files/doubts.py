"""Which values of a file that has mistakes can still be relied on."""

from __future__ import annotations

from collections.abc import Iterator

from airshield.files.places import PathOfKeys


class Doubts:
    """Paths whose values are stand-ins, or break a rule."""

    def __init__(self) -> None:
        self._paths: dict[PathOfKeys, None] = {}
        self._below: dict[PathOfKeys, set[str]] = {}

    def add(self, path: PathOfKeys) -> None:
        """Doubt the value at a path."""
        self._paths[path] = None
        for depth in range(len(path)):
            self._below.setdefault(path[:depth], set()).add(str(path[depth]))

    def __bool__(self) -> bool:
        return bool(self._paths)

    def __iter__(self) -> Iterator[PathOfKeys]:
        return iter(self._paths)

    def below(self, path: PathOfKeys) -> set[str]:
        """Return the keys under a path that are, or lead to, values in doubt."""
        return self._below.get(path, set())

    def trusts(self, path: PathOfKeys) -> bool:
        """Return whether nothing at, above or below a path is in doubt."""
        above = (path[:depth] for depth in range(len(path) + 1))
        return path not in self._below and not any(part in self._paths for part in above)
