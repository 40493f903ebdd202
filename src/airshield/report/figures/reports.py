"""What was reported, over the months: counts, shares with intervals, hours under alert."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from airshield.evidence.alarms import AlertHours
from airshield.evidence.summary import UNDATED, ClassMonth, Summary
from airshield.model.reports import Break, ReportClass
from airshield.report.canvas import (
    BLUE,
    CLASS_COLOURS,
    GREY,
    INK,
    MUTED,
    ORANGE,
    RULE,
    Picture,
    draw,
    rows_height_in,
)
from airshield.report.wording import class_title, number, shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def drawn_classes(summary: Summary) -> list[ReportClass]:
    """Return the classes that have enough reports with a share to be worth a picture."""
    enough = {era.threat_class for era in summary.eras if era.estimated}
    names = dict.fromkeys(row.threat_class for row in summary.months if row.month != UNDATED)
    return [name for name in names if name in enough]


def counts(summary: Summary) -> Picture | None:
    """Draw how many were reported and destroyed in each month, class by class."""
    classes = drawn_classes(summary)
    if not classes:
        return None

    def paint(figure: Figure) -> None:
        for axes, name in _panels(figure, summary, classes):
            launched: Counter[str] = Counter()
            destroyed: Counter[str] = Counter()
            for row in _of(summary, name):
                launched[row.month] += row.launched
                destroyed[row.month] += row.destroyed
            at = [position(month) for month in launched]
            colour = CLASS_COLOURS.get(name, GREY)
            axes.bar(at, [*launched.values()], 0.8, color=colour, alpha=0.35)
            axes.bar(at, [destroyed[month] for month in launched], 0.8, color=colour)
            axes.set_ylabel("a month")

    told = "; ".join(_told_counts(name, _of(summary, name)) for name in classes)
    return draw(
        "counts",
        "Reported in each month. Full colour: reported destroyed; pale: the others of those "
        "reported launched. Dashed: the day on which the counts changed their meaning.",
        f"Reported launched and destroyed by month. {told}.",
        0.5 + 1.5 * len(classes),
        paint,
    )


def shares(summary: Summary) -> Picture | None:
    """Draw the share destroyed in each month with its interval, class by class."""
    classes = drawn_classes(summary)
    if not classes:
        return None

    def paint(figure: Figure) -> None:
        for axes, name in _panels(figure, summary, classes):
            known = [row for row in _of(summary, name) if row.share is not None]
            at = [position(row.month) + _aside(row, known) for row in known]
            low = [100 * (row.low or 0.0) for row in known]
            high = [100 * (row.high or 0.0) for row in known]
            axes.vlines(at, low, high, color=CLASS_COLOURS.get(name, GREY), linewidth=2.6)
            shares = [100 * (row.share or 0.0) for row in known]
            axes.plot(at, shares, "o", color=INK, markersize=2.6)
            axes.set_ylim(0, 100)
            axes.set_ylabel("destroyed, %")

    told = "; ".join(_told_shares(name, _of(summary, name)) for name in classes)
    return draw(
        "shares",
        "Share destroyed of those launched, by month, with its 95 % interval. Dashed: the day on "
        "which the counts changed their meaning; shares on its two sides cannot be compared.",
        f"Share destroyed by month. {told}.",
        0.5 + 1.5 * len(classes),
        paint,
    )


def hours(alerts: AlertHours) -> Picture | None:
    """Draw the hours under alert of every region and month."""
    if not alerts.months:
        return None
    regions = sorted({row.region for row in alerts.months})
    most = max(row.hours for row in alerts.months) or 1.0

    def paint(figure: Figure) -> None:
        from matplotlib.collections import PatchCollection  # noqa: PLC0415 - heavy, as in canvas
        from matplotlib.colors import to_rgba  # noqa: PLC0415
        from matplotlib.patches import Rectangle  # noqa: PLC0415

        axes = figure.subplots()
        places = [(position(row.month), regions.index(row.region)) for row in alerts.months]
        shades = [to_rgba(BLUE, row.hours / most) for row in alerts.months]
        cells = [Rectangle((x - 0.5, y - 0.46), 1.0, 0.92) for x, y in places]
        axes.add_collection(PatchCollection(cells, facecolors=shades, linewidths=0))
        marked = [at for at, row in zip(places, alerts.months, strict=True) if row.left_out]
        xs, ys = [x for x, _ in marked], [y for _, y in marked]
        axes.plot(xs, ys, ".", color=ORANGE, markersize=3)
        axes.set_yticks(range(len(regions)), [shortened(name, 26) for name in regions])
        axes.set_ylim(len(regions) - 0.4, -0.6)
        _calendar(axes, [row.month for row in alerts.months])

    top = max(alerts.months, key=lambda row: row.hours)
    return draw(
        "hours",
        f"Hours under alert by region and month: the stronger the more, up to {number(most, 0)} h. "
        "Orange dot: an alert of over 24 hours touches that month and is left out, so the true "
        "figure is higher.",
        f"Hours under alert. Most: {top.region} in {top.month} with {number(top.hours, 0)} h.",
        rows_height_in(len(regions), extra_in=0.5, row_in=0.2),
        paint,
    )


def _aside(row: ClassMonth, rows: Sequence[ClassMonth]) -> float:
    """Return how far to move a mark so that the eras of one month do not cover each other."""
    eras = [other.era for other in rows if other.month == row.month]
    return 0.4 * (eras.index(row.era) - (len(eras) - 1) / 2)


def position(month: str) -> float:
    """Return where a month lies on the axis: months since the year 0."""
    return 12 * int(month[:4]) + int(month[5:7]) - 1


def moment_position(moment: datetime) -> float:
    """Return where a moment lies on the axis; the middle of a month is its position."""
    day = (moment.day - 1 + moment.hour / 24) / 31
    return 12 * moment.year + moment.month - 1 + day - 0.5


def _of(summary: Summary, name: ReportClass) -> list[ClassMonth]:
    rows = (row for row in summary.months if row.threat_class == name)
    return [row for row in rows if row.month != UNDATED]


def _panels(
    figure: Figure, summary: Summary, classes: Sequence[ReportClass]
) -> Iterable[tuple[Axes, ReportClass]]:
    """Yield one set of axes for each class, then give all the same calendar and the breaks."""
    grid = figure.subplots(len(classes), 1, sharex=True, squeeze=False)
    for axes, name in zip(grid[:, 0], classes, strict=True):
        axes.set_title(class_title(name))
        axes.grid(axis="y")
        yield axes, name
        for one in summary.breaks:
            if one.threat_class == name:
                _mark(axes, one)
    _calendar(grid[-1, 0], [row.month for name in classes for row in _of(summary, name)])


def _mark(axes: Axes, one: Break) -> None:
    """Draw a break, unless it lies before everything drawn."""
    x, first, last = moment_position(one.begins), axes.dataLim.x0, axes.dataLim.x1
    if not first < x < last:
        return
    axes.axvline(x, color=MUTED, linewidth=0.9, linestyle=(0, (4, 3)))
    at = axes.get_xaxis_transform()
    axes.text(x + 0.2, 1.0, shortened(one.era, 26), transform=at, fontsize=7, color=MUTED)


def _calendar(axes: Axes, months: Sequence[str]) -> None:
    """Label the years and mark the half years of the axis."""
    first, last = min(map(position, months)), max(map(position, months))
    axes.set_xlim(first - 0.7, last + 0.7)
    step = next((s for s in (1, 6, 12, 60, 120) if last - first < 14 * s), 1200)
    ticks = [x for x in range(int(first), int(last) + 1) if x % step == 0]
    axes.set_xticks(ticks, [f"{x // 12}-{x % 12 + 1:02d}" for x in ticks])
    axes.tick_params(axis="x", colors=MUTED)
    axes.spines["bottom"].set_color(RULE)


def _told_counts(name: ReportClass, rows: Sequence[ClassMonth]) -> str:
    launched, destroyed = sum(r.launched for r in rows), sum(r.destroyed for r in rows)
    return f"{class_title(name)}: {launched:,} launched and {destroyed:,} destroyed in all"


def _told_shares(name: ReportClass, rows: Sequence[ClassMonth]) -> str:
    last = next((row for row in reversed(rows) if row.share is not None), None)
    if last is None or last.share is None or last.low is None or last.high is None:
        return f"{class_title(name)}: none"
    share, low, high = (number(100 * part, 0) for part in (last.share, last.low, last.high))
    return f"{class_title(name)} in {last.month}: {share} % ({low}–{high})"
