"""Slow, obvious bookkeeping of rounds and repairs, to hold the fast one against."""

from __future__ import annotations


def one_by_one(left: list[int], full: list[int], rounds: int) -> list[int]:
    """Give rounds one at a time to the battery with fewest left that can hold one more."""
    held = list(left)
    for _ in range(rounds):
        open_ = [b for b in range(len(held)) if held[b] < full[b]]
        if not open_:
            break
        fewest = min(open_, key=lambda b: (held[b], b))
        held[fewest] += 1
    return [after - before for after, before in zip(held, left, strict=True)]


def losses_by_the_hour(
    value: list[float],
    crews: int,
    hits: list[tuple[int, int, float, int]],
    hours: int,
) -> list[list[float]]:
    """Return the share lost of each asset in each hour: ``hits`` are (hour, asset, share, repair).

    Every hour: what is hit is hit; crews without work take the damaged asset of most value; each
    crew works for an hour; what is done is whole from the next hour on.
    """
    share = [0.0] * len(value)
    work = [0.0] * len(value)
    busy: list[int] = []
    seen = []
    for hour in range(hours):
        for at, asset, part, repair_h in hits:
            if at != hour:
                continue
            more = min(1.0, share[asset] + part) - share[asset]
            share[asset] += more
            work[asset] += more * repair_h
            if asset not in busy and len(busy) < crews:
                busy.append(asset)
        seen.append(list(share))
        for asset in busy:
            work[asset] -= 1.0
        for asset in [a for a in busy if work[a] <= 1e-9]:
            busy.remove(asset)
            share[asset], work[asset] = 0.0, 0.0
        waiting = [a for a in range(len(value)) if share[a] > 0 and a not in busy]
        for asset in sorted(waiting, key=lambda a: (-value[a], a)):
            if len(busy) < crews:
                busy.append(asset)
    return seen
