"""A back-test as one self-contained page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from airshield.evidence.backtest import Backtest
from airshield.evidence.verdict import Line, Verdict
from airshield.files.output import write_text
from airshield.report.backtest_table import INTRODUCTION, Origin, sentences
from airshield.report.figures import backtest as figures
from airshield.report.page import environment, trusted


def write_backtest_page(
    path: Path,
    result: Backtest,
    lines: Sequence[Line],
    verdicts: Sequence[Verdict],
    origin: Origin,
) -> None:
    """Write a back-test as a page.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    classes = dict.fromkeys(line.threat_class for line in lines)
    page = (
        environment()
        .get_template("backtest.html.j2")
        .render(
            introduction=INTRODUCTION,
            verdicts=list(sentences(verdicts)),
            refused=result.refused,
            lines=lines,
            leads=trusted(figures.log_scores(lines)),
            histograms=trusted(figures.histograms(lines)),
            over_time=[trusted(figures.over_time(result, name)) for name in classes],
            origin=origin,
        )
    )
    write_text(path, page)
