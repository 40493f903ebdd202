"""How well, and what next: the assessment joins simulation, consequence and warning."""

from airshield.planning.assessment import Assessment, assess

__all__ = ["Assessment", "assess"]
