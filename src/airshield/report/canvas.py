"""How every figure of the report is drawn: one size, one palette, reproducible inline SVG."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from xml.etree import ElementTree

from airshield.report.wording import one_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK = "#1c2127"
MUTED = "#626d7a"
RULE = "#d5dae1"
PAPER = "#ffffff"
SEA = "#dfe9f1"
LAND = "#f6f4ee"
COAST = "#a9b7c4"
BLUE = "#0072b2"
SKY = "#56b4e9"
GREEN = "#009e73"
ORANGE = "#e69f00"
PURPLE = "#cc79a7"
GREY = "#98a2ad"
RED = "#d55e00"
"""Vermillion: kept for what gets through. The hues are those of Okabe and Ito (2008)."""

CSS_NAMES = {
    INK: "ink",
    MUTED: "muted",
    RULE: "rule",
    PAPER: "paper",
    SEA: "sea",
    LAND: "land",
    COAST: "coast",
    BLUE: "blue",
    SKY: "sky",
    GREEN: "green",
    ORANGE: "orange",
    PURPLE: "purple",
    GREY: "grey",
    RED: "red",
}
"""The style sheet's variable for each colour, so that figures follow light and dark."""

CLASS_COLOURS = {
    "drone": SKY,
    "cruise-missile": BLUE,
    "ballistic-missile": PURPLE,
    "aeroballistic-missile": ORANGE,
    "glide-bomb": GREEN,
    "aircraft": GREY,
}
"""One colour for each threat class, the same in every figure."""

WIDTH_IN = 7.2
PNG_DPI = 130
STYLE: dict[str, Any] = {
    "svg.fonttype": "none",
    "text.parse_math": False,
    "font.family": "DejaVu Sans",
    "font.size": 8.0,
    "text.color": INK,
    "axes.edgecolor": RULE,
    "axes.labelcolor": MUTED,
    "axes.titlecolor": INK,
    "axes.titlesize": 8.5,
    "axes.titlelocation": "left",
    "axes.titlepad": 8.0,
    "axes.labelsize": 8.0,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.facecolor": "none",
    "axes.axisbelow": True,
    "figure.facecolor": "none",
    "grid.color": RULE,
    "grid.linewidth": 0.6,
    "xtick.color": MUTED,
    "ytick.color": INK,
    "xtick.major.size": 0.0,
    "ytick.major.size": 0.0,
    "xtick.major.pad": 5.0,
    "ytick.major.pad": 6.0,
    "legend.frameon": False,
    "legend.fontsize": 8.0,
    "legend.handlelength": 1.4,
    "legend.borderaxespad": 0.0,
    "lines.solid_capstyle": "round",
    "figure.constrained_layout.w_pad": 0.0,
    "figure.constrained_layout.h_pad": 0.02,
    "figure.constrained_layout.wspace": 0.07,
}
SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}"
FONT = re.compile(r"font:\s*((?:(?:italic|bold|[1-9]00)\s+)*)([\d.]+)px[^;]*")
REFERENCE = re.compile(r"url\(#([^)]*)\)")
HEX_COLOUR = re.compile(r"#[0-9a-f]{6}")


Place = Literal["outside upper left", "outside lower left"]


class Picture(NamedTuple):
    """A drawn figure, ready to stand in a page."""

    name: str
    """Identifier, unique in the page."""
    caption: str
    """What it shows, for those who see it."""
    alt: str
    """What it shows, for those who do not."""
    svg: str
    """Inline SVG markup; all text in it is escaped."""


def draw(
    name: str, caption: str, alt: str, height_in: float, paint: Callable[[Figure], None]
) -> Picture:
    """Draw one figure.

    Parameters
    ----------
    name
        Identifier, unique in the page; it also salts the SVG's own identifiers.
    caption, alt
        What it shows, in words; ``alt`` must do without the picture.
    height_in
        Height, inches.
    paint
        Draws on an empty figure of the report's width.
    """
    import matplotlib as mpl  # noqa: PLC0415 - heavy; only those who draw pay for it
    from matplotlib.figure import Figure  # noqa: PLC0415

    style: Any = {**STYLE, "svg.hashsalt": name}
    with mpl.rc_context(style), warnings.catch_warnings():
        # The reader's own fonts draw the text; ours only measure it.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        figure = Figure(figsize=(WIDTH_IN, height_in), layout="constrained")
        paint(figure)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    words, alt = one_line(caption.replace(" %", "\u00a0%")), one_line(alt)
    return Picture(name, words, alt, _inline(buffer.getvalue(), name, alt))


