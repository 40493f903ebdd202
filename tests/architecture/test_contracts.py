"""The import contracts of pyproject.toml hold, and they cover the whole house."""

import ast
import sys
import tomllib
from pathlib import Path

import pytest
from importlinter import cli

from architecture.source import PACKAGES, ROOT, SRC, functions, imports, modules

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]


def test_import_contracts_are_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = cli.lint_imports(
        config_filename=str(ROOT / "pyproject.toml"), cache_dir=str(tmp_path), no_logo=True
    )
    assert code == cli.EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_layers_name_exactly_the_packages_that_exist() -> None:
    layers = next(c for c in CONTRACTS["contracts"] if c["type"] == "layers")
    named = {name.strip() for layer in layers["layers"] for name in layer.split("|")}
    assert layers["exhaustive"]
    assert named == PACKAGES


@pytest.mark.parametrize("path", modules("kernels"), ids=str)
def test_kernels_import_only_numpy_numba_units_and_kernels(path: Path) -> None:
    allowed = ["__future__", "math", "typing", "collections.abc", "numpy", "numba"]
    if path.name == "loading.py":  # no kernel: it only loads numba
        allowed += ["sys", "importlib"]
    if path == Path("kernels/merging.py"):  # no kernel: it teaches numba where to optimise
        allowed += ["weakref"]
    if path.name == "processor.py":  # words of numba's own compiler
        allowed += ["llvmlite"]
    for name in imports(path):
        root = name.split(".")[0]
        is_kernel = name == "airshield.units" or "kernels" in name.split(".")[1:3]
        assert name in allowed or root in allowed or (root == "airshield" and is_kernel), name


@pytest.mark.parametrize("path", modules("model"), ids=str)
def test_model_imports_only_the_standard_library_errors_and_units(path: Path) -> None:
    for name in imports(path):
        own = name.startswith(("airshield.errors", "airshield.units", "airshield.model"))
        assert own or name.split(".")[0] in sys.stdlib_module_names, name


@pytest.mark.parametrize("path", modules(), ids=str)
def test_no_import_of_airshield_inside_a_function(path: Path) -> None:
    """No cycle is dodged so. In apps, where nothing can import back, it may save start-up time."""
    lines = (SRC / path).read_text().splitlines()
    for node in functions(path):
        for inner in ast.walk(node):
            if not isinstance(inner, ast.Import | ast.ImportFrom):
                continue
            if any(name.startswith("airshield") for name in imports(path, inner)):
                line = lines[inner.lineno - 1]
                assert path.parts[0] == "apps", line
                assert "# noqa: PLC0415 - " in line, f"say why: {line}"
