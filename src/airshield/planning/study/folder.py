"""The folder of a study: what it is, and a file for each point that is done."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from airshield.errors import InputError
from airshield.files.output import make_folder, write_json
from airshield.files.parquet import write_parquet
from airshield.files.parquet_reader import read_parquet
from airshield.planning.study.sums import PointSums

MANIFEST = "manifest.json"
_ADVICE = "go on with the command in its manifest.json, or give --out another folder"


class StudyFolder:
    """Keeps the points of a study as they are done, so that it can be stopped and go on.

    Parameters
    ----------
    path
        The folder; it is made if it is not there.
    manifest
        What the study is: plain values that decide every point.
    resume
        Whether points must be there already.

    Raises
    ------
    InputError
        If another study is in the folder, or none and one should be.
    OutputError
        If nothing can be written there.
    """

    def __init__(self, path: Path, manifest: Mapping[str, Any], *, resume: bool = False) -> None:
        self.path = path
        file = path / MANIFEST
        if file.exists():
            _check_same(file, manifest)
        elif resume:
            raise InputError([f"--resume: there is no study in {path} (no {MANIFEST})"])
        self._points = make_folder(path) / "points"
        make_folder(self._points)
        if not file.exists():
            write_json(file, manifest)

    def _file(self, number: int) -> Path:
        return self._points / f"{number:06d}.parquet"

    def find(self, number: int) -> PointSums | None:
        """Return a point if it is done.

        Raises
        ------
        InputError
            If its file cannot be read.
        """
        file = self._file(number)
        if not file.exists():
            return None
        columns = read_parquet(file)
        return PointSums({name: column.astype(np.float64) for name, column in columns.items()})

    def count(self) -> int:
        """Return how many points are done."""
        return len(list(self._points.glob("[0-9]*.parquet")))

    def keep(self, number: int, sums: PointSums) -> None:
        """Write a point that is done, whole or not at all.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        write_parquet(self._file(number), sums.columns)


def _check_same(file: Path, manifest: Mapping[str, Any]) -> None:
    """Refuse a folder that holds another study."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError([f"{file}: cannot be read: {error}; {_ADVICE}"]) from error
    wanted = json.loads(json.dumps(manifest))
    names = [
        name for name in wanted if not isinstance(found, dict) or found.get(name) != wanted[name]
    ]
    if names:
        told = "; ".join(_difference(name, found, wanted) for name in names)
        raise InputError([f"{file.parent}: holds another study: {told}; {_ADVICE}"])


def _difference(name: str, found: Any, wanted: Mapping[str, Any]) -> str:
    """Say how one entry differs, if that fits a line."""
    old = found.get(name) if isinstance(found, dict) else None
    texts = [json.dumps(value, ensure_ascii=False) for value in (old, wanted[name])]
    if max(map(len, texts)) > 300:
        return f"its {name} differs"
    return f"its {name} is {texts[0]}, not {texts[1]}"
