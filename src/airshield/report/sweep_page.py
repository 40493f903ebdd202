"""A study as one self-contained page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from airshield.files.output import write_text
from airshield.planning.study.analysis import Analysis
from airshield.report.figures import study as figures
from airshield.report.page import environment, trusted
from airshield.report.study_table import headline, made, percent, surface_words, unit_of


def write_sweep_page(path: Path, found: Analysis) -> None:
    """Write a study as a page.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    write_text(path, sweep_page(found))


def sweep_page(found: Analysis) -> str:
    """Return a study as HTML; the same analysis gives the same bytes."""
    answer = found.answer
    measures: list[dict[str, Any]] = [
        {
            "study": measure,
            "unit": unit_of(measure),
            "headline": headline(measure),
            "surface_words": surface_words(measure),
            "effects": trusted(figures.main_effects(found, measure)),
            "surface": trusted(figures.response(found, measure)),
        }
        for measure in answer.measures
    ]
    template = environment().get_template("sweep.html.j2")
    return template.render(
        answer=answer,
        percent=percent,
        factors=found.study.design.factors,
        measures=measures,
        made=made(answer),
    )
