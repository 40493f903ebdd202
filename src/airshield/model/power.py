"""The power network whose supply the raid may cut."""

from __future__ import annotations

from airshield.model.figure import Spread
from airshield.model.record import Rules, record


@record
class Bus:
    """A node of the network, with the demand it serves."""

    lat_deg: float
    """Latitude, degrees north."""
    lon_deg: float
    """Longitude, degrees east."""
    demand_mw: float = 0.0
    """Demand."""
    asset: str | None = None
    """The asset whose loss takes the bus out."""

    def __post_init__(self) -> None:
        Rules(self).place().not_negative("demand_mw").check()


@record
class Generator:
    """A plant that feeds a bus."""

    bus: str
    """Bus it feeds."""
    capacity_mw: float
    """Most it can deliver."""
    asset: str | None = None
    """The asset whose damage takes its share of the capacity."""

    def __post_init__(self) -> None:
        Rules(self).positive("capacity_mw").check()


@record
class Line:
    """A line or transformer between two buses."""

    from_bus: str
    """One end."""
    to_bus: str
    """The other end."""
    reactance_pu: float
    """Series reactance, per unit on `base_mva`."""
    rating_mw: float | None = None
    """Most it can carry before it trips; without it, it never trips."""

    def __post_init__(self) -> None:
        rules = Rules(self).positive("reactance_pu", "rating_mw")
        if self.from_bus == self.to_bus:
            rules.refuse("to_bus", f"must differ from from_bus ({self.from_bus})")
        rules.check()


@record
class PowerNetwork:
    """Buses, generators and lines of a DC power flow."""

    buses: dict[str, Bus]
    """Buses by name."""
    generators: dict[str, Generator]
    """Generators by name."""
    lines: dict[str, Line]
    """Lines by name."""
    people_per_mw: Spread
    """People who lose supply with one MW of demand shed."""
    base_mva: float = 100.0
    """Base of the per-unit values."""
    repair_crews: int | None = None
    """Assets of the network that can be under repair at a time; without it, all of them."""

    def __post_init__(self) -> None:
        rules = Rules(self).positive("base_mva")
        rules.must("repair_crews", lambda n: 1 <= n <= 10_000, "lie in 1 … 10,000")
        if not self.buses:
            rules.refuse("buses", "must name at least one bus")
        rules.check()
