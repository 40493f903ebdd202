"""The report as a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from airshield.errors import OutputError
from airshield.planning.answer import Answer, Estimate, PowerPoint, TimelinePoint
from airshield.report.html import report_page, write_report
from airshield.report.page import linked
from airshield.report.wording import (
    COUNT,
    MEGAWATT,
    PEOPLE,
    SHARE,
    Unit,
    euro,
    interval_text,
    number,
    spread_text,
    value_text,
)
from unit.report.fake_answer import answer, bare, catalogue, scenario

pytestmark = pytest.mark.slow
HOSTILE = '</title><script src="https://example.org/x.js">alert(1)</script>" onload="x'


@pytest.fixture(scope="module")
def page() -> str:
    return report_page(answer(), scenario(), catalogue())


@pytest.fixture(scope="module")
def words(page: str) -> str:
    return text_of(page)


def tree(page: str) -> ElementTree.Element:
    """Parse the page as XML, which is stricter than HTML: every tag closed, every quote there."""
    return ElementTree.fromstring(page)


def text_of(page: str) -> str:
    body = re.sub(r"<(style|script)[^>]*>.*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


def test_the_page_is_well_formed_and_says_its_language(page: str) -> None:
    assert page.startswith("<!DOCTYPE html>")
    root = tree(page)
    assert root.tag == "html"
    assert root.get("lang") == "en"
    assert root.findtext("head/title", "").startswith("Twelve towns")


def test_nothing_is_loaded_and_nothing_runs(page: str) -> None:
    root = tree(page)
    tags = {element.tag for element in root.iter()}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "base", "form"}
    for element in root.iter():
        for name, value in element.attrib.items():
            assert not name.startswith("on"), (element.tag, name)
            if name in {"src", "href", "data", "action", "srcset"}:
                assert name == "href", element.tag
                assert element.tag == "a" or value.startswith("#")
    assert "@import" not in page
    assert not re.search(r"url\((?!#)", page)
    policy = root.find("head/meta[@http-equiv='Content-Security-Policy']")
    assert policy is not None
    assert policy.get("content") == "default-src 'none'; style-src 'unsafe-inline'"


def test_anchors_exist_and_are_unique(page: str) -> None:
    root = tree(page)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    inner = [e.get("href", "") for e in root.iter("a") if e.get("href", "").startswith("#")]
    assert len(inner) == 14
    assert {href[1:] for href in inner} <= set(ids)


def test_sections_stand_in_their_order(page: str) -> None:
    ids = [section.get("id") for section in tree(page).iter("section")]
    assert ids == [
        *("answer", "key", "leakage", "rounds", "layers", "cost", "timeline", "map", "power"),
        *("warning", "sure", "reported", "assumptions", "limits", "again"),
    ]


def test_figures_and_tables_can_be_read_without_seeing_them(page: str) -> None:
    root = tree(page)
    figures = list(root.iter("svg"))
    assert len(figures) == 14
    assert all(f.get("role") == "img" and len(f.findtext("title", "")) > 20 for f in figures)
    for table in root.iter("table"):
        heads = table.findall("thead/tr/th")
        assert heads
        assert all(head.get("scope") == "col" for head in heads)
        for row in table.findall("tbody/tr"):
            assert row[0].tag == "th"
            assert row[0].get("scope") == "row"
            assert len(row) == len(heads)


def unit_of(record: object, field: str, estimate: Estimate) -> Unit:
    """Return the unit a field is written in, from its name."""
    if field.endswith("_eur"):
        return euro(estimate)
    if field in {"leakage", "damage"} or field.startswith("p_"):
        return SHARE
    if field.endswith("_mw"):
        return MEGAWATT
    return PEOPLE if field in {"people", "exposed", "exposed_unwarned"} else COUNT


def estimates(record: Any) -> Iterator[tuple[str, Estimate, Unit]]:
    """Yield every estimate of an answer with the unit it must be written in."""
    for field in fields(record):
        value = getattr(record, field.name)
        if isinstance(value, Estimate):
            yield field.name, value, unit_of(record, field.name, value)
        rows = value if isinstance(value, tuple) else (value,)
        for row in rows:
            if is_dataclass(row) and not isinstance(row, Estimate | PowerPoint | TimelinePoint):
                yield from estimates(row)


def test_every_figure_is_there_with_its_interval(words: str) -> None:
    checked = 0
    for name, estimate, unit in estimates(answer()):
        if name in {"aborted", "returned"} or (name == "p_unwarned" and estimate.mean == 0):
            continue  # no carrier in this raid; no raid that reaches the district
        assert value_text(estimate, unit).replace("\u00a0", " ") in words, name
        if estimate.low != estimate.high:
            assert interval_text(estimate, unit) in words, name
        checked += 1
    assert checked > 150


def test_the_headline_figures_have_their_spread_from_raid_to_raid(words: str) -> None:
    full = answer()
    for estimate, unit in ((full.leakage, SHARE), (full.leakers, COUNT), (full.exposed, PEOPLE)):
        assert f"9 of 10 raids: {spread_text(estimate, unit)}" in words


def test_power_at_its_worst_is_in_the_table(words: str) -> None:
    worst = max(answer().power, key=lambda point: point.people.mean)
    assert value_text(worst.people, PEOPLE) in words
    assert interval_text(worst.shed_mw, MEGAWATT) in words
    assert "9,400 MW" in words


def test_influences_claims_and_sources_are_there(words: str) -> None:
    joined = words.replace(" ", "")
    for row in answer().influences:
        assert row.figure in joined
        assert number(row.rank_correlation, 2) in words
    for figure in answer().assumptions:
        assert figure.figure in joined
        assert figure.source in words
    for claim in answer().reported:
        assert f"{claim.party} ({claim.standing})" in words
        assert claim.source in words


def test_it_says_how_to_get_the_same_again(words: str) -> None:
    run = answer().run
    for fact in (run.command, run.scenario_digest, run.version, str(run.seed), *run.overrides):
        assert fact in words


def test_it_never_speaks_of_the_dead(words: str) -> None:
    assert not re.search(r"death|\bdead\b|\bdie[sd]?\b|fatalit|injur", words, flags=re.IGNORECASE)
    assert "Not a count of casualties" in words


def test_the_same_answer_gives_the_same_bytes(page: str) -> None:
    assert report_page(answer(), scenario(), catalogue()) == page
    assert len(page.encode()) < 1_000_000


def test_what_a_scenario_says_is_only_ever_text() -> None:
    hostile = replace(
        answer(),
        run=replace(answer().run, scenario_name=HOSTILE, command=HOSTILE, overrides=(HOSTILE,)),
        assets=(replace(answer().assets[0], name=HOSTILE, kind=HOSTILE),),
        systems=(replace(answer().systems[0], title=HOSTILE, kills_by_class={HOSTILE: 1.0}),),
        classes=(replace(answer().classes[0], name=HOSTILE),),
        groups=(replace(answer().groups[0], name=HOSTILE),),
        districts=(replace(answer().districts[0], name=HOSTILE),),
        empty_batteries=((HOSTILE, 0.5),),
        influences=(replace(answer().influences[0], figure=HOSTILE),),
        assumptions=(replace(answer().assumptions[0], source=HOSTILE, figure=HOSTILE),),
        reported=(replace(answer().reported[0], name=HOSTILE, party=HOSTILE, source=HOSTILE),),
    )
    full = scenario()
    assets = {HOSTILE + name: asset for name, asset in full.assets.items()}
    targets = dict.fromkeys(assets, 1.0)
    groups = {HOSTILE + n: replace(g, targets=targets) for n, g in full.raid.groups.items()}
    named = replace(
        full,
        description=HOSTILE,
        h_hour=HOSTILE,
        assets=assets,
        raid=replace(full.raid, groups=groups),
    )
    page = report_page(hostile, named, catalogue())
    tags = [element.tag for element in tree(page).iter()]
    assert "script" not in tags
    assert not any("onload" in element.attrib for element in tree(page).iter())
    assert HOSTILE in text_of(page)


def test_control_characters_do_not_reach_the_page() -> None:
    run = replace(answer().run, scenario_name="a\x00b\x1bc")
    page = report_page(replace(bare(answer()), run=run), scenario(), catalogue())
    tree(page)
    assert "a b c" in page


def test_a_bare_answer_makes_a_whole_page() -> None:
    page = report_page(bare(answer()), scenario(), catalogue())
    ids = [section.get("id") for section in tree(page).iter("section")]
    assert "reported" not in ids
    assert "timeline" not in ids
    words = text_of(page)
    assert "There is no battery in this scenario." in words
    assert "has no power network" in words
    assert "Only 200 raids were played" in words


def test_carriers_get_their_columns() -> None:
    full: Answer = answer()
    carried = replace(full.classes[0], aborted=Estimate(mean=1.23, low=1.2, high=1.26))
    page = report_page(replace(full, classes=(carried,)), scenario(), catalogue())
    words = text_of(page)
    assert "Never released" in words
    assert "1.23" in words
    assert "Turned back" not in words


def test_folded_figures_are_printed_and_shown_without_a_script(page: str) -> None:
    assert "details:not([open]) + .fold { display: none; }" in page
    assert '<div class="fold' in page


def test_addresses_become_links_and_nothing_else() -> None:
    assert linked('See <b> https://example.org/a?x=1&y="2". End') == (
        'See &lt;b&gt; <a href="https://example.org/a?x=1&amp;y=" rel="noreferrer">'
        "https://example.org/a?x=1&amp;y=</a>&#34;2&#34;. End"
    )
    assert "<a" not in linked("javascript:alert(1)")


def test_the_file_is_whole_or_not_there(tmp_path: Path, page: str) -> None:
    target = tmp_path / "report.html"
    write_report(target, answer(), scenario(), catalogue())
    assert target.read_text("utf-8") == page
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    with pytest.raises(OutputError):
        write_report(tmp_path / "absent" / "report.html", answer(), scenario(), catalogue())
