"""Writing results so that either the whole file is there or none of it."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from airshield.errors import OutputError
from airshield.files.places import printable

_ADVICE = {
    errno.ENOSPC: "the disk is full; free some space or write elsewhere with --out",
    errno.EDQUOT: "your disk quota is used up; free some space or write elsewhere with --out",
    errno.EACCES: "no permission to write there; choose another folder with --out",
    errno.EPERM: "no permission to write there; choose another folder with --out",
    errno.EROFS: "the disk is read-only; choose another folder with --out",
    errno.ENOENT: "the folder does not exist; create it first",
    errno.ENOTDIR: "a file stands where a folder should; choose another folder with --out",
    errno.EISDIR: "a folder of that name is in the way; remove it or choose another name",
    errno.ENAMETOOLONG: "the name is too long; choose a shorter one",
}


@contextlib.contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """Give a temporary path beside ``path``; move it into place when the block succeeds.

    Whatever happens, nothing half-written is left: if the block fails, the temporary file is
    removed and a file that was at ``path`` before is untouched.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    with mapped_errors(path):
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "is a folder")
        handle, name = tempfile.mkstemp(
            prefix=f".{path.name[:60]}.", suffix=".part", dir=path.parent
        )
        os.close(handle)
        temporary = Path(name)
        try:
            yield temporary
            _flush(temporary)
            temporary.chmod(0o666 & ~_umask())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def mapped_errors(path: Path) -> Iterator[None]:
    """Turn the operating system's errors into ours.

    Raises
    ------
    OutputError
        If the block raises ``OSError``.
    """
    try:
        yield
    except OutputError:
        raise
    except OSError as error:
        raise OutputError(_message(path, error)) from error


def _message(path: Path, error: OSError) -> str:
    code = error.errno if error.errno is not None else 0
    reason = _ADVICE.get(code, error.strerror or str(error))
    return f"{printable(str(path))}: could not be written: {reason}"


def _flush(path: Path) -> None:
    """Have the operating system put a file's bytes on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _umask() -> int:
    """Return the permissions that new files do not get; reading them takes setting them."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def check_place(path: Path) -> None:
    """Try whether a file can be written, before long work whose result it is to hold.

    Raises
    ------
    OutputError
        If it cannot.
    """
    with mapped_errors(path):
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "is a folder")
        with tempfile.NamedTemporaryFile(prefix=f".{path.name[:60]}.", dir=path.parent):
            pass


def make_folder(path: Path) -> Path:
    """Create a folder for results, with those above it, if it is not there.

    Raises
    ------
    OutputError
        If it cannot be created.
    """
    with mapped_errors(path):
        if path.exists() and not path.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, "not a folder")
        path.mkdir(parents=True, exist_ok=True)
    return path


def write_text(path: Path, text: str) -> None:
    """Write a UTF-8 text file, whole or not at all.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    with atomic_path(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def write_json(path: Path, value: Any) -> None:
    """Write plain values as JSON, whole or not at all.

    Raises
    ------
    OutputError
        If the file cannot be written.
    ValueError
        If a number in ``value`` is not finite.
    """
    write_text(path, json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n")
