"""A plan as one self-contained page that needs no network, no script and no other file."""

from __future__ import annotations

from pathlib import Path

from airshield.files.output import write_text
from airshield.model.catalogue import Catalogue
from airshield.model.scenario import Scenario
from airshield.planning.placement.answer import PlanAnswer
from airshield.report import plan_wording
from airshield.report.figures import placement
from airshield.report.land import Outline
from airshield.report.page import environment, trusted

_DRAWN = ("goals", "worth", "following", "doubts")


def write_plan_page(
    path: Path,
    answer: PlanAnswer,
    scenario: Scenario,
    catalogue: Catalogue,
    outline: Outline | None = None,
) -> None:
    """Write the page of a plan.

    Parameters
    ----------
    path
        The HTML file to write; it appears whole or not at all.
    answer
        What was found.
    scenario, catalogue
        The scenario with the plan in place.
    outline
        Land to draw; None draws the world's coast.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    write_text(path, plan_page(answer, scenario, catalogue, outline))


def plan_page(
    answer: PlanAnswer,
    scenario: Scenario,
    catalogue: Catalogue,
    outline: Outline | None = None,
) -> str:
    """Return the page as HTML; the same answer gives the same bytes."""
    pictures = {name: trusted(getattr(placement, name)(answer)) for name in _DRAWN}
    pictures["where"] = trusted(placement.where(answer, scenario, catalogue, outline))
    return (
        environment()
        .get_template("plan.html.j2")
        .render(
            answer=answer,
            run=answer.run,
            scenario=scenario,
            own_outline=outline is not None,
            pictures=pictures,
            say=plan_wording,
            headline=plan_wording.headline(answer),
            HARM=plan_wording.HARM,
            goals=[plan_wording.goal_sentence(row) for row in answer.goals],
            needs=[plan_wording.need_sentence(row) for row in answer.needs],
            proof=plan_wording.proof_sentence(answer),
        )
    )
