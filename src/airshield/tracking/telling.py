"""Tracks as small tables for notebooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from math import hypot

import numpy as np

from airshield.tracking.plots import CLASSES, Floats

MOST_ROWS = 30
"""Rows of a table; what is left out is counted."""


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], count: int) -> str:
    """Return a table as HTML, with at most `MOST_ROWS` of ``count`` rows."""
    cells = "".join(f"<th>{escape(name)}</th>" for name in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    rest = f"; the first {MOST_ROWS} are shown" if count > MOST_ROWS else ""
    return f"<table><caption>{escape(caption)}{rest}</caption><tr>{cells}</tr>{body}</table>"


def word_of(class_probability: Floats) -> str:
    """Return the most probable class of one track with its probability."""
    best = int(np.argmax(class_probability))
    return f"{CLASSES[best]} {class_probability[best]:.0%}"


def place_of(position_m: Floats, velocity_m_s: Floats, covariance: Floats) -> tuple[str, ...]:
    """Return place, error, height and speed of one track."""
    error_m = float(np.sqrt(max(covariance[0, 0] + covariance[1, 1], 0.0)))
    height = "–" if np.isnan(position_m[2]) else f"{position_m[2]:,.0f}"
    return (
        f"{position_m[0]:,.0f}",
        f"{position_m[1]:,.0f}",
        f"{error_m:,.0f}",
        height,
        f"{hypot(velocity_m_s[0], velocity_m_s[1]):,.0f}",
    )


PLACE_HEAD = ("east m", "north m", "± m", "height m", "speed m/s")
"""Headings of what `place_of` returns."""
