"""NumPy columns to Parquet, through DuckDB."""

from __future__ import annotations

import contextlib
import errno
import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from airshield.errors import OutputError
from airshield.files.output import atomic_path

Columns = Mapping[str, "np.ndarray[Any, Any]"]

_MEMORY = "128MB"
_FULL = re.compile("no space left|could not write|disk is full|out of disk", re.IGNORECASE)


def write_parquet(path: Path, columns: Columns, info: Mapping[str, str] | None = None) -> None:
    """Write columns of equal length as one Parquet file, whole or not at all.

    Parameters
    ----------
    path
        The file.
    columns : name → (n,)
        Numbers, booleans or text.
    info
        Texts kept in the file's metadata.

    Raises
    ------
    OutputError
        If it cannot be written.
    ValueError
        If the columns differ in length.
    """
    with ParquetWriter(path, info) as writer:
        writer.append(columns)


class ParquetWriter:
    """A Parquet file that grows batch by batch in bounded memory; a context manager.

    The rows wait in a temporary database beside the file. Leaving the block normally writes the
    file; leaving it by an exception leaves nothing behind.

    Parameters
    ----------
    path
        The file.
    info
        Texts kept in the file's metadata; may be replaced until the block ends.
    """

    def __init__(self, path: Path, info: Mapping[str, str] | None = None) -> None:
        self._path = path
        self.info = dict(info or {})
        self._rows = 0
        self._stack = contextlib.ExitStack()
        self._connection: Any = None

    def __enter__(self) -> ParquetWriter:
        """Open the temporary database."""
        import duckdb  # noqa: PLC0415 - a tenth of a second, and only those who write need it

        with _mapped(self._path):
            folder = self._stack.enter_context(
                tempfile.TemporaryDirectory(prefix=".airshield-", dir=self._path.parent)
            )
            self._connection = duckdb.connect(
                str(Path(folder) / "rows.duckdb"),
                config={"memory_limit": _MEMORY, "threads": 1, "preserve_insertion_order": True},
            )
            self._stack.callback(self._connection.close)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Write the file, unless the block failed; remove what was temporary."""
        with self._stack:
            if kind is None:
                self._write()

    @property
    def rows(self) -> int:
        """Rows appended so far."""
        return self._rows

    def append(self, columns: Columns) -> None:
        """Append a batch; every batch has the columns of the first, in the same order.

        Raises
        ------
        OutputError
            If it cannot be written.
        ValueError
            If the columns differ in length.
        """
        lengths = {len(values) for values in columns.values()}
        if len(lengths) != 1:
            raise ValueError(f"columns must have equal lengths, got {sorted(lengths)}")
        batch = {name: _native(values) for name, values in columns.items()}
        with _mapped(self._path):
            self._connection.register("batch", batch)
            if self._rows == 0:
                self._connection.execute("CREATE OR REPLACE TABLE data AS SELECT * FROM batch")
            else:
                self._connection.execute("INSERT INTO data SELECT * FROM batch")
            self._connection.unregister("batch")
        self._rows += lengths.pop()

    def _write(self) -> None:
        """Copy the rows into the file.

        Raises
        ------
        ValueError
            If no batch was appended.
        """
        if not self._connection.execute("SELECT 1 FROM duckdb_tables()").fetchall():
            raise ValueError("a Parquet file needs at least one batch, which may have no rows")
        with atomic_path(self._path) as temporary, _mapped(self._path):
            self._connection.execute(
                f"COPY data TO {_quoted(str(temporary))} "
                f"(FORMAT parquet, COMPRESSION zstd{self._metadata()})"
            )

    def _metadata(self) -> str:
        if not self.info:
            return ""
        pairs = ", ".join(f'"{_key(key)}": {_quoted(text)}' for key, text in self.info.items())
        return f", KV_METADATA {{{pairs}}}"


def _native(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return an array that DuckDB reads as numbers or as plain text (not as an enumeration)."""
    return values.astype(object) if values.dtype.kind == "U" else np.ascontiguousarray(values)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _key(name: str) -> str:
    return name.replace('"', '""')


@contextlib.contextmanager
def _mapped(path: Path) -> Iterator[None]:
    """Turn the errors of DuckDB and the operating system into ours.

    Raises
    ------
    OutputError
        If the block fails.
    """
    import duckdb  # noqa: PLC0415 - as above

    try:
        yield
    except duckdb.IOException as error:
        full = _FULL.search(str(error)) is not None
        reason = "the disk is full or not writable" if full else str(error).splitlines()[0]
        raise OutputError(
            f"{path}: could not be written: {reason}; free some space or write elsewhere with --out"
        ) from error
    except OutputError:
        raise
    except RuntimeError as error:  # How DuckDB tells of Ctrl-C.
        if "interrupted" in str(error).lower():
            raise KeyboardInterrupt from error
        raise
    except OSError as error:
        what = "the disk is full" if error.errno == errno.ENOSPC else error.strerror or str(error)
        raise OutputError(
            f"{path}: could not be written: {what}; free some space or write elsewhere with --out"
        ) from error
