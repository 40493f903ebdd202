"""A plan as an override file: the scenario it extends, with the new batteries in it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from airshield.files.output import write_text
from airshield.files.places import printable
from airshield.files.scenario import Loaded
from airshield.files.shipped import shipped_scenarios
from airshield.files.trees import FORMAT
from airshield.model.scenario import Battery


def write_laydown(path: Path, loaded: Loaded, added: Mapping[str, Battery], title: str) -> None:
    """Write an override file that puts batteries into a scenario.

    Parameters
    ----------
    path
        The file.
    loaded
        The scenario that it extends.
    added
        The batteries by name.
    title
        What it is, in a line.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    write_text(path, laydown_text(path, loaded, added, title))


def laydown_text(path: Path, loaded: Loaded, added: Mapping[str, Battery], title: str) -> str:
    """Return the text of an override file."""
    base, hint = _base(path, loaded.path)
    head = [printable(title), "Places are illustrative: a study, not a deployment order.", *hint]
    lines = [f"# {line}" for line in head]
    lines += [f"airshield: {FORMAT}", f"extends: {json.dumps(base, ensure_ascii=False)}"]
    lines += ["batteries:"] if added else ["# It adds nothing."]
    lines += [
        f"  {json.dumps(name, ensure_ascii=False)}: {_battery(b)}" for name, b in added.items()
    ]
    return "".join(f"{line}\n" for line in lines)


def _battery(battery: Battery) -> str:
    """Return a battery on one line."""
    values: dict[str, object] = {
        "lat_deg": round(battery.lat_deg, 5),
        "lon_deg": round(battery.lon_deg, 5),
        "system": battery.system,
        "network": battery.network,
        "stock": battery.stock,
    }
    kept = {key: value for key, value in values.items() if value is not None}
    return json.dumps(kept, ensure_ascii=False)


def _base(path: Path, scenario: Path) -> tuple[str, list[str]]:
    """Return how the file names the scenario, and what its reader must know to use it."""
    for name, shipped in shipped_scenarios().items():
        if shipped == scenario:
            return name, []
    way = Path(os.path.relpath(scenario.resolve(), path.parent.resolve())).as_posix()
    if not way.startswith("../"):
        return way, []
    return scenario.name, [f"Copy it beside {printable(scenario.name)}, which it extends."]
