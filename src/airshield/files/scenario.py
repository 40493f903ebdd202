"""From a scenario file to a scenario and its catalogue, telling every mistake at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from airshield.errors import InputError
from airshield.files.calibration import CalibrationFile
from airshield.files.catalogue import catalogue_tree, checked_catalogue
from airshield.files.geojson import read_districts
from airshield.files.goals import with_goal_records
from airshield.files.nodes import Node, find, locate, plain
from airshield.files.opening import fingerprint
from airshield.files.option import Option
from airshield.files.overrides import Override, overridden, parse_override
from airshield.files.places import Mistakes, Place
from airshield.files.shipped import find_scenario
from airshield.files.trees import named_path, read_tree, without
from airshield.files.validation import Checked, adapter, validate
from airshield.files.wording import shown
from airshield.model.campaign import Campaign
from airshield.model.catalogue import Catalogue
from airshield.model.checks import PLACING_CHECKS, RELATION_CHECKS
from airshield.model.scenario import District, Scenario
from airshield.simulation.figures import sensors_used, systems_used

_MOST_BYTES = 2 * 2**30
_MOST_PROBLEMS = 1_000
"""Mistakes of one kind that are looked for."""
_FILE_KEYS = ("catalogue", "districts")
_LEFT_OUT: dict[str, Any] = {
    "goals": (),
    "candidates": None,
    "pledges": {},
    "campaign": Campaign(),
}
"""Keys that are no part of the digest while they say nothing: digests without them stay."""


class Loaded(NamedTuple):
    """A scenario that holds together, with all that it rests on."""

    scenario: Scenario
    """The scenario, with `extends` and `--set` applied and districts read."""
    catalogue: Catalogue
    """The shipped catalogue with the user's own laid upon it."""
    path: Path
    """The file it was read from."""
    digest: str
    """SHA-256 over scenario, catalogue and terrain, all resolved."""
    overrides: tuple[str, ...]
    """`--set` assignments."""
    terrain_path: Path | None
    """The height raster that `terrain` names."""
    outline_path: Path | None
    """The outline that `outline` names."""
    calibration: CalibrationFile | None = None
    """The calibration that it is played with."""


def read_scenario(
    path: str | Path, overrides: Sequence[str] = (), option: Option | None = None
) -> Loaded:
    """Read a scenario file, or a shipped scenario by its name.

    Parameters
    ----------
    path
        YAML or JSON file, or the name of a shipped scenario.
    overrides
        Assignments such as ``raid.groups.cruise.count=40``, made last.
    option
        What is laid over the file.

    Raises
    ------
    InputError
        If anything is wrong with the file, the files it names, or an assignment: all mistakes
        at once, each with its place.
    """
    mistakes = Mistakes()
    loaded = checked_scenario(path, overrides, mistakes, option)
    mistakes.check()
    if loaded is None:
        raise InputError([f"{path}: cannot be read"])
    return loaded


def checked_scenario(
    path: str | Path,
    overrides: Sequence[str],
    mistakes: Mistakes,
    option: Option | None = None,
) -> Loaded | None:
    """Read a scenario, with an option laid over it, and note its mistakes.

    Returns
    -------
    Loaded or None
        The scenario, if there are none.

    Raises
    ------
    InputError
        If a file is no scenario at all: missing, not YAML, of another version.
    """
    file = find_scenario(str(path))
    tree = read_tree(file)
    parsed = _parsed(overrides, file.parent, mistakes)
    if option is not None:
        tree, parsed = option.laid_over(tree), [*option.assignments, *parsed]
    for_scenario, for_catalogue = _sorted_overrides(parsed)
    tree, files = _file_keys(tree, for_scenario, mistakes)
    catalogues = _catalogue_paths(files.get("catalogue"), mistakes)
    shelf = catalogue_tree(catalogues, mistakes)
    shelf = _overridden(Catalogue, shelf, for_catalogue, mistakes)
    districts = _districts(files.get("districts"), mistakes)
    paths = {key: _existing(tree, key, mistakes) for key in ("terrain", "outline")}

    whole = not mistakes
    catalogue = checked_catalogue(shelf, mistakes)
    tree = with_goal_records(tree, mistakes)
    scenario = _scenario(tree, districts, mistakes)
    if whole and catalogue.record is not None and scenario.record is not None:
        _check_across(tree, scenario, catalogue, mistakes)
    if mistakes:
        return None
    return Loaded(
        scenario.record,
        catalogue.record,
        file,
        _digest(scenario.record, catalogue.record, paths["terrain"]),
        tuple(overrides),
        paths["terrain"],
        paths["outline"],
    )


def _parsed(texts: Iterable[str], folder: Path, mistakes: Mistakes) -> list[Override]:
    """Return assignments taken apart."""
    found = []
    for text in texts:
        try:
            found.append(parse_override(text, folder))
        except InputError as error:
            mistakes.add_error(error)
    return found


def _sorted_overrides(overrides: Iterable[Override]) -> tuple[list[Override], list[Override]]:
    """Return the assignments to the scenario, and those to the catalogue without that key."""
    scenario: list[Override] = []
    catalogue: list[Override] = []
    for override in overrides:
        if override.path[0] == "catalogue" and len(override.keys) > 1:
            catalogue.append(override._replace(keys=override.keys[1:]))
        else:
            scenario.append(override)
    return scenario, catalogue


