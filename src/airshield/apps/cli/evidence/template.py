"""`airshield evidence template`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from airshield.files.forms import Kind, template_text, write_template


def template(
    kind: Kind = "record",
    /,
    *,
    out: Annotated[Path | None, Parameter(show_default=False)] = None,
    seed: int = 1,
) -> None:
    """Write a commented file to start from: a record, its breaks or labels, claims, an example.

    All figures, places and parties in it are invented.

    **Examples**

        airshield evidence template --out record.csv
        airshield evidence template example --seed 7 --out example.csv
        airshield evidence template claims > claims.yaml

    Parameters
    ----------
    kind
        `record`: the plain format explained, with a row for each case. `example`: a generated
        record of 18 months. `breaks`: where counts change their meaning. `labels`: the words for
        threats that are known. `claims`: what several parties state of one thing.
    out
        The file to write; without it, standard output.
    seed
        Seed of a generated example.
    """
    if out is None:
        print(template_text(kind, seed), end="")
        return
    write_template(out, kind, seed)
    print(f"wrote {out}", file=sys.stderr)
