"""What a reader met that it did not take, or took with a reservation: counted, never lost."""

from __future__ import annotations

from typing import NamedTuple


class Note(NamedTuple):
    """Something that a reader met, with how often and where first."""

    what: str
    """What it was, and what became of it."""
    times: int
    """How often."""
    where: str
    """Where it was met first; empty if that means nothing."""
    refused: bool
    """Whether something was left out for it."""

    def __str__(self) -> str:
        """Return it as one line."""
        first = f" (first: {self.where})" if self.where else ""
        return f"{self.times:,} × {self.what}{first}"


class Tally:
    """Counts what a reader meets."""

    def __init__(self) -> None:
        self._notes: dict[tuple[str, bool], Note] = {}

    def refuse(self, what: str, where: str = "", count: int = 1) -> None:
        """Count something that is left out."""
        self._add(what, where, count, refused=True)

    def remark(self, what: str, where: str = "", count: int = 1) -> None:
        """Count something that is taken all the same."""
        self._add(what, where, count, refused=False)

    def _add(self, what: str, where: str, count: int, *, refused: bool) -> None:
        if count > 0:
            old = self._notes.get((what, refused), Note(what, 0, where, refused))
            self._notes[(what, refused)] = old._replace(times=old.times + count)

    def notes(self) -> tuple[Note, ...]:
        """Return everything counted, in the order in which it was met first."""
        return tuple(self._notes.values())
