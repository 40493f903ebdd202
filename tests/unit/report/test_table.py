"""The answer on a terminal."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console, RenderableType

from airshield.planning.answer import Answer
from airshield.report.table import summary
from airshield.report.wording import COUNT, SHARE, interval_text, value_text
from unit.report.fake_answer import answer, bare


def printed(what: RenderableType, **console: object) -> str:
    out = io.StringIO()
    Console(file=out, width=80, **console).print(what)  # type: ignore[arg-type]
    return out.getvalue()


@pytest.mark.parametrize("given", [answer(), bare(answer())], ids=["full", "bare"])
def test_no_line_is_over_80_columns(given: Answer) -> None:
    lines = printed(summary(given)).splitlines()
    assert max(map(len, lines)) <= 80
    assert len(lines) > 15


def test_long_and_hostile_names_stay_in_their_column() -> None:
    full = answer()
    worst = replace(full.assets[0], name="[red]\x1b[2J" + "x" * 300)
    text = printed(summary(replace(full, assets=(worst,))), force_terminal=True)
    assert "[red]" in text
    assert "\x1b[2J" not in text
    assert max(map(len, printed(summary(replace(full, assets=(worst,)))).splitlines())) <= 80


def test_without_colour_nothing_but_text_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    coloured = printed(summary(answer()), force_terminal=True)
    assert "\x1b[3" not in coloured
    assert "\x1b" not in printed(summary(answer()))


def test_headline_figures_stand_with_both_spreads() -> None:
    lines = printed(summary(answer())).splitlines()
    leakage = next(line for line in lines if line.startswith("Leakage"))
    assert value_text(answer().leakage, SHARE) in leakage
    assert interval_text(answer().leakage, SHARE) in leakage
    assert "37.4–53.8" in leakage


def test_every_class_and_system_is_there() -> None:
    text = printed(summary(answer()))
    for row in answer().classes:
        assert value_text(row.leakage, SHARE) in text
        assert interval_text(row.leakage, SHARE) in text
    for system in answer().systems:
        assert system.title in text
        assert interval_text(system.rounds, COUNT) in text


def test_caveats_and_the_command_close_it() -> None:
    text = printed(summary(answer()))
    assert "! 7 of the 14 figures it rests on are assumed" in text
    assert "not a forecast" in text
    assert "seed 20221010" in text
    assert "airshield assess twelve-towns.yaml" in text


def test_reported_stands_beside_simulated() -> None:
    text = printed(summary(answer()))
    assert "43 of 84" in text
    assert "40.3 of 84" in text
    assert "claimed" in text
