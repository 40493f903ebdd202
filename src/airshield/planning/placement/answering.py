"""From what was played to the rows of the answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from airshield.files.scenario import Loaded
from airshield.model.goal import Goal
from airshield.model.scenario import Scenario
from airshield.planning.answer import Estimate
from airshield.planning.estimate import mean
from airshield.planning.placement.answer import GoalRow, LeakRow, NextRow, PieceRow, Proof
from airshield.planning.placement.assembly import Part
from airshield.planning.placement.harms import UNSPOKEN
from airshield.planning.placement.judging import (
    Judged,
    counts_class,
    goals_of,
    judged,
    state_of,
)
from airshield.planning.placement.options import Choices, placed
from airshield.planning.placement.playing import Raids, Slots
from airshield.planning.placement.surrogate import Ints

Played = tuple[tuple[Raids, ...], tuple[Raids, ...]] | None
"""What was played with nothing placed and with the plan, raid by raid; None if nothing was."""


def exactly(value: float) -> Estimate:
    """Return a figure without an interval."""
    return Estimate(mean=value, low=value, high=value)


def with_plan(loaded: Loaded, choices: Choices, slots: Slots) -> Scenario:
    """Return a scenario with a plan in place."""
    return placed(loaded.scenario, choices.options, slots)


def judged_goals(goals: Sequence[Goal], loaded: Loaded, part: Part) -> tuple[Judged, ...]:
    """Return the goals with their bounds as numbers, for one raid."""
    people = float(part.engaged.stage.cast.district_people.sum())
    groups = list(loaded.scenario.raid.groups.values())
    classes = [loaded.catalogue.threats[group.threat].threat_class for group in groups]
    found = []
    for goal in goals:
        only = counts_class(goal)
        mine = np.array([only in (None, classes[g]) for g in part.streams.point_group])
        found.append(judged(goal, loaded, float(part.streams.weapons[mine].sum()), people))
    return tuple(found)


def goal_rows(
    loaded: Loaded,
    names: Sequence[str],
    goals: Sequence[Sequence[Judged]],
    played: Played,
) -> tuple[GoalRow, ...]:
    """Return each goal in each raid before and after; none if nothing was played."""
    if played is None:
        return ()
    return tuple(
        GoalRow(
            text=goal.goal.text,
            measure=goal.goal.measure,
            raid=names[raid],
            bound=goal.shown,
            probability=goal.goal.probability,
            given=bool(loaded.scenario.goals),
            before=state_of(played[0][raid].measures, goal),
            after=state_of(played[1][raid].measures, goal),
        )
        for raid, rows in enumerate(goals)
        for goal in rows
    )


def class_rows(loaded: Loaded, played: Played) -> tuple[LeakRow, ...]:
    """Return the leakers of each threat class in the scenario's own raid."""
    if played is None:
        return ()
    before, after = played[0][0].measures, played[1][0].measures
    names = [name for name in before.values if name.startswith("leakers.")]
    return tuple(
        LeakRow(
            name=name.removeprefix("leakers."),
            before=before.estimate(name),
            after=after.estimate(name),
        )
        for name in names
    )


def region_rows(loaded: Loaded, part: Part, played: Played) -> tuple[LeakRow, ...]:
    """Return the leakers in each region, those with the most first."""
    if played is None:
        return ()
    names, region = _regions(loaded, part)
    before, after = (_by_region(raids[0], region, len(names)) for raids in played)
    rows = [
        LeakRow(name=name, before=b, after=a)
        for name, b, a in zip(names, before, after, strict=True)
        if b.mean > 0
    ]
    return tuple(sorted(rows, key=lambda row: -(row.after or row.before).mean))


def _regions(loaded: Loaded, part: Part) -> tuple[list[str], Ints]:
    """Return the regions and the one of each asset: its district, or itself."""
    cast = part.engaged.stage.cast
    names = list(cast.names.districts)
    region = cast.places.district.copy()
    for asset, name in enumerate(loaded.scenario.assets):
        if region[asset] < 0:
            region[asset] = len(names)
            names.append(name)
    return names, region


def _by_region(played: Raids, region: Ints, count: int) -> list[Estimate]:
    raids = np.bincount(played.measures.world, minlength=len(played.arrived))
    return [mean(played.arrived[:, region == index].sum(axis=1), raids) for index in range(count)]


def piece_rows(
    loaded: Loaded, choices: Choices, slots: Slots, worths: Sequence[Estimate]
) -> tuple[PieceRow, ...]:
    """Return where each piece stands."""
    batteries = list(with_plan(loaded, choices, slots).batteries.items())
    added = batteries[len(loaded.scenario.batteries) :]
    return tuple(
        PieceRow(
            name=name,
            system=battery.system,
            title=loaded.catalogue.systems[battery.system].title,
            site=choices.options[index].site,
            lat_deg=battery.lat_deg,
            lon_deg=battery.lon_deg,
            network=battery.network,
            stock=battery.stock,
            cost_eur=choices.options[index].cost_eur,
            earliest=choices.options[index].earliest,
            worth=worths[number] if number < len(worths) else None,
        )
        for number, ((name, battery), index) in enumerate(zip(added, slots, strict=True))
    )


def next_row(
    loaded: Loaded, choices: Choices, slots: Slots, gain: Estimate, *, played: bool
) -> NextRow:
    """Return what one more piece would do."""
    option = choices.options[slots[0]]
    cost = option.cost_eur
    return NextRow(
        system=option.system,
        title=loaded.catalogue.systems[option.system].title,
        site=option.site,
        gain=gain,
        cost_eur=cost,
        per_million_eur=None if cost is None else gain.mean / cost * 1e6,
        earliest=option.earliest,
        played=played,
    )


def notes(loaded: Loaded, choices: Choices, quick: bool) -> Iterator[str]:
    """Yield what was assumed."""
    goals = goals_of(loaded)
    if not loaded.scenario.goals:
        yield f"The scenario states no goal; assumed: {goals[0].text}."
    if loaded.scenario.candidates is None or not loaded.scenario.candidates.systems:
        yield "The scenario offers no system types; every type that can stop something is offered."
    if choices.generated:
        yield f"Sites are made up: {len(choices.sites)}, at assets and on a coarse grid."
    if any(option.cost_eur is None for option in choices.options):
        yield "Costs of some pieces are not stated, so nothing is ranked by cost."
    for goal in goals:
        if goal.measure in UNSPOKEN:
            yield f"The surrogate knows nothing of {goal.measure}; value lost stands for it."
    if quick:
        yield "Quick: only the surrogate was asked; nothing was played, no goal was judged."
    yield "Harm is the mean of the goals' measures, each as a share of what it is now."
    yield "Batteries that hold their fire still see: worth is that of fire, not of radar."


def hurried(proof: Proof, tolerance: float) -> Iterator[str]:
    """Yield that a proof was cut short, if it was."""
    if proof.gap > tolerance:
        yield (
            "The proof was stopped before its gap was small; on a faster or slower machine "
            "another plan may come of it."
        )
