"""The page of a plan in a real browser: it opens without a complaint and loads nothing."""

from __future__ import annotations

from pathlib import Path

from airshield.files.scenario import read_scenario
from airshield.planning.placement.plan import make_plan
from airshield.report.plan_page import write_plan_page
from browser.test_report_page import pytestmark, visit  # noqa: F401 - the mark holds here, too


def test_it_opens_without_complaint_and_asks_for_nothing(tmp_path: Path) -> None:
    made = make_plan(read_scenario("first-look", ["candidates.pieces=2"]), quick=True)
    path = tmp_path / "plan.html"
    planned = made.planned
    write_plan_page(path, made.answer, planned.scenario, planned.catalogue)
    seen = visit(tmp_path, path)
    assert seen.console == []
    assert seen.requests == set()
    assert seen.dom.count('role="img"') == 2
    assert "What next, ranked" in seen.dom
