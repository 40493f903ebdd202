"""The answer of a campaign on a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from airshield.planning.campaign.answer import CampaignAnswer, PledgeRow
from airshield.report.section import WIDTH, Cell, section, wrapped
from airshield.report.timeline_words import (
    case_named,
    caveats,
    findings,
    headline,
    in_order,
    short_from,
    type_name,
)
from airshield.report.wording import (
    COUNT,
    PEOPLE,
    SHARE,
    interval_text,
    number,
    shortened,
    value_text,
)

SHORT = {
    "promised": "as promised",
    "delivered": "as delivered",
    "delayed": "with delays",
    "nothing": "nothing",
}
"""Headings of the cases."""


def timeline_summary(answer: CampaignAnswer) -> RenderableType:
    """Return the answer for a terminal; calm without colour, at most 80 columns wide."""
    parts: list[RenderableType] = [*_opening(answer), _protection(answer), *_power(answer)]
    parts += [_stocks(answer), *_deliveries(answer), *_delays(answer), *_closing(answer)]
    return Group(*parts)


def _opening(answer: CampaignAnswer) -> Iterator[RenderableType]:
    yield Text(shortened(answer.run.scenario_name, WIDTH), style="dim")
    yield Padding(wrapped(headline(answer), "bold"), (1, 0, 0, 0), expand=False)
    yield from (wrapped(sentence) for sentence in findings(answer))


def _protection(answer: CampaignAnswer) -> RenderableType:
    """Return how much gets through, month by month and case by case."""
    rows: list[tuple[Cell, ...]] = [
        (month, *(value_text(case.months[i].leakage, SHARE) for case in answer.cases))
        for i, month in enumerate(answer.months)
    ]
    rows.append(("all months", *(value_text(c.whole.leakage, SHARE) for c in answer.cases)))
    rows.append(("  95 %", *(interval_text(c.whole.leakage, SHARE) for c in answer.cases)))
    columns = _headings(answer)
    return section("Gets through", columns, rows, name_width=22)


def _headings(answer: CampaignAnswer) -> list[tuple[str, int]]:
    """Return a column for each case; a single one needs no name."""
    if len(answer.cases) == 1:
        return [("mean", 13)]
    return [(SHORT[case.name], 13) for case in answer.cases]


def _power(answer: CampaignAnswer) -> Iterator[RenderableType]:
    """Yield people without power, if there is a network."""
    rows: list[tuple[Cell, ...]] = []
    for i, month in enumerate(answer.months):
        people = [case.months[i].people_without_power for case in answer.cases]
        rows.append((month, *("–" if p is None else value_text(p, PEOPLE) for p in people)))
    if answer.demand_mw is not None:
        columns = _headings(answer)
        yield section("People without power", columns, rows, name_width=22)
        yield wrapped("Mean over the month. Nothing: if nothing is delivered.")


def _stocks(answer: CampaignAnswer) -> RenderableType:
    """Return which rounds run short, and when."""
    shown = case_named(answer, "delivered") or answer.cases[0]
    promised = case_named(answer, "promised") or shown
    by_system = {row.system: row for row in promised.stocks}
    rows: list[tuple[Cell, ...]] = [
        (
            type_name(row),
            value_text(row.p_first, SHARE),
            value_text(row.months[-1].p_short, SHARE),
            short_from(row, answer.months) or "–",
            value_text(row.months[-1].p_gone, SHARE),
            value_text(by_system[row.system].months[-1].p_short, SHARE),
        )
        for row in in_order(shown)
    ]
    columns = [("first", 6), ("short", 6), ("half by", 8), ("none", 6), ("promised", 9)]
    if len(answer.cases) == 1:
        return section("Rounds", columns[:-1], [row[:-1] for row in rows], name_width=34)
    return section(f"Rounds, {shown.title}", columns, rows, name_width=34)


def _deliveries(answer: CampaignAnswer) -> Iterator[RenderableType]:
    """Yield what was promised beside what has come."""
    rows = [
        (
            row.name,
            row.donor,
            f"{row.number:,}",
            row.promised,
            f"{row.by_end:,}",
            "–" if row.late_months is None else number(row.late_months, 1),
            row.standing,
        )
        for row in answer.pledges
    ]
    if rows:
        columns = (
            ("donor", -14),
            ("number", 6),
            ("promised", 10),
            ("came", 5),
            ("late", 5),
            ("is", -9),
        )
        yield section("Pledges", columns, rows, name_width=25)


def _delays(answer: CampaignAnswer) -> Iterator[RenderableType]:
    """Yield what a month's delay of each pledge costs."""
    rows = [_delay(row) for row in answer.pledges]
    if rows:
        columns = (("leakers", 7), ("95 %", 13), ("exposed", 10), ("no power", 11))
        yield section("A month late costs", columns, rows, name_width=35)
        yield wrapped(
            "More than as promised, over all months; exposed: people, once a raid; no power: days "
            "without it, summed over people."
        )


def _delay(row: PledgeRow) -> tuple[Cell, ...]:
    more = row.month_later
    days = "–" if more.person_days is None else value_text(more.person_days, PEOPLE)
    return (
        row.name,
        value_text(more.leakers, COUNT),
        interval_text(more.leakers, COUNT),
        value_text(more.exposed, PEOPLE),
        days,
    )


def _closing(answer: CampaignAnswer) -> Iterator[RenderableType]:
    """Yield the caveats and how to repeat it."""
    run = answer.run
    yield Text("")
    yield from (wrapped(f"! {caveat}") for caveat in caveats(answer))
    yield wrapped("! An analysis with public or assumed figures, not a forecast.")
    line = (
        f"{number(run.paths, 0)} paths with {number(run.raids, 0)} raids in "
        f"{number(run.worlds, 0)} worlds, seed {run.seed}, airshield {run.version}, scenario "
        f"{run.scenario_digest[:12]}, {number(run.elapsed_s, 1)} s"
    )
    yield Padding(wrapped(line, "dim"), (1, 0, 0, 0), expand=False)
    yield wrapped(f"Again: {run.command}", "dim")
