"""Runs kept as files: for each a Parquet file, a row a figure, and its answer beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from airshield.errors import InputError
from airshield.files.output import check_place, make_folder, write_text
from airshield.files.parquet import write_parquet
from airshield.files.store.kept import Head, KeptFigure, KeptRun

_WHOLE = ("seed", "raids", "worlds")
_COLUMNS = ", ".join(f'"{name}"' for name in Head._fields)


class FolderStore:
    """Keeps runs in a folder, with DuckDB over it.

    Parameters
    ----------
    folder
        The folder; made when the first run is kept.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.place = str(folder)

    def prepare(self) -> None:
        """Make the folder, and try whether a file can be written there.

        Raises
        ------
        OutputError
            If it cannot.
        """
        check_place(make_folder(self.folder) / "run.parquet")

    def keep(self, run: KeptRun) -> bool:
        """Keep a run; return whether it was new.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        make_folder(self.folder)
        table, answer = self._files(run.head.id)
        if table.exists():
            return False
        write_text(answer, run.answer)
        write_parquet(table, _columns(run))  # Last: with it the run is there.
        return True

    def _files(self, id_: str) -> tuple[Path, Path]:
        return self.folder / f"{id_}.parquet", self.folder / f"{id_}.json"

    def heads(self) -> list[Head]:
        """Return what every run is, the newest first.

        Raises
        ------
        InputError
            If a file cannot be read.
        """
        if not any(self.folder.glob("*.parquet")):
            return []
        rows = self._query(
            f"SELECT DISTINCT {_COLUMNS} FROM read_parquet(?, union_by_name = true) "
            "ORDER BY kept_at DESC, id",
            [str(self.folder / "*.parquet")],
        )
        return [Head(*row) for row in rows]

    def load(self, id_: str) -> KeptRun:
        """Return a run by its whole identifier.

        Raises
        ------
        InputError
            If it cannot be read, or is not there.
        """
        table, answer = self._files(id_)
        if not table.exists():
            raise InputError([f"{id_}: there is no such run in {self.place}"])
        rows = self._query(
            f"SELECT {_COLUMNS}, figure, mean, low, high FROM read_parquet(?) ORDER BY place",
            [str(table)],
        )
        try:
            text = answer.read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise InputError([f"{answer}: cannot be read: {error}"]) from error
        count = len(Head._fields)
        figures = tuple(KeptFigure(*row[count:]) for row in rows if row[count])
        return KeptRun(Head(*rows[0][:count]), figures, text)

    def _query(self, text: str, values: Sequence[str]) -> list[tuple[Any, ...]]:
        import duckdb  # noqa: PLC0415 - a tenth of a second, and only those who look need it

        try:
            with duckdb.connect() as connection:
                found: list[tuple[Any, ...]] = connection.execute(text, values).fetchall()
        except (duckdb.Error, OSError) as error:
            reason = str(error).splitlines()[0]
            raise InputError([f"{self.place}: a run cannot be read: {reason}"]) from error
        return found

    def close(self) -> None:
        """Let go of nothing: every file is closed already."""


def _columns(run: KeptRun) -> dict[str, np.ndarray[Any, Any]]:
    """Return the columns of a run's file: what it is, in every row, and a figure in each."""
    figures = run.figures or (KeptFigure("", 0.0, 0.0, 0.0),)
    rows = len(figures)
    head = {
        name: np.full(rows, value, np.int64 if name in _WHOLE else object)
        for name, value in run.head._asdict().items()
    }
    return {
        **head,
        "place": np.arange(rows, dtype=np.int64),
        "figure": np.array([figure.name for figure in figures], object),
        "mean": np.array([figure.mean for figure in figures]),
        "low": np.array([figure.low for figure in figures]),
        "high": np.array([figure.high for figure in figures]),
    }
