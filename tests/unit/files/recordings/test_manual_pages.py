"""What the manual says of recordings is so."""

import re
from pathlib import Path

from airshield.files.recordings.gathering import gather
from airshield.files.recordings.line_fields import FIELDS
from airshield.files.recordings.lines import read_lines
from airshield.files.recordings.positions import NAMES
from airshield.files.surveillance import read_surveillance
from conftest import ROOT

HOW_TO = (ROOT / "docs" / "how-to" / "track-a-recording.md").read_text(encoding="utf-8")
REFERENCE = (ROOT / "docs" / "reference" / "recordings.md").read_text(encoding="utf-8")


def fenced(language: str) -> str:
    """Return the first block of a language on the page."""
    found = re.search(rf"```{language}\n(.*?)```", HOW_TO, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_example_is_read_without_a_doubt(tmp_path: Path) -> None:
    posts, plots = tmp_path / "posts.yaml", tmp_path / "plots.jsonl"
    posts.write_text(fenced("yaml"))
    plots.write_text(fenced("json"))
    found = gather([read_lines(plots)], read_surveillance(posts))
    assert found.notes == ()
    assert found.plots.size == 8
    assert found.plots.sensor.tolist().count(1) == 1
    assert found.plots.word.tolist().count(0) == 1


def test_the_reference_names_every_key_and_column() -> None:
    names = {*FIELDS, *(column for columns in NAMES.values() for column in columns)}
    assert {name for name in names if f"`{name}`" not in REFERENCE} <= {"look", "as"}
    assert '`"look": true`' in REFERENCE
    assert '`"as": "place"`' in REFERENCE
