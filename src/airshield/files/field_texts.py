"""What the string below each field of a record says, read from the source only when asked for.

Pydantic can do it for every record that it validates, which takes longer than all the validating.
"""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
from collections.abc import Iterator
from itertools import pairwise


def field_texts(record: type) -> dict[str, str]:
    """Return what is said of a record's fields, by name."""
    return _texts_of_module(record.__module__).get(record.__name__, {})


@functools.cache
def _texts_of_module(module: str) -> dict[str, dict[str, str]]:
    """Return what is said of the fields of each class of a module."""
    tree = ast.parse(inspect.getsource(importlib.import_module(module)))
    classes = (node for node in tree.body if isinstance(node, ast.ClassDef))
    return {node.name: dict(_texts_of_class(node)) for node in classes}


def _texts_of_class(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for field, below in pairwise(node.body):
        match field, below:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                yield name, inspect.cleandoc(text)
