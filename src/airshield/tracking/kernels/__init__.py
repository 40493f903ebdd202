"""The compiled loops of the tracker: they take arrays and know nothing else."""
