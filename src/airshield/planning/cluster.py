"""Work fanned out over the processes of a Dask cluster, with results the same to the bit."""

from __future__ import annotations

import logging
import pickle
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from itertools import islice
from multiprocessing import resource_tracker
from types import TracebackType
from typing import Any, NamedTuple, TypeVar

from airshield import __version__
from airshield.errors import InputError
from airshield.planning.fanout import Fanout, Threads

Task = TypeVar("Task")
Result = TypeVar("Result")

LARGEST_LOT = 16
"""Tasks that are sent together, at most: each sending costs the scheduler some milliseconds."""
LOTS_AHEAD = 4
"""Lots for each thread of the cluster that are under way."""
SENT_TOGETHER = 32
"""Lots that the scheduler is told of at a time."""
WAIT_S = 30
"""Seconds after which a scheduler that does not answer, or has no worker, is given up."""
MOST_WORKERS = 1024


class _Refused(NamedTuple):
    """An error of the input, on its way back from a worker."""

    problems: tuple[str, ...]


class Cluster:
    """Does tasks on the workers of a Dask cluster; a context manager.

    A worker that dies loses nothing: what it had not handed over is done again elsewhere.

    Parameters
    ----------
    where
        ``tcp://host:port`` of a scheduler, or ``local:N`` for N processes of this machine.

    Raises
    ------
    InputError
        If `where` is neither, Dask is not installed, nobody answers, or the workers have another
        version of airshield.
    """

    def __init__(self, where: str) -> None:
        distributed = _distributed()
        self._local: Any = None
        self._where = where
        address = where
        if where.partition(":")[0] == "local":
            self._local = _local_cluster(distributed, _workers(where))
            address = self._local.scheduler_address
        elif "://" not in where:
            raise InputError([f"--cluster {where}: expected tcp://host:port or local:N"])
        try:
            self._client: Any = _client(distributed, address)
            _check_workers(self._client, where)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Cluster:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of the cluster."""
        self.close()

    def close(self) -> None:
        """Leave the cluster; a local one ends."""
        for part in (getattr(self, "_client", None), self._local):
            if part is not None:
                part.close()

    @property
    def threads(self) -> int:
        """Threads of all workers that are there now."""
        count: int = sum(self._client.nthreads().values())
        return max(1, count)

    def workers(self) -> dict[str, int]:
        """Return the process identifier of each worker by its address."""
        found: dict[str, int] = self._client.run(_process)
        return found

    def map(self, work: Callable[[Task], Result], tasks: Iterable[Task]) -> Generator[Result]:
        """Yield the result of each task, in the order of the tasks."""
        lots = _lots(work, tasks, self.threads)
        under_way: deque[Any] = deque()
        room = LOTS_AHEAD * self.threads
        try:
            while True:
                if len(under_way) <= room - min(SENT_TOGETHER, room // 2):
                    self._send(under_way, lots, room)
                if not under_way:
                    return
                yield from _results(self._wait_for(under_way[0]))
                under_way.popleft()
        finally:
            if under_way:
                self._client.cancel(list(under_way), force=True)

    def _wait_for(self, future: Any) -> Any:
        """Return what a worker sent back."""
        distributed = _distributed()
        try:
            return future.result()
        except distributed.KilledWorker as error:
            text = "a part of the work has taken down one worker after another; is there memory?"
            raise InputError([f"--cluster {self._where}: {text}"]) from error
        except (CancelledError, distributed.comm.CommClosedError) as error:
            raise InputError([f"--cluster {self._where}: the scheduler is gone"]) from error

    def _send(self, under_way: deque[Any], lots: Iterator[bytes], room: int) -> None:
        """Send lots until there is no room for more, or no more."""
        while len(under_way) < room:
            some = list(islice(lots, min(SENT_TOGETHER, room - len(under_way))))
            if not some:
                return
            under_way.extend(self._client.map(_work_off, some, pure=False))


def _lots(work: Callable[[Task], Result], tasks: Iterable[Task], threads: int) -> Iterator[bytes]:
    """Yield tasks in lots that grow, so that all workers begin at once and few are sent later."""
    left = iter(tasks)
    size, sent = 1, 0
    while some := list(islice(left, size)):
        yield pickle.dumps((work, some), pickle.HIGHEST_PROTOCOL)
        sent += 1
        if sent % (2 * threads) == 0:
            size = min(2 * size, LARGEST_LOT)


def _work_off(lot: bytes) -> list[Any] | _Refused:
    """Do the tasks of a lot, on a worker."""
    work, tasks = pickle.loads(lot)
    try:
        return [work(task) for task in tasks]
    except InputError as error:
        return _Refused(error.problems)


def _results(found: list[Any] | _Refused) -> list[Any]:
    """Return the results of a lot, or raise what was wrong."""
    if isinstance(found, _Refused):
        raise InputError(found.problems)
    return found


def _process() -> int:
    """Return the process that this runs in."""
    import os  # noqa: PLC0415 - on the worker

    return os.getpid()


def _version_there() -> str:
    """Return the version of airshield that a worker has."""
    return __version__


def _distributed() -> Any:
    """Return Dask's distributed."""
    try:
        import distributed  # noqa: PLC0415 - half a second, and only those with a cluster need it
    except ImportError as error:
        raise InputError(["--cluster needs Dask: pip install 'airshield[cluster]'"]) from error
    return distributed


def _workers(where: str) -> int:
    """Return how many processes ``local:N`` asks for."""
    count = where.removeprefix("local:")
    if not count.isdecimal() or not 1 <= int(count) <= MOST_WORKERS:
        raise InputError([f"--cluster {where}: expected local:N with N from 1 to {MOST_WORKERS:,}"])
    return int(count)


def _local_cluster(distributed: Any, workers: int) -> Any:
    """Start processes of this machine, one thread each."""
    with _deaf_to_ctrl_c():
        return distributed.LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",  # Any free port: None would take 8787.
            silence_logs=logging.CRITICAL,
        )


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Have processes that are started here, or by threads that are, leave Ctrl-C to us.

    A terminal sends it to all of them. What is sent meanwhile waits.
    """
    # Starting this later would let Ctrl-C through again.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _client(distributed: Any, address: str) -> Any:
    try:
        return distributed.Client(address, set_as_default=False, timeout=WAIT_S)
    except (OSError, ValueError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError([f"--cluster {address}: no scheduler answers: {reason}"]) from error


def _check_workers(client: Any, where: str) -> None:
    """Refuse a cluster without workers, or whose workers have another version."""
    try:
        client.wait_for_workers(1, timeout=WAIT_S)
    except TimeoutError as error:
        raise InputError([f"--cluster {where}: it has no worker after {WAIT_S} s"]) from error
    try:
        versions = set(client.run(_version_there).values())
    except ModuleNotFoundError as error:
        raise InputError([f"--cluster {where}: its workers have no airshield"]) from error
    if versions != {__version__}:
        listed = ", ".join(sorted(versions))
        raise InputError(
            [f"--cluster {where}: its workers have airshield {listed}, this is {__version__}"]
        )


@contextmanager
def fanout_for(cluster: str | None, threads: int | None) -> Iterator[Fanout]:
    """Yield where work is done: on a cluster if one is named, else on threads.

    Raises
    ------
    InputError
        If both are given, or the cluster cannot be used.
    """
    if cluster is None:
        yield Threads(threads)
        return
    if threads is not None:
        raise InputError(["--threads and --cluster cannot be used together"])
    with Cluster(cluster) as found:
        yield found
