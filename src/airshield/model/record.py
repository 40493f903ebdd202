"""The decorator every model record carries, and the rules that records share."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, dataclass_transform

from airshield.errors import RecordError

T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """Make a frozen, slotted, keyword-only dataclass that refuses unknown keys in files."""
    made: Any = dataclass(frozen=True, slots=True, kw_only=True)(cls)
    made.__pydantic_config__ = {"extra": "forbid"}
    return made  # type: ignore[no-any-return]


class Rules:
    """Collects what is wrong with a record, so that all its mistakes are told at once.

    Each rule is written positively, so that NaN fails it.
    """

    def __init__(self, of: object) -> None:
        self._of = of
        self._problems: list[tuple[str, str]] = []

    def must(self, field: str, holds: Callable[[Any], bool], rule: str) -> Rules:
        """Note that ``field`` must obey ``rule`` unless it ``holds`` (or is None)."""
        value = getattr(self._of, field)
        if value is not None and not holds(value):
            self._problems.append((field, f"must {rule}, got {value}"))
        return self

    def positive(self, *fields: str) -> Rules:
        """Each field is finite and above zero."""
        return self._each(fields, lambda v: 0 < v < math.inf, "be above 0 and finite")

    def not_negative(self, *fields: str) -> Rules:
        """Each field is finite and at least zero."""
        return self._each(fields, lambda v: 0 <= v < math.inf, "be at least 0 and finite")

    def finite(self, *fields: str) -> Rules:
        """Each field is a finite number."""
        return self._each(fields, math.isfinite, "be a finite number")

    def probability(self, *fields: str) -> Rules:
        """Each field lies in [0, 1]."""
        return self._each(fields, lambda v: 0 <= v <= 1, "lie in [0, 1]")

    def place(self) -> Rules:
        """``lat_deg`` and ``lon_deg`` are a place on Earth."""
        self.must("lat_deg", lambda v: -90 <= v <= 90, "lie in [-90, 90] degrees")
        return self.must("lon_deg", lambda v: -180 <= v <= 180, "lie in [-180, 180] degrees")

    def refuse(self, field: str, message: str) -> Rules:
        """Note a mistake that the caller has found."""
        self._problems.append((field, message))
        return self

    def check(self) -> None:
        """Raise ``RecordError`` with every mistake noted so far.

        Raises
        ------
        RecordError
            If any rule is broken.
        """
        if self._problems:
            raise RecordError(self._problems)

    def _each(self, fields: tuple[str, ...], holds: Callable[[Any], bool], rule: str) -> Rules:
        for name in fields:
            self.must(name, holds, rule)
        return self
