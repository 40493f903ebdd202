"""Opening files that may be missing, closed to us, endless or not text."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from airshield.errors import InputError
from airshield.files.places import Source, printable

MOST_BYTES = 32 * 2**20
"""Largest file that is read as text."""


def read_source(path: Path, root: Path | None = None) -> Source:
    """Read a UTF-8 text file; paths named in it may not leave ``root``.

    Raises
    ------
    InputError
        If it is missing, closed to us, no regular file, too large or not UTF-8.
    """
    shown = str(path)
    raw = read_bytes(path, shown)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(
            [f"{printable(shown)}:{line}: not UTF-8 text (byte {error.start:,}); save it as UTF-8"]
        ) from None
    return Source(shown, text, path.parent, path, root)


def read_bytes(path: Path, shown: str, most: int = MOST_BYTES) -> bytes:
    """Read a regular file of bounded size.

    Raises
    ------
    InputError
        If it is missing, closed to us, no regular file or too large.
    """
    shown = printable(shown)
    with _opened(path, shown) as file:
        raw = file.read(most + 1)
    if len(raw) > most:
        raise InputError([f"{shown}: larger than {most // 2**20} MiB; split it or simplify it"])
    return raw


def read_sign(path: Path, shown: str, most: int) -> bytes:
    """Return the first four bytes of a regular file of bounded size, by which its kind is known.

    Raises
    ------
    InputError
        If it is missing, closed to us, no regular file or too large.
    """
    shown = printable(shown)
    with _opened(path, shown) as file:
        size = os.fstat(file.fileno()).st_size
        sign = file.read(4)
    if size > most:
        raise InputError([f"{shown}: larger than {most // 2**20} MiB; split it or simplify it"])
    return sign


@contextmanager
def _opened(path: Path, shown: str) -> Iterator[BinaryIO]:
    """Open a regular file for reading.

    Raises
    ------
    InputError
        If it is missing, closed to us, no regular file, or fails while it is read.
    """
    try:
        # Not blocking: opening a pipe for reading would otherwise wait for ever.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with open(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise InputError([f"{shown}: not a regular file; name a file, not a device"])
            yield file
    except InputError:
        raise
    except IsADirectoryError:
        raise InputError([f"{shown}: is a folder; name a file in it"]) from None
    except (OSError, ValueError) as error:
        raise InputError([f"{shown}: {_reason(error)}"]) from None


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "there is no such file; check the name and the folder"
    if isinstance(error, PermissionError):
        return "no permission to read it; ask its owner, or copy it"
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"cannot be read ({text})"


def fingerprint(path: Path, most: int = MOST_BYTES) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal digits.

    Raises
    ------
    InputError
        If it is missing, closed to us, no regular file or too large.
    """
    return hashlib.sha256(read_bytes(path, str(path), most)).hexdigest()
