"""The one seam through which work fans out: threads here, a cluster where there is one.

Work is a pure function of one task, so that its results are the same to the bit wherever and in
whatever order the tasks are done.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
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


AHEAD = 16
"""Tasks for each worker that wait or whose results do: the others are not made yet."""


def in_order(
    submit: Callable[[Task], Future[Result]], tasks: Iterable[Task], ahead: int
) -> Generator[Result]:
    """Yield the result of each task, in the order of the tasks, some of them made ahead."""
    waiting: deque[Future[Result]] = deque()
    left = iter(tasks)
    while True:
        waiting.extend(submit(task) for task in islice(left, ahead - len(waiting)))
        if not waiting:
            return
        yield waiting.popleft().result()


class Threads:
    """Does tasks on threads of this process; the compiled loops let them run side by side."""

    def __init__(self, threads: int | None = None) -> None:
        self.threads = threads or default_threads()

    def map(self, work: Callable[[Task], Result], tasks: Iterable[Task]) -> Generator[Result]:
        """Yield the result of each task, in the order of the tasks."""
        with ThreadPoolExecutor(self.threads) as pool:
            try:
                yield from in_order(
                    lambda task: pool.submit(work, task), tasks, AHEAD * self.threads
                )
            finally:
                pool.shutdown(wait=True, cancel_futures=True)
