"""`airshield schema`."""

from __future__ import annotations

import json
from typing import Annotated

from cyclopts import Parameter

from airshield.files.schema import catalogue_schema, scenario_schema


def schema(*, catalogue: Annotated[bool, Parameter(negative="")] = False) -> None:
    """Print the JSON Schema (draft 2020-12) of scenario files, for editors.

    With it, most editors complete keys, show what they mean, and mark mistakes.

    **Examples**

        airshield schema > airshield.schema.json
        airshield schema --catalogue > catalogue.schema.json

    In VS Code with the YAML extension, write at the top of a scenario:

        # yaml-language-server: $schema=airshield.schema.json

    Parameters
    ----------
    catalogue
        Of a catalogue file instead.
    """
    shown = catalogue_schema() if catalogue else scenario_schema()
    print(json.dumps(shown, indent=2, ensure_ascii=False))
