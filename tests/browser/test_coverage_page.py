"""The page of a coverage in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from airshield.planning.coverage import cover
from airshield.report.coverage_page import write_coverage_page
from browser.test_report_page import BROWSER, visit

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="needs Chromium or Chrome on the path"),
]


def test_it_opens_without_complaint_and_asks_for_nothing(tmp_path: Path) -> None:
    page = tmp_path / "coverage.html"
    write_coverage_page(page, cover("first-look", cell_m=4_000.0))
    seen = visit(tmp_path, page)
    assert seen.console == []
    assert seen.requests == set()
    assert seen.dom.count('role="img"') == 4
