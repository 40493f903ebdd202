"""Where things are: the local frame, ballistic arcs, terrain, horizons and radar ranges."""
