"""A simulated raid as its sensors report it, with the truth beside it."""
