"""Coverage as one self-contained page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from airshield.files.output import write_text
from airshield.planning.coverage.covering import Coverage
from airshield.planning.coverage.options import WHATS, What
from airshield.report import coverage_words as words
from airshield.report.figures.coverage import coverage_maps
from airshield.report.land import Outline
from airshield.report.page import environment, trusted


def write_coverage_page(
    path: Path, coverage: Coverage, outline: Outline | None = None, whats: Sequence[What] = WHATS
) -> None:
    """Write the page of a coverage.

    Parameters
    ----------
    path
        The HTML file to write; it appears whole or not at all.
    coverage
        What was found.
    outline
        Land to draw in place of the world's.
    whats
        The quantities to show.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    write_text(path, coverage_page(coverage, outline, whats))


def coverage_page(
    coverage: Coverage, outline: Outline | None = None, whats: Sequence[What] = WHATS
) -> str:
    """Return the page as HTML; the same coverage gives the same bytes."""
    answer = coverage.answer
    first = answer.types[0]
    shown = [what for what in whats if (what, "central") in coverage.maps]
    pictures = coverage_maps(coverage, outline, shown)
    return (
        environment()
        .get_template("coverage.html.j2")
        .render(
            answer=answer,
            run=answer.run,
            first=first,
            scenario=coverage.loaded.scenario,
            whats=shown,
            pictures={w: trusted(p) for w, p in zip(shown, pictures, strict=True)},
            headline=words.finding(answer),
            notes=list(words.notes(answer)),
            standings=sorted(Counter(row.standing for row in answer.assumptions).items()),
            movers=[mover for mover in answer.movers if mover.what in shown],
            own_outline=outline is not None,
            words=words,
        )
    )
