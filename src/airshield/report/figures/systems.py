"""What the defence does: rounds, kills and cost by system, and which layer stopped what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airshield.planning.answer import Answer
from airshield.report.canvas import (
    BLUE,
    CLASS_COLOURS,
    GREY,
    INK,
    SKY,
    Picture,
    bare_rows,
    draw,
    legend,
    rows_height_in,
)
from airshield.report.figures.leakage import dots
from airshield.report.ranking import in_layer_order, kills_by_layer
from airshield.report.wording import COUNT, EURO_MILLION, class_title, euro, shortened, value_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def rounds_and_kills(answer: Answer) -> Picture | None:
    """Draw rounds launched and threats killed by each system type."""
    rows = [row for row in in_layer_order(answer) if row.rounds.mean > 0 or row.kills.mean > 0]
    if not rows:
        return None

    def paint(figure: Figure) -> None:
        left, right = figure.subplots(1, 2, sharey=True)
        for axes in (left, right):
            bare_rows(axes, [shortened(row.title, 30) for row in rows])
        dots(left, [row.rounds for row in rows], COUNT, colour=INK)
        dots(right, [row.kills for row in rows], COUNT, colour=BLUE)
        left.set_title("Rounds launched per raid")
        right.set_title("Threats killed or suppressed per raid")
        for axes in (left, right):
            axes.set_xlim(left=0)

    told = "; ".join(
        f"{row.title}: {value_text(row.rounds, COUNT)} rounds, {value_text(row.kills, COUNT)} kills"
        for row in rows
    )
    return draw(
        "rounds-and-kills",
        "Rounds launched and threats stopped by each system type. Dot: mean; thick line: 95 % "
        "interval of the mean; thin line: nine raids out of ten.",
        f"Rounds and kills per raid. {told}.",
        rows_height_in(len(rows)),
        paint,
    )


def layer_by_class(answer: Answer) -> Picture | None:
    """Draw which layer stopped how many of which class."""
    table = kills_by_layer(answer)
    classes = [c for c in CLASS_COLOURS if any(c in row for row in table.values())]
    others = sorted({c for row in table.values() for c in row} - set(classes))
    if not table:
        return None

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        bare_rows(axes, [class_title(layer) for layer in table])
        left = [0.0] * len(table)
        for name in [*classes, *others]:
            width = [row.get(name, 0.0) for row in table.values()]
            colour = CLASS_COLOURS.get(name, GREY)
            axes.barh(range(len(table)), width, 0.62, left, color=colour, label=class_title(name))
            left = [a + b for a, b in zip(left, width, strict=True)]
        axes.set_xlim(left=0)
        axes.set_xlabel("threats killed or suppressed per raid, mean")
        legend(figure, "outside upper left")

    told = "; ".join(f"{class_title(k)} {sum(v.values()):.1f}" for k, v in table.items())
    return draw(
        "layer-by-class",
        "Which layer stops what: mean number stopped per raid, by class of threat, layers from the "
        "outside in.",
        f"Threats stopped per raid by layer: {told}.",
        rows_height_in(len(table), extra_in=1.15, row_in=0.32),
        paint,
    )


def cost(answer: Answer) -> Picture | None:
    """Draw what the rounds of each system type cost."""
    rows = [row for row in in_layer_order(answer) if row.cost_eur.mean > 0]
    if not rows:
        return None

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        bare_rows(axes, [shortened(row.title, 30) for row in rows])
        axes.barh(range(len(rows)), [row.cost_eur.mean / 1e6 for row in rows], 0.5, color=SKY)
        values = [value_text(row.cost_eur, euro(row.cost_eur)) for row in rows]
        dots(axes, [row.cost_eur for row in rows], EURO_MILLION, INK, values)
        axes.set_xlim(left=0)
        axes.set_xlabel("cost of the rounds per raid, million euros")

    return draw(
        "cost",
        "Cost of the rounds launched. Bar and dot: mean; thick line: 95 % interval of the mean; "
        "thin line: nine raids out of ten.",
        "Cost of rounds per raid: "
        + "; ".join(f"{r.title} {value_text(r.cost_eur, euro(r.cost_eur))}" for r in rows)
        + ".",
        rows_height_in(len(rows)),
        paint,
    )
