"""Runs to be kept, and two of them side by side."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

import pytest

from airshield.files.store.kept import KeptFigure
from airshield.planning.runs import assessment_run, compared
from unit.report.fake_answer import answer

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_every_estimate_is_a_figure_with_its_path():
    found = answer()
    run = assessment_run(found, NOW)
    figures = {figure.name: figure for figure in run.figures}
    assert len(figures) == len(run.figures)
    assert json.dumps(asdict(found)).count('"p95"') == len(figures)
    assert figures["leakage"].mean == found.leakage.mean
    row = found.classes[0]
    assert figures[f"classes.{row.name}.leakage"][1:] == (
        row.leakage.mean,
        row.leakage.low,
        row.leakage.high,
    )
    assert json.loads(run.answer) == json.loads(json.dumps(asdict(found)))


def test_the_same_run_has_the_same_identifier():
    found = answer()
    later = replace(found, run=replace(found.run, elapsed_s=99.0))
    other = replace(found, run=replace(found.run, seed=found.run.seed + 1))
    one, same, second = (
        assessment_run(a, NOW + i * timedelta(hours=1)) for i, a in enumerate((found, later, other))
    )
    assert one.head.id == same.head.id != second.head.id


def test_differences_have_the_interval_of_independent_figures():
    run = assessment_run(answer(), NOW)
    first = run._replace(figures=(KeptFigure("a", 1.0, 0.7, 1.4), KeptFigure("b", 0, 0, 0)))
    second = run._replace(figures=(KeptFigure("a", 3.0, 2.6, 3.3),))
    found = compared(first, second)
    (row,) = found.differences
    assert row.change.mean == 2.0
    assert row.change.low == pytest.approx(2 - (0.4**2 + 0.4**2) ** 0.5)
    assert row.change.high == pytest.approx(2 + (0.3**2 + 0.3**2) ** 0.5)
    assert (found.only_first, found.only_second) == (1, 0)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"scenario_digest": "0"}, "its digest differs"),
        ({"kind": "sweep"}, "assess and sweep answer different questions"),
        ({"name": "other"}, "of different scenarios"),
        ({"version": "9"}, "Made by different versions"),
        ({}, "Same seed and number of raids"),
    ],
)
def test_what_speaks_against_comparing_is_said(change, said):
    run = assessment_run(answer(), NOW)
    notes = compared(run, run._replace(head=run.head._replace(**change))).notes
    assert any(said in note for note in notes)
    seed = run.head.seed + 1
    assert compared(run, run._replace(head=run.head._replace(seed=seed))).notes == ()
