"""Walking through the fields of records."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from airshield.model.catalogue import Catalogue
from airshield.model.figure import Figure

PathOfKeys = tuple[str | int, ...]


def leaves(part: Any, path: PathOfKeys = ()) -> Iterator[tuple[PathOfKeys, Any]]:
    """Yield every figure, number and text in a record with the path of keys that leads to it."""
    if isinstance(part, Figure):
        yield path, part
    elif dataclasses.is_dataclass(part):
        for field in dataclasses.fields(part):
            yield from leaves(getattr(part, field.name), (*path, field.name))
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from leaves(value, (*path, key))
    elif isinstance(part, tuple):
        for index, value in enumerate(part):
            yield from leaves(value, (*path, index))
    else:
        yield path, part


def catalogue_figures(catalogue: Catalogue) -> Iterator[tuple[PathOfKeys, Figure]]:
    """Yield every figure of a catalogue with its path."""
    for path, leaf in leaves(catalogue):
        if isinstance(leaf, Figure):
            yield path, leaf
