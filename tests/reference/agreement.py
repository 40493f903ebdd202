"""How one replication of the compiled engine is held against the reference's."""

from __future__ import annotations

from dataclasses import dataclass, field

from reference.naive import Played, ThreatPlayed

TICKS = ("start_tick", "track_tick", "end_tick")
SAME = ("index", "group", "role", "variant", "target", "fate", "battery", "rounds", "hit")


def _threat_differences(mine: ThreatPlayed, theirs: ThreatPlayed) -> list[str]:
    """Say how one threat's fate differs; ticks may be one apart."""
    found = []
    for name in SAME:
        if getattr(mine, name) != getattr(theirs, name):
            found.append(name)
    for name in TICKS:
        if name == "start_tick" and mine.fate == "aborted":
            continue
        if abs(getattr(mine, name) - getattr(theirs, name)) > 1:
            found.append(name)
    words = (f"{name} {getattr(mine, name)} / {getattr(theirs, name)}" for name in found)
    return [f"threat {mine.index}: {', '.join(words)}"] if found else []


def differences(mine: Played, theirs: Played) -> list[str]:
    """Say how a replication of the reference differs from the engine's."""
    if len(mine.threats) != len(theirs.threats):
        return [f"threats {len(mine.threats)} / {len(theirs.threats)}"]
    found = [
        line
        for one, other in zip(mine.threats, theirs.threats, strict=True)
        for line in _threat_differences(one, other)
    ]
    for name in ("rounds", "damage_milli"):
        if getattr(mine, name) != getattr(theirs, name):
            found.append(f"{name} {getattr(mine, name)} / {getattr(theirs, name)}")
    if _coarse(mine) != _coarse(theirs):
        found.append("salvos")
    leads = zip(mine.lead_ticks, theirs.lead_ticks, strict=True)
    if any(abs(a - b) > 1 for a, b in leads):
        found.append(f"lead_ticks {mine.lead_ticks} / {theirs.lead_ticks}")
    return found


def _coarse(played: Played) -> list[tuple[int, int, int]]:
    """List who launched how much at whom, in the order of the launches."""
    return [(salvo.threat, salvo.battery, salvo.rounds) for salvo in played.salvos]


@dataclass
class Tally:
    """How far engine and reference agree over many replications."""

    played: int = 0
    mismatches: list[str] = field(default_factory=list)
    mine: dict[str, int] = field(default_factory=dict)
    theirs: dict[str, int] = field(default_factory=dict)

    def add(self, seed: int, mine: Played, theirs: Played) -> None:
        """Count one replication of both."""
        self.played += 1
        found = differences(mine, theirs)
        if found:
            where = f"scenario {seed}, replication {mine.replication}"
            self.mismatches.append(f"{where}: " + "; ".join(found))
        for total, played in ((self.mine, mine), (self.theirs, theirs)):
            for name, value in _sums(played).items():
                total[name] = total.get(name, 0) + value

    @property
    def agreed(self) -> float:
        """Share of the replications in which nothing differs."""
        return 1.0 - len(self.mismatches) / self.played


def _sums(played: Played) -> dict[str, int]:
    return {
        "leakers": played.leakers,
        "killed": played.count("killed"),
        "rounds": sum(played.rounds),
        "damage": sum(played.damage_milli),
        "warning": sum(lead for lead in played.lead_ticks if lead >= 0),
    }
