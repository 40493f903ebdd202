"""Studies: many variants of one scenario, played with the same random numbers and compared."""
