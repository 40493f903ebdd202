"""Numbers as people read them: value, unit and interval, rounded to what is known."""

from __future__ import annotations

import math
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from airshield.planning.answer import Estimate

NO_BREAK = "\u00a0"


class Unit(NamedTuple):
    """How a quantity is written."""

    scale: float
    """Factor from the stored value to the written one."""
    suffix: str
    """What follows the number, its space included."""
    coarsest: int
    """Fewest decimals; negative rounds to tens, hundreds and so on."""
    finest: int
    """Most decimals of a value from 10 on; smaller ones may have one or two more."""


SHARE = Unit(100.0, "\u00a0%", 0, 1)
COUNT = Unit(1.0, "", 0, 1)
PEOPLE = Unit(1.0, "", -3, -1)
PEOPLE_MILLION = Unit(1e-6, " million", 2, 2)
MEGAWATT = Unit(1.0, "\u00a0MW", 0, 0)
CORRELATION = Unit(1.0, "", 2, 2)
EURO = Unit(1.0, "\u00a0€", 0, 0)
EURO_THOUSAND = Unit(1e-3, "\u00a0k€", 0, 0)
EURO_MILLION = Unit(1e-6, "\u00a0M€", 0, 1)


def euro(estimate: Estimate) -> Unit:
    """Return the unit in which an amount of money is easiest to read."""
    if estimate.mean >= 1e6:
        return EURO_MILLION
    return EURO_THOUSAND if estimate.mean >= 1e5 else EURO


def people(estimate: Estimate) -> Unit:
    """Return the unit in which a number of people is easiest to read in a sentence."""
    return PEOPLE_MILLION if estimate.mean >= 1e6 else PEOPLE


def decimals(estimate: Estimate, unit: Unit) -> int:
    """Return how many decimals the 95 % interval justifies: its half-width to one digit."""
    value = max(abs(estimate.mean), abs(estimate.low), abs(estimate.high)) * unit.scale
    half_width = (estimate.high - estimate.low) / 2 * unit.scale
    finest = unit.finest + (2 if value < 0.1 else 1 if value < 10 else 0)
    if not 0 < half_width < math.inf:
        return max(0, unit.coarsest if value % 1 == 0 else unit.finest)
    return min(max(-math.floor(math.log10(half_width)), unit.coarsest), finest)


def number(value: float, digits: int) -> str:
    """Write a number with thousands separated, a real minus sign and ``digits`` decimals.

    What is not a finite number is written as a dash.
    """
    if not math.isfinite(value):
        return "–"
    rounded = round(value, digits) + 0.0  # turns -0.0 into 0.0
    return f"{rounded:,.{max(digits, 0)}f}".replace("-", "−")


def plain(value: float) -> str:
    """Write a figure of the catalogue with up to four significant digits."""
    if value and (abs(value) < 1e-3 or abs(value) >= 1e9):
        return f"{value:.3g}".replace("-", "−")
    digits = 0 if not value else max(0, 3 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{digits}f}"
    return (text.rstrip("0").rstrip(".") if digits else text).replace("-", "−")


def value_text(estimate: Estimate, unit: Unit) -> str:
    """Write the mean with its unit."""
    return number(estimate.mean * unit.scale, decimals(estimate, unit)) + unit.suffix


def range_text(low: float, high: float, digits: int) -> str:
    """Write a range; with ``to`` where a dash could be read as a minus sign."""
    joint = " to " if min(low, high) < 0 else "–"
    return number(low, digits) + joint + number(high, digits)


def interval_text(estimate: Estimate, unit: Unit) -> str:
    """Write the 95 % interval of the mean, without the unit."""
    digits = decimals(estimate, unit)
    return range_text(estimate.low * unit.scale, estimate.high * unit.scale, digits)


def spread_text(estimate: Estimate, unit: Unit) -> str:
    """Write the 5–95 % range from raid to raid, without the unit; empty if it is not known."""
    if estimate.p05 is None or estimate.p95 is None:
        return ""
    low, high = estimate.p05 * unit.scale, estimate.p95 * unit.scale
    digits = 0 if low % 1 == high % 1 == 0 else max(0, min(1, unit.finest))
    return range_text(low, high, min(digits, decimals(estimate, unit)))


def full_text(estimate: Estimate, unit: Unit) -> str:
    """Write mean, unit and 95 % interval on one line."""
    return f"{value_text(estimate, unit)} ({interval_text(estimate, unit)})"


def minutes(seconds: float | None) -> str:
    """Write a time in minutes, without the unit; a dash if there is none."""
    if seconds is None:
        return "–"
    return number(seconds / 60, 1 if seconds < 600 else 0)


def clock(seconds: float) -> str:
    """Write a time after H-hour as ``h:mm:ss``."""
    whole = round(abs(seconds))
    sign = "−" if seconds < 0 and whole else ""
    return f"{sign}{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def date_text(iso: str) -> str:
    """Write a calendar time like ``10 October 2022, 06:00 (UTC+03:00)``; as it is if it is odd."""
    try:
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return one_line(iso)
    zone = f" ({moment.tzname()})" if moment.tzinfo else ""
    return f"{moment.day} {moment:%B %Y, %H:%M}{zone}"


def one_line(text: object) -> str:
    """Return ``text`` without control characters, so that it steers no terminal and no parser."""
    kept = (c if c.isprintable() or c == NO_BREAK else " " for c in str(text))
    return "".join(kept).rstrip()


def shortened(text: str, width: int) -> str:
    """Cut ``text`` to ``width`` characters, with an ellipsis for what is lost."""
    clean = one_line(text)
    return clean if len(clean) <= width else clean[: width - 1].rstrip() + "…"


def class_title(name: str) -> str:
    """Return a threat class, layer or kind as people write it."""
    return one_line(name).replace("-", " ").replace("_", " ")


def counted(count: int, noun: str) -> str:
    """Return a number with its noun, in the plural unless it is one."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
