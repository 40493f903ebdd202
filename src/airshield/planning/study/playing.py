"""Plays the points of a study, those of all points through one seam so that nobody waits."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import NamedTuple

from airshield.planning.fanout import Fanout, Threads
from airshield.planning.measuring import WorldTask, world_tasks
from airshield.planning.study.folder import StudyFolder
from airshield.planning.study.study import Study
from airshield.planning.study.sums import PointSums, WorldSums, joined_sums, sum_world

Progress = Callable[[int, int], None]
"""Called with points done and points in all."""


class Played(NamedTuple):
    """The points of a study that are done."""

    study: Study
    """The study."""
    points: tuple[PointSums, ...]
    """What each left, in the order of the design."""
    found: int
    """Points that were done already."""


def play_study(
    study: Study,
    folder: StudyFolder | None = None,
    *,
    fanout: Fanout | None = None,
    progress: Progress | None = None,
) -> Played:
    """Play every point of a study that is not done yet.

    Parameters
    ----------
    study
        The study.
    folder
        Where points are kept as they are done, and looked for; None keeps none.
    fanout
        Where it is done; on all cores of this machine by default. It changes no bit.
    progress
        Called after every point.

    Raises
    ------
    InputError
        If a point cannot be played, or the file of one cannot be read.
    OutputError
        If a point cannot be written.
    """
    total = len(study.design.points)
    # Files are read and written on a thread of its own, where Ctrl-C cannot stop it halfway.
    with ThreadPoolExecutor(1) as keeper:
        done = keeper.submit(_found, folder, total).result()
        found = len(done)
        if progress is not None:
            progress(found, total)
        missing = [number for number in range(total) if number not in done]
        with closing(_play(study, missing, fanout or Threads())) as played:
            for number, sums in played:
                if folder is not None:
                    keeper.submit(folder.keep, number, sums).result()
                done[number] = sums
                if progress is not None:
                    progress(len(done), total)
    return Played(study, tuple(done[number] for number in range(total)), found)


def _found(folder: StudyFolder | None, total: int) -> dict[int, PointSums]:
    """Return the points that are done already."""
    if folder is None:
        return {}
    return {n: sums for n in range(total) if (sums := folder.find(n)) is not None}


def _play(study: Study, numbers: list[int], fanout: Fanout) -> Generator[tuple[int, PointSums]]:
    """Yield each point as it is done."""
    sizes: dict[int, int] = {}

    def tasks() -> Iterator[WorldTask]:
        for number in numbers:
            mine = list(world_tasks(study.variant(number), study.plan, study.end))
            sizes[number] = len(mine)
            yield from mine

    with closing(fanout.map(sum_world, tasks())) as results:
        for number in numbers:
            first = next(results)
            parts: list[WorldSums] = [first]
            parts += [next(results) for _ in range(sizes[number] - 1)]
            yield number, joined_sums(parts)
