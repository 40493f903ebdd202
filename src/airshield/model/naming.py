"""What is said of a name that is not there."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """Say that a name is unknown, and what may have been meant."""
    names = list(known)
    near = difflib.get_close_matches(name, names[:2_000], n=1)
    if near:
        return f'there is no {what} "{name}" – did you mean "{near[0]}"?'
    if not names:
        return f'there is no {what} "{name}"; there are none'
    shown = ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
    return f'there is no {what} "{name}"; there are: {shown}'
