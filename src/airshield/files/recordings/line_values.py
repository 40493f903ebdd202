"""Values of a line of plots, checked one by one."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from airshield.files.recordings.line_fields import COURSES, FIELDS, FORMS, TIMES_S, Field, Kind
from airshield.files.wording import advice, shown, suggestion
from airshield.tracking.plots import CLASSES

_HEX: Final = re.compile(r"[0-9A-Fa-f]{1,12}")
_LONGEST: Final = 200
_HUGE: Final = 10**300


def read_value(name: str, value: Any) -> Any:
    """Return the value of a key as it is used: a number, a text, a class's index.

    Raises
    ------
    ValueError
        If it is not what the key asks for; the message says what it must be.
    """
    field = FIELDS[name]
    return _READERS[field.kind](field, value)


def _number(field: Field, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"must be a number, got {shown(value)}{advice(value, True)}")
    if not (-_HUGE < value < _HUGE and field.least <= value <= field.most) or (
        field.above and value <= field.least
    ):
        least = "above" if field.above else "from"
        raise ValueError(f"must lie {least} {field.least:g} to {field.most:g}, got {shown(value)}")
    return float(value)


def _whole(field: Field, value: Any) -> int:
    if isinstance(value, float) and not value.is_integer():
        raise ValueError(f"must be a whole number, got {shown(value)}")
    return int(_number(field, value))


def _text(field: Field, value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST:
        raise ValueError(f"must be text of 1 to {_LONGEST} characters, got {shown(value)}")
    return value.strip()


def _time(field: Field, value: Any) -> float:
    try:
        found = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(
            f"must be a time such as 2026-01-01T00:00:00Z, got {shown(value)}"
        ) from None
    if found.tzinfo is None:
        raise ValueError(f"needs a zone (Z for UTC), got {shown(value)}")
    try:
        time_s = found.timestamp()
    except (OverflowError, ValueError):
        time_s = math.inf
    if not TIMES_S[0] <= time_s <= TIMES_S[1]:
        raise ValueError(f"must be a year from 1900 to 2200, got {shown(value)}")
    return time_s


def _yes(field: Field, value: Any) -> bool:
    if value is not True:
        raise ValueError(f"must be true, got {shown(value)}; leave it out otherwise")
    return True


def _class(field: Field, value: Any) -> int:
    if not isinstance(value, str) or value not in CLASSES:
        hint = suggestion(str(value), CLASSES)
        raise ValueError(f"must be a class, got {shown(value)}{hint}")
    return CLASSES.index(value)


def _course(field: Field, value: Any) -> float:
    if isinstance(value, str):
        bare = re.sub(r"[\s_-]", "", value.lower())
        if bare not in COURSES:
            raise ValueError(f"must be a direction, got {shown(value)}{suggestion(bare, COURSES)}")
        return COURSES[bare]
    return _number(field, value)


def _address(field: Field, value: Any) -> int:
    if isinstance(value, str) and _HEX.fullmatch(value):
        return int(value, 16)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 2**53:
        return value
    raise ValueError(f"must be a number from 0 or hexadecimal text, got {shown(value)}")


def _form(field: Field, value: Any) -> str:
    if value not in FORMS:
        raise ValueError(f"must be {' or '.join(FORMS)}, got {shown(value)}")
    return str(value)


_READERS: Final[dict[Kind, Callable[[Field, Any], Any]]] = {
    "number": _number,
    "whole": _whole,
    "text": _text,
    "time": _time,
    "yes": _yes,
    "class": _class,
    "course": _course,
    "address": _address,
    "form": _form,
}
