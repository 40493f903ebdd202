"""The reference of the scenario file is made from the records."""

import dataclasses
import re
from pathlib import Path

import pytest

from airshield.files import manual
from airshield.files.scenario import read_scenario
from airshield.model.raid import Group
from unit.files.small import write

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "scenario-file.md"


def test_the_page_is_up_to_date() -> None:
    page = PAGE.read_text("utf-8")
    renew = "run: python -m airshield.files.manual docs/reference/scenario-file.md"
    assert manual.page_with_tables(page) == page, renew


def test_the_example_on_the_page_is_well_formed(tmp_path: Path) -> None:
    example = re.search(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), flags=re.DOTALL)
    assert example is not None
    assert read_scenario(write(tmp_path, example[1])).scenario.name == "bridgehead"


def test_every_field_is_in_the_tables() -> None:
    section = manual.tables().split("### Group\n")[1].split("###")[0]
    listed = re.findall(r"^\| `(\w+)` ", section, flags=re.MULTILINE)
    assert listed == [field.name for field in dataclasses.fields(Group)]


def test_every_link_leads_to_a_table() -> None:
    text = manual.tables()
    links = set(re.findall(r"\(#(\w+)\)", text))
    assert links <= {name.lower() for name in re.findall(r"^### (\w+)$", text, flags=re.MULTILINE)}


def test_a_page_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="needs the marks"):
        manual.page_with_tables("nothing")
