"""What each part of the share model earns: left out in turn, on a record given by its path.

    .venv/bin/python design/experiments/share_terms.py RECORD

Fitted to the reports before 2025-10-01; mean log score of every report from then to 2026-02-28,
each forecast from those before it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from airshield.evidence import fitting, shares
from airshield.files.attacks import read_record

BEGIN, UNTIL = datetime(2025, 10, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)


@contextmanager
def changed(of: Any, **values: Any) -> Iterator[None]:
    """Give a module other values for a while."""
    before = {name: getattr(of, name) for name in values}
    for name, value in values.items():
        setattr(of, name, value)
    yield
    for name, value in before.items():
        setattr(of, name, value)


def without(kind: str) -> Callable[..., Any]:
    """Return `terms_of` without the terms of a kind."""
    whole = shares.terms_of

    def some(*arguments: Any) -> Any:
        return {term: weight for term, weight in whole(*arguments).items() if term[0] != kind}

    return some


def mean_log_score(reports: Any, name: Any) -> tuple[float, float, int]:
    """Return the mean log score, and the log posterior that the fit reached a report."""
    design = shares.make_design([r for r in reports if r.ends and r.ends < UNTIL], name)
    first = sum(report.ends < BEGIN for report in design.reports if report.ends)
    fitted = fitting.fit(design, first)
    last = len(design.reports)
    scores = fitting.take_in(design, fitted.figures, fitted.belief, first, last)
    weight = fitted.log_weight[:, None] + np.cumsum(scores, axis=1) - scores
    weight -= np.logaddexp.reduce(weight, axis=0)
    best = fitted.best[None, :]
    reached = fitting.log_posterior(fitted.design, fitted.knobs, best, first)[0] / first
    return float(np.logaddexp.reduce(weight + scores, axis=0).mean()), float(reached), last - first


def main() -> None:
    """Print a line for each part left out."""
    reports = read_record(Path(sys.argv[1])).reports
    priors = shares._PRIORS
    one_factor = np.array([1.0])
    fixed = {"power": (0.0, 1e-3)}
    two_sided = {key: row._replace(one_sided=False) for key, row in shares.RECIPES.items()}
    logs = {key: row._replace(size_power=0.0) for key, row in shares.RECIPES.items()}
    variants: dict[str, list[tuple[Any, dict[str, Any]]]] = {
        "whole": [],
        **{
            f"without {kind}": [(shares, {"terms_of": without(kind)})]
            for kind in ("mood", "size", "type", "region", "era")
        },
        "scatter the same for all sizes": [(shares, {"_PRIORS": priors | fixed})],
        "scatter that never changes": [
            (shares, {"STEADINESS": one_factor}),
            (fitting, {"STEADINESS": one_factor}),
        ],
        "no one-sided reports": [(shares, {"RECIPES": two_sided})],
        "logarithm of the size": [(shares, {"RECIPES": logs})],
    }
    for title, changes in variants.items():
        cells = []
        for name in shares.RECIPES:
            with ExitStack() as stack:
                for of, values in changes:
                    stack.enter_context(changed(of, **values))
                score, reached, count = mean_log_score(reports, name)
            cells.append(f"{name} {score:.3f} of {count} (before: {reached:.3f})")
        print(f"{title:<32}", "; ".join(cells), flush=True)


if __name__ == "__main__":
    main()
