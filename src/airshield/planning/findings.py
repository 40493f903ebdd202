"""From the ledger's sums to the rows of the answer."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from airshield.model.catalogue import Catalogue
from airshield.model.figure import Figure
from airshield.model.scenario import Scenario
from airshield.planning.answer import (
    AssetRow,
    Assumption,
    DistrictRow,
    Estimate,
    Influence,
    ReportedRow,
    SystemRow,
    ThreatRow,
    TimelinePoint,
)
from airshield.planning.estimate import mean, quantile, rank_correlation, ratio, with_raids
from airshield.planning.ledger import (
    LEAD_STEP_S,
    LEAD_STEPS,
    PEOPLE_STEPS,
    SHARE_STEPS,
    WEAPON,
    Ledger,
)
from airshield.simulation.cast import Cast
from airshield.simulation.outcomes import FATES, ROLES
from airshield.units import TICKS_PER_S

Ints = NDArray[np.int64]
AFTER_ARRIVAL = (".hits", ".p_hit")
"""Figures that act once a weapon has arrived, and cannot move the leakage."""

KILLED, SUPPRESSED, ARRIVED, ABORTED, RETURNED = range(len(FATES))


def leakage(ledger: Ledger) -> Estimate:
    """Return the share of weapons launched that arrived, with its spread over raids."""
    weapons = ledger.sums["fates"][:, :, WEAPON, :].sum(axis=(1, 2))
    found = ratio(ledger.sums["leakers"], weapons, share=True)
    return with_raids(found, ledger.leakage, np.arange(SHARE_STEPS + 1) / SHARE_STEPS)


def leakers(ledger: Ledger) -> Estimate:
    """Return the weapons that arrive per raid."""
    found = mean(ledger.sums["leakers"], ledger.sums["raids"])
    return with_raids(found, ledger.leakers, np.arange(ledger.leakers.size, dtype=np.float64))


def people_exposed(ledger: Ledger, name: str) -> Estimate:
    """Return the people exposed per raid: `exposed` or `exposed_unwarned`."""
    found = mean(ledger.sums[name].sum(axis=1), ledger.sums["raids"])
    values = np.arange(PEOPLE_STEPS + 1) / PEOPLE_STEPS * ledger.most_people
    histogram = ledger.people[("exposed", "exposed_unwarned").index(name)]
    return with_raids(found, histogram, values)


def _threat_row(name: str, fates: Ints, raids: Ints) -> ThreatRow:
    """Return a row from (clusters, fates) sums."""
    launched = fates.sum(axis=1)
    return ThreatRow(
        name=name,
        launched=mean(launched, raids),
        killed=mean(fates[:, KILLED], raids),
        suppressed=mean(fates[:, SUPPRESSED], raids),
        arrived=mean(fates[:, ARRIVED], raids),
        aborted=mean(fates[:, ABORTED], raids),
        returned=mean(fates[:, RETURNED], raids),
        leakage=ratio(fates[:, ARRIVED], launched, share=True),
    )


def class_rows(ledger: Ledger, scenario: Scenario, catalogue: Catalogue) -> tuple[ThreatRow, ...]:
    """Return a row for each threat class, with decoys and carriers in rows of their own."""
    tables: dict[str, Ints] = {}
    fates = ledger.sums["fates"]
    suffix = {"weapon": "", "decoy": " (decoys)", "carrier": " (carriers)"}
    for role_index, role in enumerate(ROLES):
        for index, group in enumerate(scenario.raid.groups.values()):
            if role == "carrier":
                if group.carrier is None:
                    continue
                kind = catalogue.threats[group.carrier.threat].threat_class
            else:
                kind = catalogue.threats[group.threat].threat_class
            part = fates[:, index, role_index]
            if part.any():
                name = kind + suffix[role]
                tables[name] = tables.get(name, 0) + part
    raids = ledger.sums["raids"]
    return tuple(_threat_row(name, table, raids) for name, table in tables.items())


def group_rows(ledger: Ledger, cast: Cast) -> tuple[ThreatRow, ...]:
    """Return a row for the weapons and decoys of each raid group."""
    fates = ledger.sums["fates"][:, :, :2, :].sum(axis=2)
    raids = ledger.sums["raids"]
    return tuple(
        _threat_row(name, fates[:, index], raids) for index, name in enumerate(cast.names.groups)
    )


def asset_rows(ledger: Ledger, scenario: Scenario) -> tuple[AssetRow, ...]:
    """Return a row for each asset."""
    sums, raids = ledger.sums, ledger.sums["raids"]
    return tuple(
        AssetRow(
            name=name,
            kind=asset.kind,
            aimed=mean(sums["aimed"][:, index], raids),
            arrived=mean(sums["arrived"][:, index], raids),
            leakage=ratio(sums["arrived"][:, index], sums["aimed"][:, index], share=True),
            p_disabled=ratio(sums["disabled"][:, index], raids, share=True),
            damage=ratio(sums["damage_milli"][:, index] / 1000.0, raids, share=True),
        )
        for index, (name, asset) in enumerate(scenario.assets.items())
    )


def round_costs(ledger: Ledger, scenario: Scenario, catalogue: Catalogue) -> NDArray[np.float64]:
    """Return the cost of the rounds of each battery by cluster, at central costs: (clusters, b)."""
    cost = [
        launcher.round_cost_eur.value if launcher is not None else 0.0
        for battery in scenario.batteries.values()
        for launcher in [catalogue.systems[battery.system].launcher]
    ]
    return np.asarray(ledger.sums["rounds"] * np.array(cost, np.float64))


def system_rows(
    ledger: Ledger, scenario: Scenario, catalogue: Catalogue, cast: Cast
) -> tuple[SystemRow, ...]:
    """Return a row for each system type."""
    sums, raids = ledger.sums, ledger.sums["raids"]
    costs = round_costs(ledger, scenario, catalogue)
    played = max(1, ledger.raids)
    rows = []
    for name in cast.names.systems:
        mine = np.array([battery.system == name for battery in scenario.batteries.values()])
        system = catalogue.systems[name]
        stopped = sums["stopped"][:, mine].sum(axis=1)
        kills = ledger.kills[mine].sum(axis=0) / played
        rows.append(
            SystemRow(
                name=name,
                title=system.title,
                layer=system.layer,
                batteries=int(mine.sum()),
                rounds=mean(sums["rounds"][:, mine].sum(axis=1), raids),
                kills=mean(stopped, raids),
                empty=mean(sums["empty"][:, mine].sum(axis=1), raids),
                cost_eur=mean(costs[:, mine].sum(axis=1), raids),
                cost_per_kill_eur=ratio(costs[:, mine].sum(axis=1), stopped)
                if stopped.any() and system.launcher is not None
                else None,
                kills_by_class=dict(zip(cast.names.threat_classes, map(float, kills), strict=True)),
            )
        )
    return tuple(rows)


def empty_batteries(ledger: Ledger, cast: Cast) -> tuple[tuple[str, float], ...]:
    """Return the batteries that ran empty and how often, most often first."""
    share = ledger.sums["empty"].sum(axis=0) / max(1, ledger.raids)
    order = sorted(range(share.size), key=lambda index: (-share[index], index))
    return tuple((cast.names.batteries[i], float(share[i])) for i in order if share[i] > 0.0)


def district_rows(ledger: Ledger, cast: Cast) -> tuple[DistrictRow, ...]:
    """Return a row for each district."""
    sums, raids = ledger.sums, ledger.sums["raids"]
    times = np.arange(LEAD_STEPS, dtype=np.float64) * LEAD_STEP_S
    rows = []
    for index, name in enumerate(cast.names.districts):
        leads = ledger.leads[index]
        reached = leads.any()
        rows.append(
            DistrictRow(
                name=name,
                people=int(cast.district_people[index]),
                p_reached=ratio(sums["reached"][:, index], raids, share=True),
                warning_s_p10=quantile(leads, times, 0.1) if reached else None,
                warning_s_median=quantile(leads, times, 0.5) if reached else None,
                warning_s_p90=quantile(leads, times, 0.9) if reached else None,
                p_unwarned=ratio(sums["unwarned"][:, index], sums["reached"][:, index], share=True),
                exposed_unwarned=mean(sums["exposed_unwarned"][:, index], raids),
                exposed=mean(sums["exposed"][:, index], raids),
            )
        )
    return tuple(rows)


def timeline(ledger: Ledger, slice_tick: int) -> tuple[TimelinePoint, ...]:
    """Return the raid over time, up to the last slice in which anything happened."""
    played = max(1, ledger.raids)
    busy = np.flatnonzero(ledger.timeline.any(axis=1))
    last = int(busy[-1]) + 1 if busy.size else 0
    return tuple(
        TimelinePoint(
            time_s=index * slice_tick / TICKS_PER_S,
            started=float(row[0]) / played,
            tracked=float(row[1]) / played,
            killed=float(row[2]) / played,
            suppressed=float(row[3]) / played,
            arrived=float(row[4]) / played,
        )
        for index, row in enumerate(ledger.timeline[:last])
    )


def influences(ledger: Ledger, drawn: Mapping[str, NDArray[np.float64]]) -> tuple[Influence, ...]:
    """Return how each uncertain figure goes with the leakage of the worlds, strongest first."""
    weapons = ledger.sums["fates"][:, :, WEAPON, :].sum(axis=(1, 2))
    played = weapons > 0
    if played.sum() < 16:
        return ()
    share = ledger.sums["leakers"][played] / weapons[played]
    return influence_rows(
        share,
        {
            name: values[: played.size][played]
            for name, values in drawn.items()
            if not name.endswith(AFTER_ARRIVAL)
        },
    )


def influence_rows(
    found: NDArray[np.float64], drawn: Mapping[str, NDArray[np.float64]]
) -> tuple[Influence, ...]:
    """Return how each uncertain figure goes with what was found in the worlds, strongest first.

    Parameters
    ----------
    found : (worlds,)
        What was found in each world.
    drawn : (worlds,) by figure
        What each figure was there.
    """
    uncertain = {figure: values for figure, values in drawn.items() if np.ptp(values) > 0.0}
    rows = []
    for figure, mine in uncertain.items():
        rho, low, high = rank_correlation(mine, found, len(uncertain))
        rows.append(
            Influence(figure=figure, rank_correlation=rho, low=low, high=high, explained=rho * rho)
        )
    return tuple(sorted(rows, key=lambda row: (-abs(row.rank_correlation), row.figure)))


def assumptions(figures: Mapping[str, Figure], catalogue: Catalogue) -> tuple[Assumption, ...]:
    """Return every catalogue figure used, with its source in words."""
    rows = []
    for path, figure in figures.items():
        source = catalogue.sources.get(figure.source)
        words = figure.source if source is None else f"{source.title}, {source.address}"
        rows.append(
            Assumption(
                figure=path,
                low=figure.low,
                value=figure.value,
                high=figure.high,
                standing=figure.standing,
                source=words,
            )
        )
    return tuple(rows)


def scenario_assumptions(scenario: Scenario) -> tuple[Assumption, ...]:
    """Return what the scenario itself assumes about repair, people and shelter."""
    rows = []
    spreads = {f"assets.{name}.repair_h": asset.repair_h for name, asset in scenario.assets.items()}
    if scenario.power is not None:
        spreads["power.people_per_mw"] = scenario.power.people_per_mw
    for path, spread in spreads.items():
        rows.append((path, spread.low, spread.value, spread.high))
    for name, asset in scenario.assets.items():
        hits = asset.hits_to_disable
        rows.append((f"assets.{name}.hits_to_disable", hits, hits, hits))
    delay = scenario.alerting.delay_s
    rows.append(("alerting.delay_s", delay, delay, delay))
    for time_s, share in scenario.alerting.sheltered:
        rows.append((f"alerting.sheltered after {time_s:g} s", share, share, share))
    return tuple(
        Assumption(
            figure=path,
            low=low,
            value=value,
            high=high,
            standing="assumed",
            source="stated by the scenario",
        )
        for path, low, value, high in rows
    )


def reported_rows(ledger: Ledger, scenario: Scenario, cast: Cast) -> tuple[ReportedRow, ...]:
    """Return each claim about the real raid beside what was simulated."""
    raids = ledger.sums["raids"]
    rows = []
    values = np.arange(ledger.destroyed.shape[1], dtype=np.float64)
    for row, (name, claim) in enumerate(scenario.reported.items()):
        groups = [cast.names.groups.index(group) for group in claim.groups]
        fates = ledger.sums["fates"][:, groups, :2, :].sum(axis=(1, 2))
        rows.append(
            ReportedRow(
                name=name,
                launched=claim.launched,
                destroyed=claim.destroyed,
                simulated_launched=mean(fates.sum(axis=1), raids),
                simulated_destroyed=with_raids(
                    mean(fates[:, KILLED] + fates[:, SUPPRESSED], raids),
                    ledger.destroyed[row],
                    values,
                ),
                party=claim.party,
                standing=claim.standing,
                source=claim.source,
            )
        )
    return tuple(rows)
