"""`airshield evidence claims`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Literal

from rich.console import Console

from airshield.evidence.claims import side_by_side
from airshield.files.claims import read_claims
from airshield.report.claims_table import claimed


def claims(file: Path, /, *, format: Literal["table", "json"] = "table") -> None:
    """Show what different parties state of one thing, side by side.

    Values are put together by standing (`confirmed`, `claimed`, `disputed`) and shown as a range.
    Claims of different standing are never merged, and a denial stays a denial, not a zero.

    **Examples**

        airshield evidence template claims --out claims.yaml
        airshield evidence claims claims.yaml
        airshield evidence claims claims.yaml --format json

    Parameters
    ----------
    file
        A claims file (YAML or JSON).
    format
        `table` for people, `json` for programs.
    """
    questions = side_by_side(read_claims(file))
    if format == "json":
        print(json.dumps([asdict(q) for q in questions], ensure_ascii=False, indent=2))
    else:
        Console(highlight=False).print(claimed(questions))
