"""Recordings of what sensors report, of every format, as plots."""
