"""The answer on a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from airshield.planning.answer import Answer, Estimate
from airshield.report.headline import caveats, certainty, headline, uncertainty
from airshield.report.ranking import in_layer_order, shortest_warning, worst_assets
from airshield.report.section import WIDTH, Cell, section, wrapped
from airshield.report.wording import (
    COUNT,
    MEGAWATT,
    PEOPLE,
    SHARE,
    Unit,
    class_title,
    euro,
    interval_text,
    minutes,
    number,
    range_text,
    shortened,
    spread_text,
    value_text,
)

MOST_ROWS = 6
"""Rows of assets, districts and figures; the report has them all."""
PATH_WIDTH = 43


def summary(answer: Answer) -> RenderableType:
    """Return the answer for a terminal; calm without colour, at most 80 columns wide."""
    parts: list[RenderableType] = [*_opening(answer), _key_numbers(answer), _classes(answer)]
    parts += [table for table in (_systems(answer), _assets(answer), _warning(answer)) if table]
    parts += [*_figures(answer), *_reported(answer), *_closing(answer)]
    return Group(*parts)


def _opening(answer: Answer) -> Iterator[RenderableType]:
    """Yield the name and the finding in words."""
    yield Text(shortened(answer.run.scenario_name, WIDTH), style="dim")
    yield Padding(wrapped(headline(answer), "bold"), (1, 0, 0, 0), expand=False)
    yield from (wrapped(sentence) for sentence in certainty(answer))


def _key_numbers(answer: Answer) -> RenderableType:
    """Return the headline figures with both of their spreads."""
    rows = [
        _key_row("Leakage", answer.leakage, SHARE),
        _key_row("Leakers", answer.leakers, COUNT),
        _key_row("No leaker at all", answer.p_no_leaker, SHARE),
        _key_row("Cost of the rounds", answer.rounds_cost_eur, euro(answer.rounds_cost_eur)),
    ]
    if answer.power:
        worst = max(answer.power, key=lambda point: point.people.mean)
        hour = number(worst.time_h, 0)
        rows.append(_key_row(f"Demand not served, {hour} h", worst.shed_mw, MEGAWATT))
        rows.append(_key_row(f"People without power, {hour} h", worst.people, PEOPLE))
    if answer.exposed_unwarned.mean > 0:
        rows.append(_key_row("People exposed", answer.exposed, PEOPLE))
        rows.append(_key_row("  were nobody warned", answer.exposed_unwarned, PEOPLE))
    columns = (("mean", 12), ("95 % interval", 19), ("9 of 10 raids", 19))
    return section("Per raid", columns, rows)


def _key_row(name: str, estimate: Estimate, unit: Unit) -> tuple[Cell, ...]:
    """Return one row of key numbers."""
    return (
        name,
        Text(value_text(estimate, unit), style="bold"),
        interval_text(estimate, unit),
        spread_text(estimate, unit),
    )


def _classes(answer: Answer) -> RenderableType:
    """Return what became of each class."""
    rows = [
        (
            class_title(row.name),
            value_text(row.launched, COUNT),
            value_text(row.killed, COUNT),
            value_text(row.suppressed, COUNT),
            value_text(row.arrived, COUNT),
            *_with_interval(row.leakage, SHARE),
        )
        for row in answer.classes
    ]
    columns = (
        ("launched", 8),
        ("killed", 7),
        ("suppr.", 7),
        ("through", 7),
        ("leakage", 8),
        ("95 %", 11),
    )
    return section("By threat class", columns, rows)


def _systems(answer: Answer) -> RenderableType | None:
    """Return what each system type did."""
    rows = [
        (
            row.title,
            str(row.batteries),
            *_with_interval(row.rounds, COUNT),
            *_with_interval(row.kills, COUNT),
            value_text(row.empty, COUNT),
        )
        for row in in_layer_order(answer)
    ]
    columns = (
        ("batteries", 9),
        ("rounds", 6),
        ("95 %", 11),
        ("stopped", 7),
        ("95 %", 11),
        ("empty", 5),
    )
    return section("By system", columns, rows) if rows else None


def _assets(answer: Answer) -> RenderableType | None:
    """Return the worst assets."""
    rows = [
        (
            row.name,
            *_with_interval(row.arrived, COUNT),
            *_with_interval(row.p_disabled, SHARE),
        )
        for row in worst_assets(answer)[:MOST_ROWS]
        if row.arrived.mean > 0
    ]
    columns = (("leakers", 8), ("95 %", 11), ("disabled", 9), ("95 %", 11))
    title = f"Worst of {len(answer.assets)} assets"
    return section(title, columns, rows) if rows else None


def _warning(answer: Answer) -> RenderableType | None:
    """Return the districts with the shortest warning."""
    reached = [row for row in shortest_warning(answer) if row.warning_s_median is not None]
    rows = [
        (
            row.name,
            minutes(row.warning_s_median) + "\u00a0min",
            f"{minutes(row.warning_s_p10)}–{minutes(row.warning_s_p90)}",
            *_with_interval(row.p_unwarned, SHARE),
        )
        for row in reached[:MOST_ROWS]
    ]
    columns = (("warning", 9), ("10–90 %", 11), ("no warning", 10), ("95 %", 11))
    title = f"Shortest of {len(answer.districts)} districts"
    return section(title, columns, rows) if rows else None


def _figures(answer: Answer) -> Iterator[RenderableType]:
    """Yield which uncertain figures matter."""
    rows = [
        (
            _tail(row.figure, PATH_WIDTH),
            number(row.rank_correlation, 2),
            range_text(row.low, row.high, 2),
            number(row.explained * 100, 0) + "\u00a0%",
        )
        for row in answer.influences[:MOST_ROWS]
    ]
    if rows:
        columns = (("rank corr.", 10), ("95 % interval", 14), ("explains", 8))
        yield section("What moves the leakage", columns, rows, name_width=PATH_WIDTH)
        yield wrapped(
            f"Intervals hold for all {len(answer.influences)} figures together; one that holds 0 "
            "may be chance."
        )
    yield Padding(wrapped(uncertainty(answer)), (1, 0, 0, 0), expand=False)


def _tail(text: str, width: int) -> str:
    """Keep the end of a path that is too long: paths differ there."""
    return text if len(text) <= width else "…" + text[len(text) - width + 1 :]


def _reported(answer: Answer) -> Iterator[RenderableType]:
    """Yield claims beside simulated figures."""
    rows = [
        (
            row.name,
            f"{number(row.destroyed, 0)} of {number(row.launched, 0)}",
            f"{value_text(row.simulated_destroyed, COUNT)} of "
            f"{value_text(row.simulated_launched, COUNT)}",
            interval_text(row.simulated_destroyed, COUNT),
            row.standing,
        )
        for row in answer.reported
    ]
    if rows:
        columns = (("reported", 11), ("simulated", 14), ("95 %", 11), ("claim is", -10))
        yield section("Destroyed of launched", columns, rows)


def _closing(answer: Answer) -> Iterator[RenderableType]:
    """Yield the caveats and how to repeat it."""
    run = answer.run
    yield Text("")
    yield from (wrapped(f"! {caveat}") for caveat in caveats(answer))
    yield wrapped("! An analysis with public or assumed figures, not a forecast.")
    worlds = "1 world" if run.worlds == 1 else f"{number(run.worlds, 0)} worlds"
    calibration = f", calibration {run.calibration_digest[:12]}" if run.calibration_digest else ""
    line = (
        f"{number(run.replications, 0)} raids in {worlds}, seed {run.seed}, airshield "
        f"{run.version}, scenario {run.scenario_digest[:12]}{calibration}, "
        f"{number(run.elapsed_s, 1)} s"
    )
    yield Padding(wrapped(line, "dim"), (1, 0, 0, 0), expand=False)
    yield wrapped(f"Again: {run.command}", "dim")


def _with_interval(estimate: Estimate, unit: Unit) -> tuple[str, str]:
    """Return value and interval as two cells."""
    return value_text(estimate, unit), interval_text(estimate, unit)
