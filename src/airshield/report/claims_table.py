"""Claims side by side on a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from airshield.evidence.claims import Question, Span
from airshield.model.reports import Claim
from airshield.report.section import section
from airshield.report.wording import one_line, plain, shortened

NOTHING = "none: denied"


def claimed(questions: Sequence[Question]) -> RenderableType:
    """Return claims for a terminal: the range by standing first, then who says what."""
    parts = [part for question in questions for part in _question(question)]
    parts.append(Text("\nRanges of different standing are never merged.", style="dim"))
    return Group(*parts)


def _question(question: Question) -> Iterator[RenderableType]:
    title = Text(one_line(f"{question.about}, {question.period}"), style="bold")
    yield Padding(title, (1, 0, 0, 0), expand=False)
    for span in question.spans:
        yield Text(one_line(f"  {span.standing}: {range_of(span)} ({', '.join(span.parties)})"))
    if question.deniers:
        yield Text(one_line(f"  denied by {', '.join(question.deniers)}"))
    rows = [_row(claim) for claim in question.claims]
    columns = (("states", 12), ("standing", -9), ("said", -10), ("source, note", -19))
    yield section("Who", columns, rows, name_width=25)


def _row(claim: Claim) -> tuple[str, ...]:
    states = NOTHING if claim.denies else range_of(claim)
    source = f"{claim.source}; {claim.note}" if claim.note else claim.source
    return (shortened(claim.party, 60), states, claim.standing, claim.date, source)


def range_of(found: Claim | Span) -> str:
    """Return the value or the range that a claim states, or that claims of one standing do."""
    if found.low == found.high:
        return plain(found.low)
    return f"{plain(found.low)}–{plain(found.high)}"
