"""What it does: from damage to power supply, people without power and people exposed."""

from airshield.consequence.damage import (
    damage_share,
    people_per_mw,
    queued_repair_hours,
    repair_hours,
)
from airshield.consequence.exposure import Exposure, exposed, sheltered_share, warning_seconds
from airshield.consequence.grid import assemble_grid
from airshield.consequence.kernels import Flow, Grid
from airshield.consequence.power import dc_flow, demand_shed, settled, supply

__all__ = [
    "Exposure",
    "Flow",
    "Grid",
    "assemble_grid",
    "damage_share",
    "dc_flow",
    "demand_shed",
    "exposed",
    "people_per_mw",
    "queued_repair_hours",
    "repair_hours",
    "settled",
    "sheltered_share",
    "supply",
    "warning_seconds",
]
