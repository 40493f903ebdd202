"""Compiled loops that several packages share: arrays in, arrays out, nothing raised."""