def save_png(
    path: Path, width_in: float, height_in: float, paint: Callable[[Figure], None]
) -> None:
    """Draw one figure on white paper into a PNG file.

    Parameters
    ----------
    path
        File to write.
    width_in, height_in
        Size, inches.
    paint
        Draws on an empty figure.
    """
    import matplotlib as mpl  # noqa: PLC0415 - heavy; only those who draw pay for it
    from matplotlib.figure import Figure  # noqa: PLC0415

    style: Any = {**STYLE, "figure.facecolor": PAPER}
    with mpl.rc_context(style), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        figure = Figure(figsize=(width_in, height_in), layout="constrained")
        paint(figure)
        figure.savefig(path, format="png", dpi=PNG_DPI, metadata={"Software": None})


def bare_rows(axes: Axes, labels: list[str]) -> None:
    """Give ``axes`` one labelled row for each label, the first on top, with faint x grid lines."""
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.grid(axis="x")
    axes.spines["bottom"].set_visible(False)


def legend(figure: Figure, place: Place, columns: int = 4) -> None:
    """Put one legend for all axes outside of them, its entries row by row."""
    pairs: dict[str, Any] = {}
    for axes in figure.axes:
        for handle, label in zip(*axes.get_legend_handles_labels(), strict=True):
            pairs.setdefault(label, handle)
    columns = max(1, min(columns, len(pairs)))
    items = list(pairs.items())
    by_column = [item for start in range(columns) for item in items[start::columns]]
    labels, handles = [label for label, _ in by_column], [handle for _, handle in by_column]
    figure.legend(handles, labels, loc=place, ncols=columns)


def rows_height_in(rows: int, extra_in: float = 0.75, row_in: float = 0.27) -> float:
    """Return the height of a figure with that many rows."""
    return extra_in + row_in * max(rows, 2)


def _inline(svg: str, name: str, alt: str) -> str:
    """Make matplotlib's SVG file a small accessible element for a page."""
    root = ElementTree.fromstring(svg)
    for parent in list(root.iter()):
        for child in [c for c in parent if c.tag in (f"{SVG}metadata", f"{SVG}style")]:
            parent.remove(child)
    root.attrib = {
        "viewBox": root.attrib["viewBox"],
        "role": "img",
        "aria-labelledby": f"{name}-alt",
        "class": "figure",
    }
    title = ElementTree.Element("title", {"id": f"{name}-alt"})
    title.text = alt
    for element in root.iter():
        element.tag = element.tag.removeprefix(SVG)
        element.attrib = {
            key.removeprefix(XLINK): _attribute(key.removeprefix(XLINK), value, name)
            for key, value in element.attrib.items()
        }
        element.tail = None
        if element.text is not None and not element.text.strip():
            element.text = None
    root.insert(0, title)
    return ElementTree.tostring(root, encoding="unicode")


def _attribute(key: str, value: str, name: str) -> str:
    """Rewrite one attribute: identifiers of this figure only, the page's fonts and colours."""
    if key == "id":
        return f"{name}-{value}"
    if key == "href":
        return f"#{name}-{value.removeprefix('#')}"
    value = REFERENCE.sub(rf"url(#{name}-\1)", value)
    if key != "style":
        return value
    value = FONT.sub(lambda m: _font(m.group(1).strip(), m.group(2)), value)
    return HEX_COLOUR.sub(lambda m: _variable(m.group()), value)


def _font(weight: str, size: str) -> str:
    """Return the size and weight alone; the family is the page's."""
    return f"font-size: {size}px" + (f"; font-weight: {weight}" if weight else "")


def _variable(colour: str) -> str:
    """Return the style sheet's variable for a colour of the palette."""
    return f"var(--{CSS_NAMES[colour]}, {colour})" if colour in CSS_NAMES else colour
