"""The one seam through which work fans out: threads here, a cluster where there is one.

Work is a pure function of one task, so that its results are the same to the bit wherever and in
whatever order the tasks are done.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

from airshield.simulation.engine import default_threads

Task = TypeVar("Task")
Result = TypeVar("Result")


class Fanout(Protocol):
    """Does many tasks, somewhere."""

    def map(self, work: Callable[[Task], Result], tasks: Iterable[Task]) -> Generator[Result]:
        """Yield the result of each task, in the order of the tasks.

        Parameters
        ----------
        work
            A pure function that can be pickled, as can its tasks and results.
        tasks
            What to do; closing the iterator leaves undone what has not begun.

        Raises
        ------
        Exception
            What the work raises, when its result is due.
        """
        ...


class Threads:
    """Does tasks on threads of this process; the compiled loops let them run side by side."""

    def __init__(self, threads: int | None = None) -> None:
        self.threads = threads or default_threads()

    def map(self, work: Callable[[Task], Result], tasks: Iterable[Task]) -> Generator[Result]:
        """Yield the result of each task, in the order of the tasks."""
        with ThreadPoolExecutor(self.threads) as pool:
            waiting = [pool.submit(work, task) for task in tasks]
            try:
                for future in waiting:
                    yield future.result()
            finally:
                pool.shutdown(wait=True, cancel_futures=True)
