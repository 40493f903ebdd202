"""The timeline: a campaign played on many paths, and what it came to."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from airshield import __version__
from airshield.errors import InputError
from airshield.evidence.record import Record
from airshield.files.opening import fingerprint
from airshield.files.output import make_folder, write_json
from airshield.files.parquet import ParquetWriter
from airshield.files.scenario import Loaded, read_scenario
from airshield.model.scenario import Scenario
from airshield.planning.assessment import calibration_of
from airshield.planning.calibrated import with_calibration
from airshield.planning.campaign.answer import CampaignAnswer, CampaignRun
from airshield.planning.campaign.answering import answer_of, command_again
from airshield.planning.campaign.arriving import cases
from airshield.planning.campaign.coming import MOST_PATHS, check_rates
from airshield.planning.campaign.ledger import CampaignLedger
from airshield.planning.campaign.months import Month, months_between
from airshield.planning.campaign.playing import Played, Task, play
from airshield.planning.campaign.recorded import Recorded, recorded
from airshield.planning.campaign.rows import path_columns
from airshield.planning.campaign.theatre import Theatre, resized
from airshield.planning.campaign.walk import Setting
from airshield.planning.fanout import Fanout, Threads
from airshield.simulation.figures import systems_used

PATHS = 500
"""Paths that are played unless told otherwise."""
PATHS_A_TASK = 8
"""Most paths that are played in one go."""

Progress = Callable[[int, int], None]
"""Called with the paths done, and those asked for."""


class TimelineOptions(NamedTuple):
    """How a campaign is played; None takes the scenario's own setting."""

    paths: int = PATHS
    """Paths to play."""
    seed: int | None = None
    """Seed of every draw."""
    worlds: int | None = None
    """Draws of the uncertain figures."""
    threads: int | None = None
    """Threads; they change no result."""


LIMITS: dict[str, tuple[int, int]] = {
    "paths": (1, MOST_PATHS),
    "seed": (0, 2**63 - 1),
    "worlds": (1, 4096),
    "threads": (1, 1024),
}
"""Least and largest value of each option."""


class Timeline:
    """A campaign with the answer to it."""

    def __init__(
        self, loaded: Loaded, setting: Setting, ledger: CampaignLedger, answer: CampaignAnswer
    ) -> None:
        self.loaded = loaded
        self.setting = setting
        self.ledger = ledger
        self.answer = answer

    @property
    def scenario(self) -> Scenario:
        """The scenario."""
        return self.loaded.scenario

    def write(self, folder: str | Path) -> list[Path]:
        """Write ``timeline.json`` and ``timeline.parquet`` into a folder; return what was written.

        Raises
        ------
        OutputError
            If they cannot be written.
        """
        place = make_folder(Path(folder))
        answer, rows = place / "timeline.json", place / "timeline.parquet"
        write_json(answer, asdict(self.answer))
        with ParquetWriter(rows, {"run": repr(self.answer.run)}) as writer:
            writer.append(path_columns(self.ledger, self.setting))
        return [answer, rows]


