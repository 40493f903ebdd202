"""Doctrine: the rules of the defence."""

from __future__ import annotations

from dataclasses import field
from typing import Literal

from airshield.model.record import Rules, record


@record
class FireRule:
    """How a battery spends rounds on one threat."""

    salvo: int = 1
    """Rounds launched together."""
    max_rounds: int = 4
    """Most rounds that one battery launches at one threat."""
    look: Literal["shoot_look_shoot", "shoot_shoot"] = "shoot_look_shoot"
    """Whether the next salvo waits for the result of the last."""
    assess_s: float = 5.0
    """From an intercept that failed to the battery knowing it (shoot-look-shoot)."""

    def __post_init__(self) -> None:
        rules = Rules(self).not_negative("assess_s")
        rules.must("salvo", lambda n: 1 <= n <= 100, "lie in 1 … 100")
        rules.must("max_rounds", lambda n: 1 <= n <= 250, "lie in 1 … 250")
        if self.max_rounds < self.salvo:
            rules.refuse(
                "max_rounds", f"must be at least salvo ({self.salvo}), got {self.max_rounds}"
            )
        rules.check()


@record
class Doctrine:
    """The rules of the defence, the same for all of its networks."""

    fire: FireRule = FireRule()
    """The rule for every system type that `systems` does not name."""
    systems: dict[str, FireRule] = field(default_factory=dict)
    """Rules for single system types."""
    double_engagement: bool = False
    """Whether members of a coordinated network may engage one threat at the same time."""
    cheapest_first: bool = True
    """Whether a member leaves a threat to a cheaper adequate one until its own last chance."""
    adequate_p_kill: float = 0.5
    """Single-round kill probability from which a cheaper battery is adequate."""
    last_chance_s: float = 15.0
    """How long before its last possible launch a battery stops waiting for a cheaper one."""
    reserves: dict[str, dict[str, int]] = field(default_factory=dict)
    """Rounds kept: system type → threat class → rounds that only this class may draw on."""
    withhold: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """System type → threat types or classes it does not fire at."""

    def __post_init__(self) -> None:
        rules = Rules(self).probability("adequate_p_kill").not_negative("last_chance_s")
        for system, reserve in self.reserves.items():
            for threat_class, rounds in reserve.items():
                if not rounds >= 0:
                    rules.refuse("reserves", f"of {system} for {threat_class} must be at least 0")
        rules.check()
