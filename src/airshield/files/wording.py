"""How mistakes are put into words."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from itertools import islice
from typing import Any

_MOST_LISTED = 12
_MOST_COMPARED = 2_000


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like a given one, if any is."""
    by_lower = {name.lower(): name for name in islice(known, _MOST_COMPARED)}
    found = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else None


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return `` – did you mean "…"?``, or else what there is to choose from."""
    names = list(dict.fromkeys(known))
    if near := nearest(word, names):
        return f' – did you mean "{near}"?'
    if not names:
        return "; there are none"
    listed = ", ".join(names[:_MOST_LISTED])
    rest = len(names) - _MOST_LISTED
    return f"; there are: {listed}" + (f" and {rest} more" if rest > 0 else "")


def shown(value: Any) -> str:
    """Say what was given, as in ``text "40000"``."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'text "{value if len(value) <= 40 else value[:39] + "…"}"'
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return str(value) if len(str(value)) <= 40 else f"{str(value)[:39]}…"


def advice(value: Any, expects_number: bool) -> str:
    """Return what to do about text that stands where a number should."""
    if not (expects_number and isinstance(value, str)):
        return ""
    bare = re.sub(r"[ _,']", "", value.strip())
    if re.fullmatch(r"[-+]?[0-9]*\.?[0-9]+([eE][-+]?[0-9]+)?", bare):
        return f"; write {bare}, without quotes or separators"
    if re.match(r"[-+]?[0-9.]+\s*[A-Za-z%°]", value):
        return "; leave the unit out (it is in the key's name)"
    return ""
