"""Progress bars on standard error, for those who watch."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)

Step = Callable[[str, int, int], None]
"""Takes what is being done, how much of it is done, and how much there is to do."""


@contextmanager
def drawn(what: str, *, rate: bool = False) -> Iterator[Step | None]:
    """Yield a callback that draws a bar, with its rate if asked; None if nobody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, rate="")

        def step(text: str, done: int, expected: int) -> None:
            passed = bar.tasks[0].elapsed or 0.0
            speed = f"{done / passed:,.0f}/s" if rate and passed > 0 else ""
            bar.update(task, description=text, completed=done, total=expected, rate=speed)

        yield step
