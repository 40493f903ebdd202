"""The order in which rows are told: what a reader must see first comes first."""

from __future__ import annotations

from airshield.planning.answer import Answer, AssetRow, DistrictRow, SystemRow

LAYERS = (
    "patrol",
    "ballistic-missile-defence",
    "long-range",
    "medium-range",
    "short-range",
    "very-short-range",
    "counter-drone",
    "soft-kill",
)
"""Layers of the shield, from the outside in."""


def worst_assets(answer: Answer) -> list[AssetRow]:
    """Return the assets, most leakers first."""
    return sorted(answer.assets, key=lambda row: (-row.arrived.mean, row.name))


def shortest_warning(answer: Answer) -> list[DistrictRow]:
    """Return the districts, shortest median warning first, those never reached last."""

    def key(row: DistrictRow) -> tuple[float, str]:
        median = row.warning_s_median
        return (float("inf") if median is None else median, row.name)

    return sorted(answer.districts, key=key)


def in_layer_order(answer: Answer) -> list[SystemRow]:
    """Return the systems, outer layers first."""
    order = {layer: i for i, layer in enumerate(LAYERS)}
    return sorted(answer.systems, key=lambda row: (order.get(row.layer, len(order)), row.title))


def kills_by_layer(answer: Answer) -> dict[str, dict[str, float]]:
    """Return mean kills per raid by layer, from the outside in, and class."""
    table: dict[str, dict[str, float]] = {}
    for row in in_layer_order(answer):
        layer = table.setdefault(row.layer, {})
        for name, kills in row.kills_by_class.items():
            if kills > 0:
                layer[name] = layer.get(name, 0.0) + kills
    return {layer: row for layer, row in table.items() if row}
