"""What one played raid leaves behind."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ThreatPlayed:
    """What became of one threat; the words are those of ``airshield.simulation.outcomes``."""

    index: int
    group: int
    role: str
    variant: int
    target: int
    """Asset, -1 for a carrier."""
    fate: str
    start_tick: int
    """-1 for a threat that was aborted."""
    end_tick: int
    track_tick: int
    """First track in the warning picture, -1 if it ended before one."""
    battery: int
    """Battery that killed or suppressed it, else -1."""
    rounds: int
    hit: bool


@dataclass(frozen=True)
class SalvoPlayed:
    """Rounds launched together at one threat."""

    threat: int
    battery: int
    rounds: int
    launch_tick: int
    intercept_tick: int


@dataclass(frozen=True)
class Played:
    """One replication."""

    replication: int
    threats: tuple[ThreatPlayed, ...]
    salvos: tuple[SalvoPlayed, ...]
    """In the order of their launches."""
    rounds: tuple[int, ...]
    """Rounds launched by each battery."""
    damage_milli: tuple[int, ...]
    """Thousandths of a reference warhead that hit each asset."""
    lead_ticks: tuple[int, ...]
    """Warning of each district, in file order; -1 without arrival."""
    events: int = 0
    """Starts of threats and all that was to happen; decisions aside."""

    @property
    def leakers(self) -> int:
        """Weapons that arrived (decoys and carriers aside)."""
        return sum(t.fate == "arrived" and t.role == "weapon" for t in self.threats)

    def count(self, fate: str) -> int:
        """Threats with this fate."""
        return sum(t.fate == fate for t in self.threats)
