"""`airshield warm`."""

from __future__ import annotations

import sys

from airshield.files.scenario import read_scenario
from airshield.planning.assessment import assess
from airshield.planning.coverage import cover
from airshield.planning.placement.plan import make_plan


def warm() -> int:
    """Compile every kernel once, so that the first assessment starts at once.

    Kernels are compiled when they are first used and kept on disk; this uses them all. It takes
    about a minute the first time and a second after that.

    **Examples**

        airshield warm
    """
    for name in ("first-look", "isthmus"):
        result = assess(read_scenario(name), replications=8, worlds=2, fates=2)
        print(f"{name}: {result.answer.run.replications} raids played", file=sys.stderr)
    cover("first-look", cell_m=5_000.0)
    print("first-look: coverage found", file=sys.stderr)
    made = make_plan("first-look", quick=True)
    print(f"first-look: {len(made.answer.pieces)} pieces placed", file=sys.stderr)
    return 0
