"""A campaign as one self-contained page that needs no network, no script and no other file."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from airshield.files.output import write_text
from airshield.planning.campaign.answer import CampaignAnswer
from airshield.report import timeline_words
from airshield.report.figures import campaign, deliveries
from airshield.report.page import environment, trusted


def write_timeline_page(path: Path, answer: CampaignAnswer, description: str) -> None:
    """Write the page of a campaign.

    Parameters
    ----------
    path
        The HTML file to write; it appears whole or not at all.
    answer
        What was found.
    description
        What the scenario says of itself.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    write_text(path, timeline_page(answer, description))


def timeline_page(answer: CampaignAnswer, description: str) -> str:
    """Return the page as HTML; the same answer gives the same bytes."""
    shown = timeline_words.case_named(answer, "delivered") or answer.cases[0]
    promised = timeline_words.case_named(answer, "promised")
    return (
        environment()
        .get_template("timeline.html.j2")
        .render(
            answer=answer,
            run=answer.run,
            description=description,
            headline=timeline_words.headline(answer),
            findings=timeline_words.findings(answer),
            caveats=timeline_words.caveats(answer),
            limits=timeline_words.LIMITS,
            shown=shown,
            promised=promised,
            stocks=timeline_words.in_order(shown),
            short_from=timeline_words.short_from,
            type_name=timeline_words.type_name,
            pictures={
                "protection": trusted(campaign.protection(answer)),
                "power": trusted(campaign.power(answer)),
                "stocks": trusted(campaign.stocks(answer)),
                "short": trusted(campaign.short(answer)),
                "lanes": trusted(deliveries.lanes(answer)),
                "delay_costs": trusted(deliveries.delay_costs(answer)),
            },
            standings=sorted(Counter(row.standing for row in answer.assumptions).items()),
        )
    )
