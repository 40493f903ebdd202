"""Whether a run is kept, and where."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from airshield.files.store import VARIABLE

if TYPE_CHECKING:
    from airshield.files.store.kept import KeptRun, Store

Made = Callable[[datetime], "KeptRun"]
"""Makes the run to be kept, given the time."""
Keeper = Callable[[Made], None]
"""Keeps a run, or not."""


def keeper(*, asked: bool) -> Keeper:
    """Return what keeps a run; it does if that is asked for, or a store is named.

    The store is tried now, before the long work, and opened again after it.

    Raises
    ------
    InputError, OutputError
        If the store cannot be used.
    """
    if not asked and not os.environ.get(VARIABLE):
        return _not_at_all
    with closing(_opened()) as store:
        store.prepare()
    return _keep


def _opened() -> Store:
    """Open the store, which only runs that are kept need to load."""
    from airshield.files.store.opening import open_store  # noqa: PLC0415 - start-up of the others

    return open_store(os.environ)


def _not_at_all(_: Made) -> None:
    """Keep nothing."""


def _keep(made: Made) -> None:
    run = made(datetime.now(UTC))
    with closing(_opened()) as store:
        new = store.keep(run)
        told = "kept" if new else "kept already"
        print(f"{told} as {run.head.id} in {store.place}", file=sys.stderr)
