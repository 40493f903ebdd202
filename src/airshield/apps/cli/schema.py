"""`airshield schema`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated, Any, Final, Literal

from cyclopts import Parameter

from airshield.files.recordings.line_fields import plots_schema
from airshield.files.schema import catalogue_schema, scenario_schema
from airshield.files.surveillance import surveillance_schema

Of = Literal["scenario", "catalogue", "surveillance", "plots"]
_SCHEMAS: Final[dict[Of, Callable[[], dict[str, Any]]]] = {
    "scenario": scenario_schema,
    "catalogue": catalogue_schema,
    "surveillance": surveillance_schema,
    "plots": plots_schema,
}


def schema(
    of: Of = "scenario", *, catalogue: Annotated[bool, Parameter(negative="")] = False
) -> None:
    """Print the JSON Schema (draft 2020-12) of scenario files and others, for editors.

    With it, most editors complete keys, show what they mean, and mark mistakes.

    **Examples**

        airshield schema > airshield.schema.json
        airshield schema catalogue > catalogue.schema.json
        airshield schema surveillance > surveillance.schema.json
        airshield schema plots > plots.schema.json

    In VS Code with the YAML extension, write at the top of a scenario:

        # yaml-language-server: $schema=airshield.schema.json

    Parameters
    ----------
    of
        A scenario file, a catalogue file, a surveillance file, or one line of a file of plots.
    catalogue
        The same as `airshield schema catalogue`.
    """
    shown = _SCHEMAS["catalogue" if catalogue else of]()
    print(json.dumps(shown, indent=2, ensure_ascii=False))
