"""Parquet to NumPy columns, through DuckDB."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from airshield.errors import InputError


def read_parquet(path: Path) -> dict[str, np.ndarray[Any, Any]]:
    """Return the columns of a Parquet file: (n,) by name.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    import duckdb  # noqa: PLC0415 - a tenth of a second, and only those who read need it

    try:
        with duckdb.connect() as connection:
            rows = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
            found = rows.fetchnumpy()
    except (duckdb.Error, OSError) as error:
        reason = str(error).splitlines()[0]
        raise InputError([f"{path}: cannot be read as Parquet: {reason}"]) from error
    return {name: np.asarray(np.ma.getdata(column)) for name, column in found.items()}
