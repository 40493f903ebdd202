"""How coverage is asked for."""

from __future__ import annotations

from typing import Literal, NamedTuple

from airshield.errors import InputError
from airshield.files.wording import suggestion
from airshield.model.catalogue import Catalogue

What = Literal["seen", "engaged", "shots", "warning"]
WHATS: tuple[What, ...] = ("seen", "engaged", "shots", "warning")


class Options(NamedTuple):
    """How coverage is asked for; None takes what follows from the scenario."""

    threat: str | None = None
    """Threat type or class; without it, all of the raid's types. The lowest-flying is mapped."""
    height_m: float | None = None
    """Height above ground; without it, the threat type's own."""
    cell_m: float | None = None
    """Side of a cell; without it, so that the longer side has 300 to 500 of them."""
    p_detect: float = 0.5
    """Probability of detection that counts as seen."""
    threads: int | None = None
    """Threads; they change no result."""


LIMITS: dict[str, tuple[float, float]] = {
    "height_m": (1.0, 40_000.0),
    "cell_m": (10.0, 100_000.0),
    "p_detect": (0.01, 0.99),
    "threads": (1, 1024),
}
"""Least and largest value of each option."""


def check_options(options: Options, catalogue: Catalogue) -> None:
    """Refuse options that make no sense, all of them at once.

    Raises
    ------
    InputError
        If any does not.
    """
    problems = [
        f"--{name.removesuffix('_m').replace('_', '-')} must lie in {low:g} … {high:,g}, got "
        f"{getattr(options, name):g}"
        for name, (low, high) in LIMITS.items()
        if getattr(options, name) is not None and not low <= getattr(options, name) <= high
    ]
    known = [*catalogue.threats, *(kind.threat_class for kind in catalogue.threats.values())]
    if options.threat is not None and options.threat not in known:
        near = suggestion(options.threat, known)
        problems.append(f'--threat: there is no threat type or class "{options.threat}"{near}')
    if problems:
        raise InputError(problems)
