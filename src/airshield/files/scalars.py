"""What an unquoted word means: the core schema of YAML 1.2, within the numbers a model can hold."""

from __future__ import annotations

import math
import re

_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_LARGEST = 2**63 - 1
_BASES = {"0o": 8, "0x": 16}


def plain_scalar(text: str) -> str | int | float | bool | None:
    """Return what an unquoted scalar means; ``no``, ``yes`` and ``on`` are text.

    Raises
    ------
    ValueError
        If it is a number that is too large or not finite.

    References
    ----------
    YAML 1.2.2, section 10.3.2.
    """
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return whole_number(text)
    if _FLOAT.fullmatch(text):
        return finite_float(text)
    if _NOT_FINITE.fullmatch(text):
        raise ValueError(f"{text} is no number that can be used here; give a finite one")
    return text


def whole_number(text: str) -> int:
    """Return a whole number that fits 64 bits.

    Raises
    ------
    ValueError
        If it does not fit.
    """
    body = text.lstrip("+-")
    base = _BASES.get(body[:2], 10)
    digits = (body[2:] if base != 10 else body).lstrip("0") or "0"
    # Checked before conversion: Python takes quadratic time over thousands of digits.
    if len(digits) > 64 or (number := int(digits, base)) > _LARGEST:
        raise ValueError(f"{_short(text)} is too large a number; at most {_LARGEST:,}")
    return -number if text.startswith("-") else number


def finite_float(text: str) -> float:
    """Return a floating-point number.

    Raises
    ------
    ValueError
        If it is too large for one.
    """
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{_short(text)} is too large a number")
    return number


def _short(text: str) -> str:
    return text if len(text) <= 24 else f"{text[:20]}… ({len(text):,} digits)"
