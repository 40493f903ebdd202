"""Studies: one scenario at many values of its factors, played with the same random numbers."""
