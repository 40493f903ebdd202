"""`airshield new`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from airshield.files.starter import start_scenario


def new(
    folder: Path,
    /,
    *,
    shipped: Annotated[str | None, Parameter(name="--from")] = None,
) -> None:
    """Write a commented scenario to start from, with the files it names.

    A file that is there already is never overwritten.

    **Examples**

        airshield new my-question
        airshield new wave --from autumn-2022

    Parameters
    ----------
    folder
        Folder to write into; made if it is not there.
    shipped
        Copy this shipped scenario instead.
    """
    written = start_scenario(folder, shipped)
    for path in written:
        print(f"wrote {path}")
    print(f"Next: airshield validate {written[0]}")
