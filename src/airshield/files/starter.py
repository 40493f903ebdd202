"""Starting a scenario: a commented one to change, or a copy of a shipped one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from airshield.errors import InputError, OutputError
from airshield.files.nodes import Node
from airshield.files.output import make_folder, mapped_errors, write_text
from airshield.files.places import printable
from airshield.files.shipped import shipped_scenarios
from airshield.files.trees import named_path, read_mapping
from airshield.files.wording import suggestion

_STARTER = Path(__file__).resolve().parent / "starter"
_FILE_KEYS = ("catalogue", "districts", "outline")


def start_scenario(folder: Path, shipped: str | None = None) -> list[Path]:
    """Write ``scenario.yaml`` and the files it names into a folder.

    Parameters
    ----------
    folder
        Made if it is not there.
    shipped
        Name of the shipped scenario to copy; without it, a commented starter.

    Returns
    -------
    list
        The files written, the scenario first.

    Raises
    ------
    InputError
        If there is no such shipped scenario.
    OutputError
        If a file is there already, or cannot be written.
    """
    files = _starter_files() if shipped is None else _shipped_files(shipped)
    _refuse_existing(folder, files)
    make_folder(folder)
    for name, text in files.items():
        write_text(folder / name, text)
    return [folder / name for name in files]


def _refuse_existing(folder: Path, names: Iterable[str]) -> None:
    with mapped_errors(folder):
        for path in (folder / name for name in names):
            if path.exists() or path.is_symlink():
                raise OutputError(
                    f"{printable(str(path))}: is there already; choose another folder, or remove "
                    "it first"
                )


def _starter_files() -> dict[str, str]:
    return {
        name: (_STARTER / name).read_text("utf-8")
        for name in ("scenario.yaml", "districts.geojson")
    }


def _shipped_files(name: str) -> dict[str, str]:
    known = shipped_scenarios()
    if name not in known:
        raise InputError([f'there is no shipped scenario "{name}"{suggestion(name, known)}'])
    root = read_mapping(known[name])
    named = [named_path(node, (key,)) for key, node in _naming(root)]
    files = {"scenario.yaml": known[name].read_text("utf-8")}
    return {**files, **{path.name: path.read_text("utf-8") for path in named}}


def _naming(root: Node) -> list[tuple[str, Node]]:
    """Return the nodes that name files to copy, with their keys; all lie beside the scenario."""
    found = [(key, root.entries()[key].node) for key in _FILE_KEYS if key in root.entries()]
    return [
        (key, item)
        for key, node in found
        for item in (node.value if isinstance(node.value, list) else [node])
        if item.value is not None
    ]
