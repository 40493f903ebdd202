"""Write one page of API for each package, so that the reference never lags behind the source.

The pages go to ``docs/reference/api`` (not committed). Kernels are left out: they are called
through the functions that the pages show.
"""

from __future__ import annotations

import inspect
from pathlib import Path
from pkgutil import iter_modules
from types import GenericAlias

from sphinx.application import Sphinx

import airshield

SOURCE = Path(inspect.getfile(airshield)).parent


def _modules(package: str) -> list[str]:
    """Return the modules of a package and of the packages in it, kernels left out."""
    found = []
    for module in iter_modules([str(SOURCE.joinpath(*package.split(".")))]):
        if module.name.startswith("_") or module.name == "kernels":
            continue
        found.append(f"airshield.{package}.{module.name}")
        if module.ispkg:
            found += _modules(f"{package}.{module.name}")
    return found


def _page(title: str, modules: list[str]) -> str:
    parts = [title, "=" * len(title), ""]
    for module in modules:
        heading = f"``{module}``" if len(modules) > 1 else ""
        parts += [heading, "-" * len(heading), ""] if heading else []
        parts += [f".. automodule:: {module}", "   :members:", "   :undoc-members:", ""]
    return "\n".join(parts)


def write_pages(app: Sphinx) -> None:
    """Write the pages that are new or have changed, and remove those of packages that are gone."""
    folder = Path(app.srcdir) / "reference" / "api"
    folder.mkdir(exist_ok=True)
    pages = {}
    for module in iter_modules([str(SOURCE)]):
        name = f"airshield.{module.name}"
        if module.name not in ("kernels", "apps"):
            inner = _modules(module.name) if module.ispkg else []
            pages[module.name] = _page(name, [name, *inner])
    for path in folder.glob("*.rst"):
        if path.stem not in pages:
            path.unlink()
    for name, text in pages.items():
        path = folder / f"{name}.rst"
        if not path.exists() or path.read_text() != text:
            path.write_text(text)


def leave_out(_app: Sphinx, _what: str, _name: str, value: object, *_: object) -> bool | None:
    """Leave out aliases of types (numpydoc cannot format them); None keeps what is there."""
    return True if isinstance(value, GenericAlias) else None


def setup(app: Sphinx) -> dict[str, bool]:
    """Write the pages before sources are read."""
    app.setup_extension("sphinx.ext.autodoc")
    app.connect("autodoc-skip-member", leave_out)
    app.connect("builder-inited", write_pages)
    return {"parallel_read_safe": True}
