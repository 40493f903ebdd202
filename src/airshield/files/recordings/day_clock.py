"""Times of day made into times that go on over midnight."""

from __future__ import annotations

import math

DAY_S = 86_400.0
_FAR_S = 3_600.0
_PATIENCE = 10


class DayClock:
    """Puts times of day on the day that is nearest to when they came.

    That is the time of capture where there is one, else the time before; a single wild time does
    not move it.
    """

    def __init__(self) -> None:
        self._last_s = math.nan
        self._far = 0

    def time_s(self, time_of_day_s: float, captured_s: float) -> float:
        """Return seconds from 1970, or, without time of capture, from the first midnight."""
        if not math.isnan(captured_s):
            return _on_day(time_of_day_s, captured_s)
        if math.isnan(self._last_s):
            self._last_s = time_of_day_s
            return time_of_day_s
        found = _on_day(time_of_day_s, self._last_s)
        near = abs(found - self._last_s) < _FAR_S
        self._far = 0 if near else self._far + 1
        if near or self._far > _PATIENCE:
            self._last_s, self._far = found, 0
        return found


def _on_day(time_of_day_s: float, near_s: float) -> float:
    return time_of_day_s + DAY_S * round((near_s - time_of_day_s) / DAY_S)