def _file_keys(
    tree: Node, overrides: list[Override], mistakes: Mistakes
) -> tuple[Node, dict[str, Node]]:
    """Apply the assignments; return the tree without the keys that name files, and these."""
    files = {key: entry.node for key, entry in tree.entries().items() if key in _FILE_KEYS}
    rest = []
    for override in overrides:
        if override.path[0] in _FILE_KEYS:
            files[str(override.path[0])] = override.value
        else:
            rest.append(override)
    return _overridden(Scenario, without(tree, *_FILE_KEYS), rest, mistakes), files


def _overridden(kind: type, tree: Node, overrides: Iterable[Override], mistakes: Mistakes) -> Node:
    for override in overrides:
        try:
            tree = overridden(kind, tree, override)
        except InputError as error:
            mistakes.add_error(error)
    return tree


def _catalogue_paths(node: Node | None, mistakes: Mistakes) -> list[tuple[Path, Place | None]]:
    if node is None or node.value is None:
        return []
    found: list[tuple[Path, Place | None]] = []
    for item in node.value if isinstance(node.value, list) else [node]:
        try:
            found.append((named_path(item, ("catalogue",)), item.place))
        except InputError as error:
            mistakes.add_error(error)
    return found


def _districts(node: Node | None, mistakes: Mistakes) -> dict[str, District]:
    if node is None or node.value is None:
        return {}
    try:
        if not isinstance(node.value, str):
            text = f"must name a GeoJSON file, got {shown(plain(node))}"
            mistakes.add(node.place, ("districts",), text)
            return {}
        return read_districts(named_path(node, ("districts",)))
    except InputError as error:
        mistakes.add_error(error, node.place, ("districts",))
        return {}


def _existing(tree: Node, key: str, mistakes: Mistakes) -> Path | None:
    """Return the file that a key names, if it does; note if it is not there."""
    node = find(tree, (key,))
    if node is None or not isinstance(node.value, str):
        return None
    try:
        path = named_path(node, (key,))
    except InputError as error:
        mistakes.add_error(error)
        return None
    if not path.is_file():
        text = f'there is no file "{node.value}"; check the name and the folder'
        mistakes.add(node.place, (key,), text)
    return path


def _scenario(tree: Node, districts: dict[str, District], mistakes: Mistakes) -> Checked:
    checked = validate(Scenario, tree, mistakes)
    if checked.record is None:
        return checked
    # Set aside while the rest was validated: polygons are long, and checked already.
    object.__setattr__(checked.record, "districts", districts)
    return checked


def _check_across(tree: Node, checked: Checked, catalogue: Checked, mistakes: Mistakes) -> None:
    """Note what is wrong between records; where a record is broken, as far as it goes."""
    checks = [*RELATION_CHECKS]
    if not catalogue.doubts and not _places_in_doubt(checked):
        checks += PLACING_CHECKS
    for check in checks:
        try:
            problems = list(islice(check(checked.record, catalogue.record), _MOST_PROBLEMS))
        except (ArithmeticError, TypeError, ValueError):
            if not checked.doubts:
                raise
            continue
        for path, message in problems:
            if checked.doubts.trusts(path):
                mistakes.add(locate(tree, path), path, message)


def _places_in_doubt(checked: Checked) -> bool:
    """Return whether any place is a stand-in: distances would then be to nowhere."""
    return any(
        str(path[-1]).endswith(("lat_deg", "lon_deg", "origin", "release"))
        or (path[0] in ("assets", "batteries", "sensors", "frame") and len(path) <= 2)
        for path in checked.doubts
    )


def _digest(scenario: Scenario, catalogue: Catalogue, terrain: Path | None) -> str:
    """Return the SHA-256 of everything that the answer depends on.

    Mappings keep their order: it decides the order of events that happen at the same time.
    """
    whole = adapter(Scenario).dump_python(scenario, mode="json")
    for key, default in _LEFT_OUT.items():
        if getattr(scenario, key) == default:
            del whole[key]
    state: dict[str, Any] = {
        "scenario": whole,
        "catalogue": adapter(Catalogue).dump_python(catalogue, mode="json"),
        "terrain": _digest_of_file(terrain),
    }
    return _digest_of(state)


def laydown_digest(loaded: Loaded) -> str:
    """Return the SHA-256 of a lay-down: what stands where, how it works together, and its types."""
    scenario, catalogue = loaded.scenario, loaded.catalogue
    whole = adapter(Scenario).dump_python(scenario, mode="json")
    shelf = adapter(Catalogue).dump_python(catalogue, mode="json")
    state: dict[str, Any] = {
        key: whole[key] for key in ("frame", "networks", "sensors", "batteries", "doctrine")
    }
    state["systems"] = {name: shelf["systems"][name] for name in systems_used(scenario)}
    used = sensors_used(scenario, catalogue)
    state["sensor_types"] = {name: shelf["sensors"][name] for name in used}
    state["terrain"] = _digest_of_file(loaded.terrain_path)
    return _digest_of(state)


def _digest_of(state: dict[str, Any]) -> str:
    text = json.dumps(state, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _digest_of_file(path: Path | None) -> str | None:
    if path is None:
        return None
    return fingerprint(path, _MOST_BYTES)
