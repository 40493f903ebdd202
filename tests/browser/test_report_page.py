"""The report in a real browser: it opens without a complaint, loads nothing, prints whole."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from airshield.report.html import write_report
from unit.report.fake_answer import answer, catalogue, scenario

BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))),
    None,
)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="needs Chromium or Chrome on the path"),
]
QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--hide-scrollbars", "--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr"),
)
BROWSERS_OWN = "not an origin"


class Visit(NamedTuple):
    """What a browser did with a page."""

    dom: str
    """The document as the browser understood it."""
    console: list[str]
    """What it wrote to its console: errors, refused loads, messages of scripts."""
    requests: set[str]
    """Addresses that the page, not the browser itself, asked for."""


def run(folder: Path, page: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(BROWSER), *QUIET, f"--user-data-dir={folder / 'profile'}", *options, page.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )


def visit(folder: Path, page: Path) -> Visit:
    log = folder / "net.json"
    done = run(folder, page, "--dump-dom", "--virtual-time-budget=2000", f"--log-net-log={log}")
    console = [line for line in done.stderr.splitlines() if ":CONSOLE:" in line]
    asked = [event.get("params", {}) for event in json.loads(log.read_text())["events"]]
    requests = {
        params["url"]
        for params in asked
        if params.get("initiator", BROWSERS_OWN) != BROWSERS_OWN
        and re.match(r"(https?|wss?):", params.get("url", ""))
    }
    return Visit(done.stdout, console, requests)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    write_report(path, answer(), scenario(), catalogue())
    return path


def test_it_opens_without_complaint_and_asks_for_nothing(tmp_path: Path, page: Path) -> None:
    seen = visit(tmp_path, page)
    assert seen.console == []
    assert seen.requests == set()
    assert seen.dom.count('role="img"') == 14
    assert seen.dom.count("<section") == 15
    assert "On average 52.2 of the 114 weapons launched get through" in seen.dom


def test_the_check_itself_sees_requests_and_complaints(tmp_path: Path) -> None:
    bad = tmp_path / "bad.html"
    bad.write_text('<img src="http://192.0.2.1/x.png"><script>console.error("boom")</script>')
    seen = visit(tmp_path, bad)
    assert seen.requests == {"http://192.0.2.1/x.png"}
    assert any("boom" in line for line in seen.console)


def test_its_policy_stops_what_might_slip_in(tmp_path: Path, page: Path) -> None:
    slipped = tmp_path / "slipped.html"
    intruder = '<img src="http://192.0.2.1/x.png" /><script>console.error("boom")</script></body>'
    slipped.write_text(page.read_text("utf-8").replace("</body>", intruder), "utf-8")
    seen = visit(tmp_path, slipped)
    assert seen.requests == set()
    assert not any('"boom"' in line and "Content Security" not in line for line in seen.console)
    assert any("Content Security Policy" in line for line in seen.console)


def test_it_prints_on_a4_with_every_figure_of_the_table(tmp_path: Path, page: Path) -> None:
    pdf = tmp_path / "report.pdf"
    run(tmp_path, page, f"--print-to-pdf={pdf}", "--no-pdf-header-footer")
    data = pdf.read_bytes()
    assert data.startswith(b"%PDF")
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", data)
    assert 8 <= len(boxes) <= 20
    for width, height in boxes:
        assert float(width) == pytest.approx(595, abs=2)
        assert float(height) == pytest.approx(842, abs=2)


@pytest.mark.parametrize("width", [500, 960])
def test_it_does_not_overflow_sideways(tmp_path: Path, page: Path, width: int) -> None:
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page.read_text("utf-8"))
    ruler = "<script>document.title = innerWidth + '/' + document.body.scrollWidth</script></body>"
    measured = tmp_path / "measured.html"
    measured.write_text(text.replace("</body>", ruler), "utf-8")
    dom = run(tmp_path, measured, "--dump-dom", f"--window-size={width},1200").stdout
    found = re.search(r"<title>(\d+)/(\d+)</title>", dom)
    assert found is not None
    assert int(found[2]) <= int(found[1]) == width
