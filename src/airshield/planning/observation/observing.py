"""One replication of a raid as the scenario's sensors report it, with the truth beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from airshield.files.plot_lines import rounded
from airshield.files.scenario import Loaded
from airshield.model.surveillance import Surveillance
from airshield.planning.observation.raid_sensors import raid_surveillance
from airshield.planning.observation.raid_truth import raid_truth
from airshield.planning.replay import opened
from airshield.planning.telling import values_of
from airshield.simulation.recording import record
from airshield.simulation.world import make_world
from airshield.tracking.observing import observe_truth
from airshield.tracking.plots import Plots
from airshield.tracking.reality import Reality
from airshield.tracking.truth import Targets, Truth


class Observed(NamedTuple):
    """A raid as it was and as it was seen."""

    truth: Truth
    targets: Targets
    plots: Plots
    """As a file of plots would say them; in the order of arrival."""
    surveillance: Surveillance
    """The sensors that the plots count in, as a tracker knows them."""
    realities: dict[str, Reality]
    """How they truly were; for no tracker."""


def observe(
    scenario: str | Path | Loaded,
    replication: int = 0,
    overrides: Sequence[str] = (),
    *,
    calibration: str | Path | None = None,
    plots_seed: int | None = None,
    span_s: tuple[float, float] | None = None,
    **options: Any,
) -> Observed:
    """Play one replication of an assessment again, and let the scenario's sensors report it.

    Parameters
    ----------
    scenario
        A scenario file, the name of a shipped scenario, or one already read.
    replication
        Its number, from 0.
    overrides
        Assignments like ``"raid.groups.cruise.count=40"``.
    calibration
        The calibration that the assessment was played with.
    plots_seed
        Seed of what the sensors draw; without it, that of the assessment.
    span_s
        From when to when the sensors report; without it, from the start to the end of the raid.
    **options
        The fields of `assessment.Options` that the assessment was run with.

    Raises
    ------
    InputError
        If the scenario is wrong or the assessment had no such replication.
    """
    _, plan, _, stage = opened(scenario, replication, overrides, calibration, options)
    index, values = values_of(stage, plan, replication)
    world, groups = make_world(stage, values)
    recorded = record(stage, world, groups, plan.seed, replication, index)
    truth, targets = raid_truth(stage, world, recorded, values)
    serving = dict(zip(stage.cast.names.batteries, recorded.serving.astype(bool), strict=True))
    until_s = float(truth.time_s.max(initial=0.0))
    surveillance, realities = raid_surveillance(stage, values, serving, until_s)
    plots = observe_truth(
        truth,
        surveillance,
        plan.seed if plots_seed is None else plots_seed,
        replication=replication,
        targets=targets,
        realities=realities,
        span_s=(0.0, until_s) if span_s is None else span_s,
    )
    return Observed(truth, targets, rounded(plots), surveillance, realities)
