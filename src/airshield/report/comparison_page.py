"""A comparison as one self-contained page."""

from __future__ import annotations

from pathlib import Path

from airshield.files.output import write_text
from airshield.planning.comparison.answer import Comparison
from airshield.planning.comparison.compare import AS_IT_IS
from airshield.planning.measures import measure_of
from airshield.report import comparison_words as words
from airshield.report.figures import comparison as figures
from airshield.report.measure_units import unit_of
from airshield.report.page import environment, trusted


def write_comparison_page(path: Path, found: Comparison) -> None:
    """Write a comparison as a page.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    write_text(path, comparison_page(found))


def comparison_page(found: Comparison) -> str:
    """Return a comparison as HTML; the same comparison gives the same bytes."""
    rows = [found.variant(name) for name in found.ranking]
    return (
        environment()
        .get_template("comparison.html.j2")
        .render(
            run=found.run,
            by=found.by,
            headline=words.headline(found),
            certainty=list(words.certainty(found)),
            ranking=trusted(figures.ranking(found)),
            differences=trusted(figures.differences(found)),
            turning=trusted(figures.turning(found)),
            as_it_is=AS_IT_IS,
            rows=rows,
            measures=found.measures,
            measure_of=measure_of,
            unit_of=unit_of,
            sure_text=words.sure_text,
            difference_text=words.difference_text,
            differs=words.differs,
            why={row.name: list(words.why(row)) for row in rows},
            assumptions=found.assumptions,
        )
    )
