"""How far true north is from the north of a local frame."""

from __future__ import annotations

import numpy as np

from airshield.earth.frame import Floats, LocalFrame

_SMALL_DEG = 1e-3


def north_rad(frame: LocalFrame, lat_deg: Floats, lon_deg: Floats) -> Floats:
    """Return where true north is at places (n,), radians clockwise from the frame's north.

    Add it to a true bearing to have the bearing in the frame.
    """
    lat, lon = np.ascontiguousarray(lat_deg), np.ascontiguousarray(lon_deg)
    step = np.where(lat < 0, _SMALL_DEG, -_SMALL_DEG)
    near_east, near_north = frame.to_local(lat + step, lon)
    east, north = frame.to_local(lat, lon)
    sign = np.sign(step)
    turn: Floats = np.arctan2((near_east - east) * sign, (near_north - north) * sign)
    return turn
