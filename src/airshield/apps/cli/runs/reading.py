"""What the commands of `airshield runs` share."""

from __future__ import annotations

import os
from typing import Annotated

from cyclopts import Parameter

from airshield.files.store.kept import Store
from airshield.files.store.opening import open_store

Where = Annotated[str | None, Parameter(name="--store", show_default=False)]
"""The store that is looked at."""


def opened(where: str | None) -> Store:
    """Open the store that is named, or that of the environment, or the user's own."""
    return open_store(os.environ, where)
