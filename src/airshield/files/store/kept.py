"""A run that is kept, and what every place that keeps runs can do."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from airshield.errors import InputError


class KeptFigure(NamedTuple):
    """A figure of a run, with its 95 % interval."""

    name: str
    """Path in the answer, such as ``classes.drone.leakage``."""
    mean: float
    """Its value."""
    low: float
    """Lower end."""
    high: float
    """Upper end."""


class Head(NamedTuple):
    """What a run is."""

    id: str
    """First characters of the SHA-256 of what it is and found; the same run has the same."""
    kind: str
    """Command that made it: ``assess`` or ``sweep``."""
    kept_at: str
    """When it was kept (ISO 8601, UTC)."""
    name: str
    """Name of the scenario."""
    scenario_digest: str
    """SHA-256 of the scenario."""
    version: str
    """airshield version."""
    seed: int
    """Seed."""
    raids: int
    """Raids played."""
    worlds: int
    """Draws of the uncertain figures."""
    command: str
    """Command line that repeats it."""


class KeptRun(NamedTuple):
    """A run with all that it found."""

    head: Head
    """What it is."""
    figures: tuple[KeptFigure, ...]
    """Its figures."""
    answer: str
    """The whole answer as JSON."""


class Store(Protocol):
    """A place that keeps runs."""

    place: str
    """Where it is, as it is shown; never with a password."""

    def prepare(self) -> None:
        """Find out, before long work, whether its run can be kept.

        Raises
        ------
        OutputError
            If it cannot.
        """
        ...

    def keep(self, run: KeptRun) -> bool:
        """Keep a run; return whether it was new.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        ...

    def heads(self) -> list[Head]:
        """Return what every run is, the newest first.

        Raises
        ------
        InputError
            If the store cannot be read.
        """
        ...

    def load(self, id_: str) -> KeptRun:
        """Return a run by its whole identifier.

        Raises
        ------
        InputError
            If the store cannot be read, or has no such run.
        """
        ...

    def close(self) -> None:
        """Let go of what is open."""
        ...


_LAST = re.compile("last(?:~([0-9]{1,6}))?")
ID_LENGTH = 12
"""Characters of an identifier."""
FEWEST = 4
"""Characters by which a run may be called."""


def run_id(*parts: str) -> str:
    """Return the identifier of a run from the texts that make it what it is."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{len(part)}:".encode() + part.encode())
    return digest.hexdigest()[:ID_LENGTH]


def find_run(store: Store, called: str) -> KeptRun:
    """Return a run by the first characters of its identifier, or as ``last``, ``last~1`` and so on.

    Raises
    ------
    InputError
        If none or several are called that.
    """
    heads = store.heads()
    if counted := _LAST.fullmatch(called):
        back = int(counted[1] or 0)
        if back < len(heads):
            return store.load(heads[back].id)
    found = [head.id for head in heads if head.id.startswith(called.lower())]
    if len(found) == 1 and len(called) >= FEWEST:
        return store.load(found[0])
    raise InputError([_not_found(store, called, found)])


def _not_found(store: Store, called: str, found: Sequence[str]) -> str:
    if found and len(called) < FEWEST:
        return f"{called}: give {FEWEST} characters of the run's identifier at least"
    if found:
        return f"{called}: several runs begin so: {', '.join(found)}"
    return f"{called}: there is no such run in {store.place}; `airshield runs list` shows them"
