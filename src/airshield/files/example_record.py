"""A generated record in the plain format, for trying things out: fictional places, a seed."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator
from datetime import datetime, timedelta

COLUMNS = (
    *("begins", "ends", "zone", "threat", "launched", "destroyed", "lost", "hits", "places"),
    *("nationwide", "origins", "party", "standing", "source"),
)
FIRST_DAY = datetime(2031, 1, 1)
BREAK = datetime(2032, 1, 1)
"""From here on, destroyed counts suppressed drones too (see ``airshield evidence template
breaks``)."""
REGIONS = ("Westmark", "Tarn", "Eastfold", "Quay", "Highmoor")
ORIGINS = ("Low Isles", "Cape Ash", "Dun Field")
_HEAD = """\
# A generated record: every place, party and figure is invented. Seed {seed}, {days} days.
# Made by airshield evidence template example; its eras: airshield evidence template breaks.
"""


def example_record(seed: int = 1, days: int = 540) -> str:
    """Return a record as text; the same seed gives the same bytes.

    Drones come on two nights of three, missiles on one of five. Raid sizes are log-normal and
    grow. The chance that a threat is destroyed drifts slowly, and differs from night to night:
    counts are beta-binomial. A few rows are doubtful in every way that a record can be.

    Parameters
    ----------
    seed
        Seed of every draw.
    days
        How many days from 1 January 2031 on.
    """
    chance = random.Random(seed)
    out = io.StringIO(newline="")
    out.write(_HEAD.format(seed=seed, days=days))
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for day in range(days):
        writer.writerows(_night(chance, day))
    return out.getvalue()


def _night(chance: random.Random, day: int) -> Iterator[dict[str, str]]:
    """Yield the rows of one night."""
    begins = FIRST_DAY + timedelta(days=day, hours=18 + chance.randrange(4))
    if chance.random() < 0.66:
        size = _size(chance, 30.0 * 1.002**day, 0.6)
        yield _spoilt(chance, _drones(chance, day, begins, size))
    if chance.random() < 0.2:
        for label, scale, p in (("Kalibr", 8.0, 0.75), ("Iskander-M", 3.0, 0.3)):
            launched = _size(chance, scale * 1.001**day, 0.5)
            destroyed = _kills(chance, launched, p, 8.0)
            row = _row(chance, begins + timedelta(hours=8), label, launched, destroyed)
            yield _spoilt(chance, row)
    if chance.random() < 0.15:
        seen = str(1 + chance.randrange(4))
        row = _row(chance, begins, "Reconnaissance UAV", int(seen), int(seen))
        yield row | {"begins": f"{begins:%Y-%m-%d}", "ends": "", "places": chance.choice(REGIONS)}


def _drones(chance: random.Random, day: int, begins: datetime, launched: int) -> dict[str, str]:
    """Return a raid of drones, in the meaning that its counts have on that day."""
    destroyed = _kills(chance, launched, 0.55 + 0.0003 * day, 20.0)
    lost = _kills(chance, launched - destroyed, 0.6, 10.0)
    row = _row(chance, begins, "Shahed-136", launched, destroyed)
    if row["ends"] > f"{BREAK:%Y-%m-%d %H:%M}":
        return row | {"destroyed": str(destroyed + lost)}
    return row | {"lost": str(lost)}


def _row(
    chance: random.Random, begins: datetime, label: str, launched: int, destroyed: int
) -> dict[str, str]:
    ends = begins + timedelta(hours=3 + chance.randrange(8))
    return {
        "begins": f"{begins:%Y-%m-%d %H:%M}",
        "ends": f"{ends:%Y-%m-%d %H:%M}",
        "threat": label,
        "launched": str(launched),
        "destroyed": str(destroyed),
        "nationwide": "yes",
        "origins": "; ".join(chance.sample(ORIGINS, 1 + chance.randrange(2))),
        "party": "Air Staff of Norland",
        "standing": "claimed",
        "source": f"bulletin {(begins - FIRST_DAY).days + 1} of 2031",
    }


def _spoilt(chance: random.Random, row: dict[str, str]) -> dict[str, str]:
    """Return a row, now and then made doubtful as real ones are."""
    lot = chance.random()
    if lot < 0.04:
        return row | {"begins": row["begins"][:10], "ends": row["ends"][:10]}
    if lot < 0.05:
        return row | {"destroyed": ""}
    if lot < 0.06:
        return row | {"threat": f"{row['threat']} and Iskander-K"}
    if lot < 0.065:
        return row | {"threat": "Thunderbird"}
    if lot < 0.07:
        return row | {"lost": row["launched"], "destroyed": row["launched"]}
    return row


def _size(chance: random.Random, median: float, spread: float) -> int:
    return max(1, round(median * chance.lognormvariate(0.0, spread)))


def _kills(chance: random.Random, of: int, p: float, strength: float) -> int:
    """Return a beta-binomial count: the chance of the night, then each threat by it."""
    tonight = chance.betavariate(p * strength, (1 - p) * strength)
    return sum(chance.random() < tonight for _ in range(of))
