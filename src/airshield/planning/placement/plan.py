"""What is needed, and where it should stand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from airshield.files.scenario import Loaded, read_scenario
from airshield.planning.placement.asking import PlanOptions, check_plan_options
from airshield.planning.placement.planner import Made, Planner, Progress


def make_plan(
    scenario: str | Path | Loaded,
    overrides: Sequence[str] = (),
    *,
    progress: Progress | None = None,
    **options: Any,
) -> Made:
    """Find what a scenario needs to reach its goals, and where it should stand.

    Parameters
    ----------
    scenario
        A scenario file, the name of a shipped scenario, or one already read.
    overrides
        Assignments like ``"candidates.pieces=4"``.
    progress
        Called as the work goes on.
    **options
        The fields of `PlanOptions`.

    Returns
    -------
    Made
        With ``answer.run.interrupted`` set if Ctrl-C ended it early: the best plan so far.

    Raises
    ------
    InputError
        If the scenario, a raid or an option is wrong.
    KeyboardInterrupt
        If it was stopped before there was any plan.
    """
    chosen = PlanOptions(**options)
    check_plan_options(chosen)
    loaded = scenario if isinstance(scenario, Loaded) else read_scenario(scenario, overrides)
    return Planner(loaded, chosen, progress or (lambda *_: None)).make()
