"""The commands of `airshield evidence`; a new one is a file beside this and an entry here."""

from __future__ import annotations

from airshield.apps.cli.command import Command, Group

EVIDENCE = Group(
    "Read records of what was reported, and say what they are worth.",
    """Read records of what was reported, and say what they are worth.

    Officials report after each raid what came and what was stopped. Such reports are claims, with
    gaps, breaks in meaning and doubtful rows. Bring a record of your own, or the public attack
    record; airshield ships none.

    **Examples**

        airshield evidence template example --out record.csv
        airshield evidence check record.csv
        airshield evidence summary record.csv --out out

    """,
    {
        "check": Command(
            "airshield.apps.cli.evidence.check:check",
            "Say which rows of a record are doubtful, why, and which analyses leave them out.",
        ),
        "summary": Command(
            "airshield.apps.cli.evidence.summary:summary",
            "What was reported by month and class, with intervals and breaks; hours under alert.",
        ),
        "claims": Command(
            "airshield.apps.cli.evidence.claims:claims",
            "Show what different parties state of one thing, side by side.",
        ),
        "backtest": Command(
            "airshield.apps.cli.evidence.backtest:backtest",
            "Forecast each report from those before it, and score that against simple rivals.",
        ),
        "raid": Command(
            "airshield.apps.cli.evidence.raid:raid",
            "How many of which class may come in a night of a month, as a raid block.",
        ),
        "calibrate": Command(
            "airshield.apps.cli.evidence.calibrate:calibrate",
            "Find how effective a lay-down must be to stop the share that reports speak of.",
        ),
        "template": Command(
            "airshield.apps.cli.evidence.template:template",
            "Write a commented record in the plain format to start from.",
        ),
    },
)
"""The group, none of its commands imported yet."""
