"""A figure with its spread and its origin."""

from __future__ import annotations

from typing import Literal

from airshield.model.record import Rules, record

Standing = Literal["published", "assumed", "calibrated"]


@record
class Figure:
    """A number with low / value / high, where it comes from, and how far that can be trusted."""

    low: float
    """Lowest plausible value."""
    value: float
    """Central value."""
    high: float
    """Highest plausible value."""
    source: str
    """Key of an entry in the catalogue's `sources`, or, if assumed, the reasoning in a line."""
    standing: Standing
    """`published`, `assumed` or `calibrated`."""

    def __post_init__(self) -> None:
        rules = Rules(self).finite("low", "value", "high")
        if not self.low <= self.value <= self.high:
            rules.refuse(
                "value",
                f"must lie between low and high, got {self.low} / {self.value} / {self.high}",
            )
        rules.must("source", lambda text: bool(text.strip()), "say where the figure comes from")
        rules.check()


@record
class Spread:
    """Low / value / high of an assumption that a scenario states itself."""

    low: float
    """Lowest plausible value."""
    value: float
    """Central value."""
    high: float
    """Highest plausible value."""

    def __post_init__(self) -> None:
        rules = Rules(self).not_negative("low", "value", "high")
        if not self.low <= self.value <= self.high:
            rules.refuse(
                "value",
                f"must lie between low and high, got {self.low} / {self.value} / {self.high}",
            )
        rules.check()


@record
class Source:
    """A public source that figures cite."""

    title: str
    """Title of the publication or page."""
    address: str
    """Where it is found: an https address or a bibliographic reference."""
