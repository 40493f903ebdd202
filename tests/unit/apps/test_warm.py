"""`airshield warm` uses every kernel of the jobs it is told, and of no others."""

from __future__ import annotations

import pytest

from airshield.apps.cli.warm import warm


def test_only_the_jobs_named_are_done(capsys: pytest.CaptureFixture[str]) -> None:
    assert warm("coverage", "track") == 0
    told = capsys.readouterr().err.splitlines()
    assert told == ["first-look: coverage found", "one radar: 2 tracks followed"]
