"""Reading scenario files into one tree: format version, ``extends``, paths kept inside."""

from __future__ import annotations

from pathlib import Path

from airshield.errors import InputError
from airshield.files.json_reader import read_json
from airshield.files.nodes import Entry, Node, merged, plain
from airshield.files.opening import read_source
from airshield.files.places import Mistake, PathOfKeys, Place, PlacedError
from airshield.files.shipped import scenarios_folder, shipped_scenarios
from airshield.files.wording import shown
from airshield.files.yaml_reader import read_yaml

FORMAT = 1
"""Version of the file format that this airshield reads."""
_LONGEST_CHAIN = 20


def read_mapping(path: Path, root: Path | None = None) -> Node:
    """Read a YAML or JSON file whose top level is a mapping.

    Raises
    ------
    InputError
        If it cannot be read, or is not YAML, JSON or a mapping.
    """
    source = read_source(path, root)
    node = read_json(source) if path.suffix.lower() == ".json" else read_yaml(source)
    if not isinstance(node.value, dict):
        raise refused(
            node.place, f"must hold keys and values (key: value), not {shown(plain(node))}"
        )
    return node


def refused(place: Place, message: str, path: PathOfKeys = ()) -> InputError:
    """Return the error for one mistake at a place."""
    return PlacedError([Mistake(place, path, message)])


def check_version(root: Node, *, needed: bool) -> Node:
    """Return the tree without its ``airshield`` key.

    Raises
    ------
    InputError
        If the version is missing though needed, or not ours.
    """
    entry = root.entries().get("airshield")
    if entry is None:
        if needed:
            raise refused(
                root.place,
                f"the format version is missing; begin the file with airshield: {FORMAT}",
            )
        return root
    if entry.node.value != FORMAT or type(entry.node.value) is not int:
        given = shown(plain(entry.node))
        newer = isinstance(entry.node.value, int) and entry.node.value > FORMAT
        hint = "install a newer airshield" if newer else f"write airshield: {FORMAT}"
        raise refused(
            entry.node.place,
            f"must be {FORMAT}, the format this airshield reads, got {given}; {hint}",
            ("airshield",),
        )
    return without(root, "airshield")


def without(root: Node, *keys: str) -> Node:
    """Return a mapping without some of its keys."""
    return Node({k: e for k, e in root.entries().items() if k not in keys}, root.place)


def read_tree(path: Path) -> Node:
    """Read a scenario file and everything it extends into one tree.

    Raises
    ------
    InputError
        If any of the files cannot be read, or they extend each other in a circle.
    """
    return _extended(path, path.parent, ())


def _extended(path: Path, folder: Path, chain: tuple[Path, ...]) -> Node:
    root = check_version(read_mapping(path, folder), needed=True)
    chain = (*chain, path.resolve())
    entry = root.entries().get("extends")
    if entry is None:
        return root
    place = entry.node.place
    base, folder = _base_path(entry.node)
    if base.resolve() in chain:
        circle = " → ".join(part.name for part in (*chain, base))
        raise refused(place, f"the files extend each other in a circle: {circle}", ("extends",))
    if len(chain) >= _LONGEST_CHAIN:
        raise refused(place, f"more than {_LONGEST_CHAIN} files extend each other", ("extends",))
    try:
        base_root = _extended(base, folder, chain)
    except PlacedError:
        raise
    except InputError as error:
        raise refused(place, "; ".join(error.problems), ("extends",)) from None
    over = without(root, "extends")
    return laid_over(base_root, over)


def _base_path(node: Node) -> tuple[Path, Path]:
    """Return the extended file, and the folder that paths in it may not leave."""
    name = node.value
    if isinstance(name, str) and not Path(name).suffix and name in shipped_scenarios():
        return shipped_scenarios()[name], scenarios_folder()
    return named_path(node, ("extends",)), node.place.source.root


def laid_over(base: Node, over: Node) -> Node:
    """Return a scenario's tree with the keys of another laid upon it, as ``extends`` does."""
    return _with_catalogues(base, over, merged(base, over))


def _with_catalogues(base: Node, over: Node, joined: Node) -> Node:
    """Let the catalogue files of both count, those of the base first."""
    first, second = base.entries().get("catalogue"), over.entries().get("catalogue")
    if first is None or second is None or second.node.value is None:
        return joined
    items = [*_items(first.node), *_items(second.node)]
    entry = Entry(second.key, Node(items, second.node.place))
    return Node({**joined.entries(), "catalogue": entry}, joined.place)


def _items(node: Node) -> list[Node]:
    return node.value if isinstance(node.value, list) else [node]


def named_path(node: Node, path: PathOfKeys) -> Path:
    """Return the file that a value names, relative to the file that says so.

    Raises
    ------
    InputError
        If the value is not text, or leads out of the folder of the scenario.
    """
    name, source = node.value, node.place.source
    if not isinstance(name, str) or not name.strip() or "\0" in name:
        raise refused(node.place, f"must name a file, got {shown(plain(node))}", path)
    found = source.folder / name
    if Path(name).is_absolute() or not _inside(found, source.root):
        raise refused(
            node.place,
            f'"{name}" leads out of the folder of the scenario; copy it in there and give the path '
            "from the file that names it",
            path,
        )
    return found


def _inside(path: Path, root: Path) -> bool:
    """Return whether a path, links followed, lies in a folder."""
    try:
        return path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return False
