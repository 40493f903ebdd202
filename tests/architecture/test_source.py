"""The size, names and docstrings of the source."""

import ast
import statistics
from pathlib import Path

import pytest

from architecture.source import SRC, functions, modules, public

MAX_FILE_LINES = 600
MAX_FUNCTION_LINES = 60
REFUSED_NAMES = {"utils", "util", "common", "helpers", "helper", "misc", "core", "experimental"}


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how many lines a function has without its docstring."""
    end = node.end_lineno or node.lineno
    first = node.body[0]
    docstring = (first.end_lineno or first.lineno) - first.lineno + 1
    has_docstring = ast.get_docstring(node) is not None
    return end - node.lineno + 1 - (docstring if has_docstring else 0)


@pytest.mark.parametrize("path", modules(), ids=str)
def test_files_and_functions_stay_small(path: Path) -> None:
    assert len((SRC / path).read_text().splitlines()) <= MAX_FILE_LINES
    long = {node.name: lines_of(node) for node in functions(path)}
    assert not {name: size for name, size in long.items() if size > MAX_FUNCTION_LINES}


def test_the_middle_function_is_short_and_nearly_all_fit_a_screen() -> None:
    sizes = sorted(lines_of(node) for path in modules() for node in functions(path))
    assert statistics.median(sizes) <= 10
    assert sizes[int(0.95 * len(sizes))] <= 50


@pytest.mark.parametrize("path", modules(), ids=str)
def test_no_module_is_called_after_nothing(path: Path) -> None:
    assert not REFUSED_NAMES.intersection(path.with_suffix("").parts)


@pytest.mark.parametrize("path", modules("__init__"), ids=str)
def test_package_files_hold_no_logic(path: Path) -> None:
    tree = ast.parse((SRC / path).read_text())
    assert ast.get_docstring(tree), "a package says in a line what its one job is"
    for node in tree.body[1:]:
        assert isinstance(node, ast.Import | ast.ImportFrom | ast.Assign), ast.unparse(node)


def raises(node: ast.AST) -> bool:
    """Return whether a function raises an exception of its own (not one handed to it)."""
    raised = [n.exc for n in ast.walk(node) if isinstance(n, ast.Raise) and n.exc is not None]
    return any(isinstance(exc, ast.Call) or ast.unparse(exc)[0].isupper() for exc in raised)


@pytest.mark.parametrize("path", modules(), ids=str)
def test_public_functions_say_what_they_do_and_what_they_raise(path: Path) -> None:
    for node in public(path):
        docstring = ast.get_docstring(node)
        assert docstring, f"{node.name} has no docstring"
        assert "Raises\n------\n" in docstring or not raises(node), (
            f"{node.name} raises and does not say what and when"
        )


@pytest.mark.parametrize("path", modules("kernels"), ids=str)
def test_kernels_never_raise(path: Path) -> None:
    tree = ast.parse((SRC / path).read_text())
    assert not [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Raise)]
