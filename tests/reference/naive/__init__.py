"""The slow, obvious play of a raid, written only from ``docs/theory/raid.md``.

It shares no code with ``airshield.simulation``: its own random numbers, its own geometry (found
by bisection, not by formulas), its own event logic (SimPy, one process for each threat and each
battery). Where the two disagree, one of them is wrong.
"""

from reference.naive.played import Played, SalvoPlayed, ThreatPlayed
from reference.naive.reference import Reference
from reference.naive.space import Terrain

__all__ = ["Played", "Reference", "SalvoPlayed", "Terrain", "ThreatPlayed"]
