"""The compiled loops of the simulation; ``docs/theory/raid`` defines what they compute."""
