"""The source tree as the architecture tests see it."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "airshield"

PACKAGES = {path.stem for path in SRC.glob("[a-z]*.py")} | {
    path.parent.name for path in SRC.glob("*/__init__.py")
}


def modules(part: str | None = None) -> list[Path]:
    """Return all modules, or those in a package or file called ``part``, relative to ``SRC``."""
    found = sorted(path.relative_to(SRC) for path in SRC.rglob("*.py"))
    return [path for path in found if part is None or part in path.with_suffix("").parts]


def imports(path: Path, inside: ast.AST | None = None) -> Iterator[str]:
    """Yield the absolute name of every module imported in a file, or in one node of it."""
    tree = inside if inside is not None else ast.parse((SRC / path).read_text())
    package = ("airshield", *path.parts[:-1])
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            yield ".".join((*base, *([node.module] if node.module else [])))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method of a file, nested ones too."""
    for node in ast.walk(ast.parse((SRC / path).read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def public(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield the functions and methods of a file that others may call (overloads aside)."""
    tree = ast.parse((SRC / path).read_text())
    bodies = [tree.body]
    bodies += [n.body for n in tree.body if isinstance(n, ast.ClassDef) and n.name[0] != "_"]
    for node in (node for body in bodies for node in body):
        is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if not is_function or node.name[0] == "_":
            continue
        if "overload" not in map(ast.unparse, node.decorator_list):
            yield node
