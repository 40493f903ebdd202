"""How well, and what next: the assessment joins simulation, consequence and warning."""

from airshield.planning.assessment import Assessment, assess
from airshield.planning.comparison.answer import Comparison
from airshield.planning.comparison.compare import compare

__all__ = ["Assessment", "Comparison", "assess", "compare"]