def timeline(
    scenario: str | Path | Loaded,
    first: str,
    last: str,
    overrides: Sequence[str] = (),
    *,
    calibration: str | Path | None = None,
    record: Record | None = None,
    options: TimelineOptions | None = None,
    fanout: Fanout | None = None,
    progress: Progress | None = None,
) -> Timeline:
    """Play a campaign month by month, with what was pledged coming in.

    Parameters
    ----------
    scenario
        A scenario file, the name of a shipped scenario, or one already read.
    first, last
        First and last month, as ``2022-10``; both are played.
    overrides
        Assignments like ``"campaign.raids_per_month=4"``.
    calibration
        A calibration file, or the name of a shipped one, to play it with.
    record
        A record of raids to take their rate from, month by month; its file must still be there.
    options
        How it is played.
    fanout
        What plays the paths; threads of this machine unless told otherwise.
    progress
        Called with the paths done, and those asked for.

    Returns
    -------
    Timeline
        With ``answer.run.interrupted`` set if Ctrl-C ended it early; paths played count.

    Raises
    ------
    InputError
        If the scenario, the months or an option is wrong.
    KeyboardInterrupt
        If it was stopped before a single path was done.
    """
    begun = time.perf_counter()
    options = options or TimelineOptions()
    months = _checked(first, last, options)
    loaded = scenario if isinstance(scenario, Loaded) else read_scenario(scenario, overrides)
    loaded = with_calibration(loaded, calibration)
    found = None if record is None else _recorded(record, loaded, months)
    check_rates(loaded.scenario.campaign, months, found and found.rates)
    settings = loaded.scenario.simulation
    seed = settings.seed if options.seed is None else options.seed
    worlds = min(options.worlds or settings.worlds, options.paths)
    setting = campaign_setting(loaded, months, seed, worlds)._replace(rates=found and found.rates)
    tasks = tasks_of(options.paths, worlds)
    parts, interrupted = _play_all(
        setting, tasks, fanout or Threads(options.threads), progress, options.paths
    )
    ledger = CampaignLedger(parts, worlds)
    run = CampaignRun(
        scenario_name=loaded.scenario.name,
        scenario_file=str(loaded.path),
        scenario_digest=loaded.digest,
        version=__version__,
        seed=seed,
        paths=ledger.path.size,
        asked=options.paths,
        worlds=np.unique(ledger.path % worlds).size,
        raids=int(ledger.count("raids")[:, 0].sum()),
        interrupted=interrupted,
        overrides=loaded.overrides,
        command=command_again(loaded, months, options.paths, seed, options.worlds, found),
        elapsed_s=time.perf_counter() - begun,
        record_file=found and found.file,
        record_digest=found and found.sha256,
        **calibration_of(loaded),
    )
    return Timeline(loaded, setting, ledger, answer_of(loaded, setting, ledger, run, found))


def _checked(first: str, last: str, options: TimelineOptions) -> tuple[Month, ...]:
    """Refuse months and options that make no sense, all of them at once; return the months."""
    problems = [
        f"{name} must lie in {low:,} … {high:,}, got {getattr(options, name):,}"
        for name, (low, high) in LIMITS.items()
        if getattr(options, name) is not None and not low <= getattr(options, name) <= high
    ]
    try:
        months = months_between(first, last)
    except InputError as error:
        raise InputError([*error.problems, *problems]) from None
    if problems:
        raise InputError(problems)
    return months


def campaign_setting(loaded: Loaded, months: tuple[Month, ...], seed: int, worlds: int) -> Setting:
    """Return what every path of a campaign shares."""
    theatre = Theatre(loaded, worlds, seed)
    catalogue = loaded.catalogue
    systems = tuple(
        name for name in systems_used(theatre.scenario) if catalogue.systems[name].launcher
    )
    return Setting(theatre, months, cases(theatre.scenario.pledges), seed, systems)


def tasks_of(paths: int, worlds: int) -> list[Task]:
    """Return the tasks: every world before any goes on, so that Ctrl-C leaves as many as can be."""
    return [
        Task(world, mine)
        for begin in range(0, paths, worlds * PATHS_A_TASK)
        for world in range(worlds)
        if (mine := tuple(range(begin + world, min(begin + worlds * PATHS_A_TASK, paths), worlds)))
    ]


def _play_all(
    setting: Setting,
    tasks: list[Task],
    fanout: Fanout,
    progress: Progress | None,
    asked: int,
) -> tuple[list[Played], bool]:
    """Play every task; return what was played and whether Ctrl-C ended it early."""
    parts: list[Played] = []
    done = 0
    try:
        for part in fanout.map(partial(play, setting), tasks):
            parts.append(part)
            done += len(part.task.paths)
            if progress is not None:
                progress(done, asked)
    except KeyboardInterrupt:
        if not parts:
            raise
        return parts, True
    return parts, False


def _recorded(record: Record, loaded: Loaded, months: tuple[Month, ...]) -> Recorded:
    """Return the rates of a record, for raids of the size that is played."""
    scenario = resized(loaded.scenario, loaded.scenario.campaign.size_factor)
    return recorded(record, fingerprint(Path(record.path)), scenario, loaded.catalogue, months)
